internal import Encodings
internal import Credentials
internal import YAMLTree

/// Finds credentials where they stand: token kinds and keys in every value, and values whose name
/// says that they are a password.
struct HardcodedCredentialReader {
  private let file: InputFile
  /// False when no byte of the file could start a token, which spares a look at each value.
  private let mayHoldTokens: Bool
  private(set) var hardcodedCredentials: [HardcodedCredential] = []

  init(_ file: InputFile) {
    self.file = file
    mayHoldTokens = TokenScanner.isWorthALook(file.source.bytes[...])
  }

  // MARK: Documents

  /// Everything in one document; the data of Secrets is read elsewhere.
  mutating func read(_ root: Node, _ resource: Resource?) {
    let isSecret = resource?.kind == "Secret"
    let hidden: [Range<UInt32>] =
      !isSecret ? [] : ["data", "stringData"].compactMap { root[$0]?.subtree }
    let bytes = root.document.source.bytes
    if mayHoldTokens {
      root.forEachScalar { node in
        guard node.mayHoldCredential(bytes), !hidden.contains(where: { $0.contains(node.id) })
        else {
          return
        }
        add(tokensIn: node, resource)
      }
    }
    if let resource, resource.role == .configMap {
      readConfigMap(resource)
      readBinaryData(resource)
    }
    if file.isValues, resource == nil { readValues(root) }
    if let resource {
      for values in ChartValues.nodes(in: resource) { readValues(values, resource) }
      for text in ChartValues.texts(in: resource) { readValuesText(text, resource) }
      for parameter in ChartValues.parameters(in: resource) {
        guard let name = parameter["name"], let value = parameter["value"] else { continue }
        add(namedIn: value, .values, key: name.text, resource, onlyWhole: true)
      }
    }
    if Kustomization.isFileName(file.name) {
      for values in ChartValues.inline(in: root) { readValues(values, resource) }
    }
    if file.isPipeline { readPipelineVariables(root) }
    if resource == nil, root["services"]?.kind == .mapping { readCompose(root) }
    // A configuration file of some program.
    if resource == nil, !file.isValues, !file.isPipeline, root["jobs"] == nil,
      root["services"]?.kind != .mapping
    {
      readValues(root, spot: .field)
    }
    if let resource, resource.row == nil { readNamedValues(root, resource) }
    if root["kind"]?.hasText("Config") == true, root["users"] != nil { readKubeconfig(root) }
  }

  private mutating func add(tokensIn node: Node, _ resource: Resource?) {
    let path = Self.withoutItems(node.path)
    guard !path.contains("sops"), !Self.isCopyOfManifest(path), node.tag != "!vault" else { return }
    let text = node.text
    guard Encryption.of(text) == nil else { return }
    let spot = spot(of: path, resource)
    for match in TokenScanner.matches(in: text) {
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
    if path.contains("annotations") || path.contains("labels") { return .annotation }
    if resource?.role == .configMap, path.first == "data" { return .configMap }
    if path.first == "configMapGenerator" { return .configMap }
    if resource?.kind == "Config" || (resource == nil && path.first == "users") { return .file }
    guard resource != nil else { return .field }
    if path.contains("env"), path.last == "value" { return .environment }
    if path.contains("args") || path.contains("command") { return .arguments }
    return .field
  }

  /// What names the value: the variable of `env`, or the key.
  private static func key(_ path: [String], _ node: Node) -> String {
    path.last { Int($0) == nil } ?? ""
  }

  private mutating func add(
    _ classification: Classification, _ spot: HardcodedCredential.Spot, _ node: Node, key: String,
    _ resource: Resource?, text: String, at range: Range<Int>? = nil
  ) {
    guard !node.isDisclaimed else { return }
    var place = node.place
    if let range, range.count < text.utf8.count, let map = ScalarMap(node), !range.isEmpty {
      let start = map.sourceOffset(of: range.lowerBound)
      let end = map.sourceOffset(of: range.upperBound - 1) + 1
      place = node.document.place(of: start..<max(start, end))
    }
    let value = range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) } ?? text
    hardcodedCredentials.append(
      HardcodedCredential(
        file: file, spot: spot, classification: classification, place: place, node: node, key: key,
        owner: resource?.described ?? "", isLive: resource?.isLive ?? file.isLive,
        value: Sensitive(value)))
  }

  // MARK: Values behind names

  /// Random text that no tool has encrypted.
  private func isPassword(_ text: String) -> Bool {
    Strength.isRandom(text) && Encryption.of(text) == nil
  }

  /// What is a credential because of its name, or of a name inside of the text; known kinds are found
  /// by their form.
  private mutating func add(
    namedIn node: Node, _ spot: HardcodedCredential.Spot, key: String, _ resource: Resource?,
    onlyWhole: Bool = false
  ) {
    let text = node.text
    for found in TextCredentials.find(
      in: text, named: key, isStrict: file.isInTestFolder)
    where !found.key.isEmpty && (!onlyWhole || found.range.count == text.utf8.count) {
      add(found.classification, spot, node, key: found.key, resource, text: text, at: found.range)
    }
  }

  /// Environment variables of containers and Tekton steps that are named like a password.
  mutating func read(container: Node, _ resource: Resource) {
    for variable in container["env"]?.elements ?? [] {
      guard let name = variable["name"], let value = variable["value"], value.kind == .scalar
      else { continue }
      addDockerLogins(in: value, .environment, key: name.text, resource)
      guard !value.isNull else { continue }
      add(namedIn: value, .environment, key: name.text, resource)
    }
    for (flag, node, offset) in Containers.flagged(in: container) {
      let value = String(Substring(node.text.utf8.dropFirst(offset)))
      guard isPassword(value), TokenScanner.matches(in: node.text).isEmpty else { continue }
      add(
        Classification(kind: SecretNames.kind(flag)), .arguments, node, key: flag, resource,
        text: value)
    }
  }

  /// Keys of a ConfigMap, and lines of the files in it, that are named like a password.
  private mutating func readConfigMap(_ resource: Resource) {
    for entry in resource.body["data"]?.entriesOfBranches ?? []
    where entry.value.kind == .scalar {
      add(namedIn: entry.value, .configMap, key: entry.key.text, resource)
    }
  }

  /// Keys in a ConfigMap's binary data.
  private mutating func readBinaryData(_ resource: Resource) {
    for entry in resource.body["binaryData"]?.entries ?? [] where entry.value.kind == .scalar {
      guard let bytes = try? Base64.decode(entry.value.bytes) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let found = TokenScanner.matches(in: text).first else { continue }
      add(
        found.classification, .configMap, entry.value, key: entry.key.text, resource,
        text: entry.value.text)
    }
  }

  /// Helm values: leaves that are named like a password.
  private mutating func readValues(
    _ root: Node, _ resource: Resource? = nil, spot: HardcodedCredential.Spot = .values
  ) {
    root.forEachMapping { mapping in
      for entry in mapping.ownEntries
      where entry.value.kind == .scalar && !entry.value.isAlias
        && SecretNames.matches(entry.key.text)
      {
        add(namedIn: entry.value, spot, key: entry.key.text, resource, onlyWhole: true)
      }
    }
  }

  /// Values that stand in an object as the text of a file.
  private mutating func readValuesText(_ node: Node, _ resource: Resource) {
    guard let map = ScalarMap(node) else { return }
    let source = SourceFile(path: file.path, bytes: Array(node.bytes))
    let parsed = ParsedFile(
      yaml: source, embedding: Embedding(parent: node, form: .part, map: map))
    for root in parsed.documents.compactMap(\.root) { readValues(root, resource) }
  }

  /// Environments of a compose file: a mapping, or a list of `NAME=value`.
  private mutating func readCompose(_ root: Node) {
    for service in root["services"]?.entries ?? [] {
      guard let environment = service.value["environment"] else { continue }
      for entry in environment.entries where entry.value.kind == .scalar {
        add(namedIn: entry.value, .environment, key: entry.key.text, nil)
      }
      for item in environment.elements where item.kind == .scalar {
        for found in TextCredentials.pairs(in: item.text, isStrict: file.isInTestFolder) {
          add(
            found.classification, .environment, item, key: found.key, nil, text: item.text,
            at: found.range)
        }
      }
    }
  }

  /// `{name: password, value: …}` of any list.
  private mutating func readNamedValues(_ root: Node, _ resource: Resource) {
    root.forEachMapping { mapping in
      guard let name = mapping["name"], let value = mapping["value"], value.kind == .scalar,
        name.kind == .scalar, mapping.ownEntries.count == 2
      else { return }
      add(namedIn: value, .field, key: name.text, resource, onlyWhole: true)
    }
  }

  /// `variables:` of a pipeline and of its jobs.
  private mutating func readPipelineVariables(_ root: Node) {
    let jobs = root.entries.map(\.value).filter { $0.kind == .mapping }
    for variables in ([root] + jobs).compactMap({ $0["variables"] }) {
      for entry in variables.entries {
        let value = entry.value["value"] ?? entry.value
        addDockerLogins(in: value, .ciVariable, key: entry.key.text, nil)
        guard value.kind == .scalar else { continue }
        add(namedIn: value, .ciVariable, key: entry.key.text, nil)
      }
    }
  }

  /// The docker config that GitLab's runner, and others after it, take from a variable: one hardcoded
  /// for each login.
  private mutating func addDockerLogins(
    in value: Node, _ spot: HardcodedCredential.Spot, key: String, _ resource: Resource?
  ) {
    guard key == "DOCKER_AUTH_CONFIG", value.kind == .scalar else { return }
    let source = SourceFile(path: file.path, bytes: Array(value.bytes))
    guard let root = ParsedFile(json: source).documents.first?.root, root.kind == .mapping else {
      return
    }
    for login in DockerConfig.logins(inFile: root, isBare: false) {
      add(login, spot, value, key: key, resource)
    }
  }

  private mutating func add(
    _ login: RegistryLogin, _ spot: HardcodedCredential.Spot, _ node: Node, key: String,
    _ resource: Resource?
  ) {
    guard login.isUsable, !login.isPlaceholder else { return }
    add(
      .of(login.secret, user: login.user, registry: login.registry), spot, node, key: key,
      resource, text: node.text)
  }

  /// A kubeconfig's users: tokens, passwords and keys.
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
      for name in ["token", "password"] {
        guard let value = user[name], isPassword(value.text),
          TokenScanner.matches(in: value.text).isEmpty
        else { continue }
        add(
          Classification(kind: SecretNames.kind(name)), .file, value, key: name, nil,
          text: value.text)
      }
    }
  }

  // MARK: Comments and files

  /// Token kinds in comments.
  mutating func readComments(of parsed: ParsedFile) {
    guard mayHoldTokens, !file.path.hasSuffix(".json") else { return }
    readCommentedKeys(of: parsed)
    let tokens = TokenScanner.tokens(in: file.source.bytes)
    for comment in parsed.comments(around: tokens.map(\.range.lowerBound)) {
      let text = file.source.text(comment.range)
      guard !Placeholder.isDisclaimer(text) else { continue }
      for match in TokenScanner.tokens(in: text) {
        let start = comment.range.lowerBound
        let range = (start + match.range.lowerBound)..<(start + match.range.upperBound)
        hardcodedCredentials.append(
          HardcodedCredential(
            file: file, spot: .comment, classification: match.classification,
            place: Place(file: file.source, range: range), node: nil, key: "", owner: "",
            isLive: file.isLive,
            value: Sensitive(file.source.text(range))))
      }
    }
  }

  /// Token kinds in a template's text where no value was read: in expressions that stand alone, and
  /// in what does not parse.
  mutating func readText(outside documents: [Document]) {
    guard mayHoldTokens else { return }
    for match in TokenScanner.tokens(in: file.source.bytes) {
      let start = match.range.lowerBound
      let isRead =
        documents.contains { $0.holdsScalar(at: start) }
        || hardcodedCredentials.contains { $0.place.range.contains(start) }
      guard !isRead, !Placeholder.isDisclaimer(line(behind: match.range.upperBound)) else {
        continue
      }
      hardcodedCredentials.append(
        HardcodedCredential(
          file: file, spot: .field, classification: match.classification,
          place: Place(file: file.source, range: match.range), node: nil, key: key(before: start),
          owner: "", isLive: file.isLive, value: Sensitive(file.source.text(match.range))))
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
      hardcodedCredentials.append(
        HardcodedCredential(
          file: file, spot: .comment, classification: Classification(kind: .privateKey),
          place: Place(file: file.source, range: comment.range), node: nil, key: "", owner: "",
          isLive: file.isLive, value: Sensitive(text)))
    }
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
    hardcodedCredentials.append(
      HardcodedCredential(
        file: file, spot: .file, classification: Classification(kind: .privateKey),
        place: Place(file: file.source, range: line.range(ofLine: line.line(of: start))), node: nil,
        key: "", owner: "", isLive: file.isLive, value: Sensitive(text)))
  }
}
