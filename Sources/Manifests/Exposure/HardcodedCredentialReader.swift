internal import Encodings
internal import Credentials
internal import YAMLTree

/// Finds credentials where they stand: token kinds and keys in every value, and values whose name
/// says that they are a password.
struct HardcodedCredentialReader {
  private let file: InputFile
  /// Where a token could start in the file as it is written, by which nearly all values are passed
  /// over.
  private let tokens: TokenPlaces
  private(set) var hardcodedCredentials: [HardcodedCredential] = []
  /// Of the scalar in which something was found last, which may hold thousands.
  private var lastMap: (node: Node, map: ScalarMap?)?

  /// - Parameter tokens: those of the file, if they are known.
  init(_ file: InputFile, _ tokens: TokenPlaces? = nil) {
    self.file = file
    self.tokens = tokens ?? TokenPlaces(in: file.source.bytes)
  }

  private var mayHoldTokens: Bool { !tokens.offsets.isEmpty }

  // MARK: Documents

  /// Everything in one document; the data of Secrets is read elsewhere.
  mutating func read(_ root: Node, _ resource: Resource?) {
    let isSecret = resource?.kind == "Secret"
    let hidden: [Range<UInt32>] =
      isSecret
      ? ["data", "stringData"].compactMap { root[$0]?.subtree }
      : resource == nil && mayHoldTokens ? NamedScalars.actionInputs(in: root) : []
    readTokens(root, resource, hidden)
    if let resource, resource.role == .configMap { readBinaryData(resource) }
    if let resource {
      for text in ChartValues.texts(in: resource) { readValuesText(text, resource) }
    }
    readNamed(root, resource)
    if root["kind"]?.hasText("Config") == true, root["users"] != nil { readKubeconfig(root) }
  }

  private mutating func readTokens(_ root: Node, _ resource: Resource?, _ hidden: [Range<UInt32>]) {
    let isWanted = { (text: borrowing Span<UInt8>) in
      text.count >= Self.shortest && TokenScanner.isWorthALook(text)
    }
    let body = { (node: Node) in
      if !hidden.contains(where: { $0.contains(node.id) }) { add(tokensIn: node, resource) }
    }
    if root.document.source === file.source {
      root.forEachScalar(around: tokens.offsets, orWhere: isWanted, body)
    } else if mayHoldTokens {
      root.forEachScalar(where: isWanted, body)
    }
  }

  /// Bytes of the shortest credential that is known by its form.
  private static let shortest = 16

  private mutating func add(tokensIn node: Node, _ resource: Resource?) {
    let text = node.text
    let matches = TokenScanner.matches(in: text)
    guard !matches.isEmpty, Encryption.of(text) == nil else { return }
    let path = Self.withoutItems(node.path)
    guard !path.contains("sops"), !Self.isCopyOfManifest(path), node.tag != "!vault" else { return }
    let spot = spot(of: path, resource)
    for match in matches {
      add(
        match.classification, spot, node, key: Self.key(path, node), resource, text: text,
        at: match.range)
    }
  }

  /// The path inside an item of a List.
  static func withoutItems(_ path: [String]) -> [String] {
    var path = path[...]
    while path.count > 2, path.first == "items", Int(path.dropFirst().first ?? "") != nil {
      path = path.dropFirst(2)
    }
    return Array(path)
  }

  /// `last-applied-configuration` repeats what stands elsewhere.
  private static func isCopyOfManifest(_ path: [String]) -> Bool {
    path.contains("kubectl.kubernetes.io/last-applied-configuration")
  }

  private func spot(of path: [String], _ resource: Resource?) -> HardcodedCredential.Spot {
    if file.isPipeline { return path.contains("variables") ? .ciVariable : .field }
    if file.isValues, resource == nil { return .values }
    if ChartValues.hold(path, of: resource) { return .values }
    if path.contains("annotations") || path.contains("labels") { return .annotation }
    if resource?.role == .configMap, path.first == "data" { return .configMap }
    if path.first == "configMapGenerator" { return .configMap }
    if resource?.kind == "Config" || (resource == nil && path.first == "users") { return .file }
    if resource == nil, path.contains("environment"), path.contains("services") {
      return .environment
    }
    guard resource != nil else { return .field }
    if path.contains("env"), path.last == "value" { return .environment }
    if path.contains("args") || path.contains("command") { return .arguments }
    return .field
  }

  /// What names the value: the variable of `env`, or the key.
  private static func key(_ path: [String], _ node: Node) -> String {
    if ["value", "default"].contains(path.last), let name = node.parent?["name"],
      name.kind == .scalar
    {
      return name.text
    }
    return path.last { Int($0) == nil } ?? ""
  }

  /// The object, and which of its containers.
  private static func owner(
    _ resource: Resource?, _ node: Node, _ spot: HardcodedCredential.Spot
  ) -> String {
    guard let resource else { return "" }
    guard spot == .environment || spot == .arguments else { return resource.described }
    var ancestor = node.parent
    while let mapping = ancestor {
      if mapping.kind == .mapping, mapping["image"] != nil, let name = mapping["name"],
        name.kind == .scalar, !name.text.isEmpty
      {
        return "container '\(name.text)' of \(resource.described)"
      }
      ancestor = mapping.parent
    }
    return resource.described
  }

  private mutating func add(
    _ classification: Classification, _ spot: HardcodedCredential.Spot, _ node: Node, key: String,
    _ resource: Resource?, text: String, at range: Range<Int>? = nil,
    login: (registry: String, user: String) = ("", ""), value secret: Sensitive? = nil
  ) {
    guard !node.isDisclaimed else { return }
    let part = range.flatMap { $0.count < text.utf8.count ? placeOfPart($0, in: node) : nil }
    let place = part ?? node.place
    let value = range.map(text.part) ?? text
    hardcodedCredentials.append(
      HardcodedCredential(
        file: file, spot: spot, classification: classification, place: place, node: node, key: key,
        owner: Self.owner(resource, node, spot),
        value: secret ?? Sensitive(value), registry: login.registry, user: login.user))
  }

  private mutating func placeOfPart(_ range: Range<Int>, in node: Node) -> Place? {
    let known = lastMap?.node == node ? lastMap : nil
    let last = known ?? (node, ScalarMap(node))
    lastMap = last
    return last.map.flatMap { node.place(ofText: range, by: $0) }
  }

  // MARK: Values behind names

  /// What is a credential because of what names it, or of a name inside of its text.
  private mutating func readNamed(
    _ root: Node, _ resource: Resource?, as spot: HardcodedCredential.Spot? = nil
  ) {
    let hidden = NamedScalars.hidden(in: root, resource, file)
    guard !hidden.contains(root.subtree) else { return }
    for named in NamedScalars.all(in: root, hidden: hidden).map(\.withoutDefault) {
      let logins = dockerLogins(in: named)
      // What a file of nobody knows what quotes at length is often an example.
      let isQuoted =
        resource == nil && named.node.bytes.contains(10) && !file.isValues && !file.isPipeline
      let found =
        logins != nil
        ? []
        : TextCredentials.find(
          in: named.text, named: named.name, isStrict: file.isInTestFolder || isQuoted
        ).filter { !$0.key.isEmpty }
      let isGuessable =
        found.isEmpty && logins == nil && named.isPassword
        && Guessable.matches(named.text, user: named.user)
      guard isGuessable || !found.isEmpty || logins?.isEmpty == false,
        !named.node.isDisclaimed, named.node.tag != "!vault"
      else { continue }
      let path = Self.withoutItems(named.node.path)
      guard !path.contains("sops"), !Self.isCopyOfManifest(path) else { continue }
      let spot = spot ?? self.spot(of: path, resource)
      for login in logins ?? [] {
        add(login.login, spot, named.node, key: named.name, resource, at: login.range)
      }
      for found in found { add(found, spot, named, resource) }
      if isGuessable { add(guessable: named, spot, resource) }
    }
  }

  private mutating func add(
    guessable named: NamedScalar, _ spot: HardcodedCredential.Spot, _ resource: Resource?
  ) {
    add(
      Classification(kind: .password), spot, named.node, key: named.name, resource,
      text: named.node.text, at: named.offset..<(named.node.text.utf8.count - named.cut),
      login: (named.registry, named.user))
    if let last = hardcodedCredentials.indices.last {
      hardcodedCredentials[last].doubt = .guessable
    }
  }

  private mutating func add(
    _ found: TextCredential, _ spot: HardcodedCredential.Spot, _ named: NamedScalar,
    _ resource: Resource?
  ) {
    let range = found.range.lowerBound + named.offset..<found.range.upperBound + named.offset
    let isLogin = found.range.count == named.text.utf8.count && !named.registry.isEmpty
    let classification =
      isLogin
      ? .of(Sensitive(named.text), user: named.user, registry: named.registry)
      : found.classification
    add(
      classification, spot, named.node, key: found.key, resource, text: named.node.text, at: range,
      login: isLogin ? (named.registry, named.user) : ("", ""))
  }

  /// Keys in a ConfigMap's binary data.
  private mutating func readBinaryData(_ resource: Resource) {
    for entry in resource.body["binaryData"]?.entries ?? [] where entry.value.kind == .scalar {
      guard let bytes = try? Base64.decode(entry.value.bytes) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      for found in TextCredentials.find(
        in: text, named: entry.key.text, isStrict: file.isInTestFolder
      ).prefix(1) {
        add(
          found.classification, .configMap, entry.value,
          key: found.key.isEmpty ? entry.key.text : found.key, resource, text: entry.value.text)
      }
    }
  }

  /// Values that stand in an object as the text of a file.
  private mutating func readValuesText(_ node: Node, _ resource: Resource) {
    guard let map = ScalarMap(node) else { return }
    let source = SourceFile(path: file.path, bytes: Array(node.bytes))
    let parsed = ParsedFile(
      yaml: source, embedding: Embedding(parent: node, form: .part, map: map))
    for root in parsed.documents.compactMap(\.root) { readNamed(root, resource, as: .values) }
  }

  /// The logins of a docker config, such as GitLab's runner, and others after it, take from a
  /// variable, and where their passwords stand in it; nil for any other value.
  private func dockerLogins(in named: NamedScalar) -> [(login: RegistryLogin, range: Range<Int>?)]?
  {
    let bytes = named.node.bytes
    guard named.offset == 0, bytes.count < Self.longestConfig else { return nil }
    let isEncoded = bytes.starts(with: "eyJ".utf8)
    guard let config = isEncoded ? try? Base64.decode(bytes) : Array(bytes),
      Self.auths.finds(in: config)
    else { return nil }
    let source = SourceFile(path: file.path, bytes: config)
    guard let root = ParsedFile(json: source).documents.first?.root, root.kind == .mapping else {
      return nil
    }
    return DockerConfig.logins(inFile: root, isBare: false).map {
      ($0, isEncoded ? nil : $0.secretNode.range)
    }
  }

  private static let auths = ByteSearch("\"auths\"")
  private static let longestConfig = 1_000_000

  private mutating func add(
    _ login: RegistryLogin, _ spot: HardcodedCredential.Spot, _ node: Node, key: String,
    _ resource: Resource?, at range: Range<Int>? = nil
  ) {
    guard login.isUsable, !login.isPlaceholder else { return }
    add(
      .of(login.secret, user: login.user, registry: login.registry), spot, node, key: key,
      resource, text: node.text, at: range, login: (login.registry, login.user),
      value: login.secret)
  }

  /// Keys of a kubeconfig's users.
  private mutating func readKubeconfig(_ root: Node) {
    for item in root["users"]?.elements ?? [] {
      guard let user = item["user"] else { continue }
      if let key = user["client-key-data"], let bytes = try? Base64.decode(key.bytes),
        PEM.holdsPrivateKey(String(decoding: bytes, as: UTF8.self))
      {
        add(
          Classification(kind: .privateKey), .file, key, key: "client-key-data", nil, text: key.text
        )
      }
    }
  }

  // MARK: Comments and files

  /// What stands in the file's own text, outside of any value.
  private mutating func add(
    _ classification: Classification, _ spot: HardcodedCredential.Spot, at range: Range<Int>,
    key: String = "", value: String? = nil, doubt: HardcodedCredential.Doubt? = nil
  ) {
    hardcodedCredentials.append(
      HardcodedCredential(
        file: file, spot: spot, classification: classification,
        place: Place(file: file.source, range: range), node: nil, key: key, owner: "",
        value: Sensitive(value ?? file.source.text(range)), doubt: doubt))
  }

  /// What has a token's form, anywhere in the file, and can be none.
  mutating func readImitations() {
    for match in tokens.forms where !match.classification.isGenuine {
      add(match.classification, .file, at: match.range, doubt: .imitation)
    }
  }

  /// Token kinds in comments.
  mutating func readComments(of parsed: ParsedFile) {
    guard mayHoldTokens, !file.path.hasSuffix(".json") else { return }
    readCommentedKeys(of: parsed)
    let forms = tokens.forms.filter(\.classification.isGenuine)
    for comment in parsed.comments(around: forms.map(\.range.lowerBound)) {
      let text = file.source.text(comment.range)
      guard !Placeholder.isDisclaimer(text) else { continue }
      for match in TokenScanner.tokens(in: text) {
        let start = comment.range.lowerBound
        let range = (start + match.range.lowerBound)..<(start + match.range.upperBound)
        add(match.classification, .comment, at: range)
      }
    }
  }

  /// Token kinds in a template's text where no value was read: in expressions that stand alone, and
  /// in what does not parse.
  mutating func readText(outside documents: [Document]) {
    guard mayHoldTokens else { return }
    for match in tokens.forms.filter(\.classification.isGenuine) {
      let start = match.range.lowerBound
      let isRead =
        documents.contains { $0.holdsScalar(at: start) }
        || hardcodedCredentials.contains { $0.place.range.contains(start) }
      guard !isRead, !Placeholder.isDisclaimer(line(behind: match.range.upperBound)) else {
        continue
      }
      add(match.classification, .field, at: match.range, key: key(before: start))
    }
  }

  private func line(behind offset: Int) -> String {
    String(
      decoding: file.source.bytes[offset...].prefix(200).prefix { $0 != 10 && $0 != 13 },
      as: UTF8.self)
  }

  /// The word in front of a colon or an equals sign, which names what stands at an offset. Any other
  /// word may be a secret as well.
  private func key(before offset: Int) -> String {
    let line = file.source.bytes[..<offset].suffix(200).reversed().prefix { $0 != 10 && $0 != 13 }
    let isWord: (UInt8) -> Bool = {
      (97...122).contains($0 | 0x20) || (48...57).contains($0) || "._-$".utf8.contains($0)
    }
    let marks = line.prefix { !isWord($0) }
    let word = line.dropFirst(marks.count).prefix(while: isWord)
    let isNamed =
      marks.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") }
      && marks.allSatisfy { ":= \t\"'`".utf8.contains($0) }
    return word.isEmpty || !isNamed ? "a line" : String(decoding: word.reversed(), as: UTF8.self)
  }

  private static let privateKey = ByteSearch("PRIVATE KEY-----")

  /// Private keys that were commented out line by line.
  private mutating func readCommentedKeys(of parsed: ParsedFile) {
    let begins = Self.privateKey.offsets(in: file.source.bytes)
    for comment in parsed.comments(around: begins) where comment.isOwnLine {
      let lines = file.source.text(comment.range.lowerBound..<comment.range.lowerBound + 20_000)
        .split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " || $0 == "\t" } }
        .prefix { $0.hasPrefix("#") }.map { $0.drop { "# \t".contains($0) } }
      let text = lines.joined(separator: "\n")
      guard text.hasPrefix("-----BEGIN "), PEM.holdsPrivateKey(text) else { continue }
      add(Classification(kind: .privateKey), .comment, at: comment.range, value: text)
    }
  }

  /// Private keys in the file's text where no value was read, whatever the file is called.
  ///
  /// - Parameters:
  ///   - hidden: parts of the text that are read elsewhere.
  ///   - known: what was found in the file by others.
  mutating func readKeyBlocks(
    outside documents: [Document], _ hidden: [Range<Int>] = [], except known: [HardcodedCredential]
  ) {
    guard mayHoldTokens else { return }
    let found = (known + hardcodedCredentials).filter {
      $0.classification.kind.id == CredentialKind.privateKey.id && $0.place.file === file.source
    }
    for block in KeyBlocks.all(in: file.source.bytes) {
      let isRead =
        documents.contains { $0.holdsScalar(at: block.range.lowerBound) }
        || hidden.contains { $0.overlaps(block.range) }
        || found.contains { $0.place.range.overlaps(block.range) }
      guard !isRead else { continue }
      add(Classification(kind: .privateKey), .file, at: block.range, value: block.text)
    }
  }

  /// A file of settings: all that its names and forms tell.
  mutating func readSettings(_ kind: TextFile) {
    let bytes = kind.normalized(file.source.bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.count == bytes.count else { return }
    for found in TextCredentials.find(in: text, named: "", isStrict: file.isInTestFolder) {
      let start = found.range.lowerBound
      let isQuoted = start > 0 && "\"'".utf8.contains(bytes[start - 1])
      guard !kind.needsQuotes || isQuoted || found.key.isEmpty,
        found.key.isEmpty || !Self.isAssignedInCode(bytes, before: start - (isQuoted ? 1 : 0)),
        !Placeholder.isDisclaimer(line(behind: found.range.upperBound))
      else { continue }
      add(found.classification, .file, at: found.range, key: found.key)
    }
  }

  /// `:=` is Go's and Make's; a file of settings would take its second sign for the value.
  private static func isAssignedInCode(_ bytes: [UInt8], before start: Int) -> Bool {
    let sign = bytes[..<start].last { $0 != 32 && $0 != 9 }
    guard sign == UInt8(ascii: "="), let equals = bytes[..<start].lastIndex(of: 61) else {
      return false
    }
    return equals > 0 && bytes[equals - 1] == UInt8(ascii: ":")
  }

  /// Private keys and docker configs that are files of their own.
  mutating func readWholeFile(_ root: Node?) {
    let bytes = file.source.bytes
    if let root, file.isDockerConfig {
      for login in DockerConfig.logins(inFile: root, isBare: file.name.hasSuffix(".dockercfg")) {
        add(login, .file, login.secretNode, key: login.registry, nil)
      }
    }
    guard root == nil, file.isKeyFile, bytes.count < 100_000 else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    guard
      PEM.holdsPrivateKey(text) || text.hasPrefix("PuTTY-User-Key-File-")
        || text.holds("AGE-SECRET-KEY-1") && !TokenScanner.tokens(in: text).isEmpty
    else { return }
    let start = text.firstOffset(of: "PRIVATE KEY") ?? 0
    let line = LineTable(file.source)
    add(
      Classification(kind: .privateKey), .file, at: line.range(ofLine: line.line(of: start)),
      value: text)
  }
}
