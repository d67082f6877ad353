internal import Credentials
internal import Encodings
internal import YAMLTree

/// Names of Secrets wherever a text may name one: fields of kinds that are not known, values of charts,
/// arguments, annotations. They only ever say that a Secret is used.
struct SecretMentions {
  private var names: Set<String> = []
  /// Names that are followed to where they lead: they say nothing of a Secret elsewhere.
  private let known: Set<Node>

  private init(known: Set<Node> = []) { self.known = known }

  /// What `isRoot` knows at one place.
  private static let roots = ByteSearch(TokenPlaces.secretWords)
  /// Entries that make Secrets, and do not use them.
  private static let makers: Set<String> = [
    "secretGenerator", "secretTemplates", "secretObjects", "secretStoreRef",
  ]
  /// A name is no longer (kubernetes `apimachinery/pkg/util/validation`).
  private static let maximumName = 253
  /// Text beyond which nobody writes configuration into a value.
  private static let maximumText = 100_000
  private static let separators = Array("/:#$.=,@\"'".utf8)

  /// What a text names that is no document.
  static func names(in source: SourceFile) -> Set<String> {
    guard !places(in: source).isEmpty else { return [] }
    var mentions = SecretMentions()
    mentions.read(text: source.bytes[...])
    return mentions.names
  }

  /// - Parameters:
  ///   - roots: offsets of what `isRoot` knows.
  ///   - isText: some of the file is no YAML before it is rendered.
  ///   - known: names that are followed to where they lead.
  static func names(
    in parsed: ParsedFile, _ roots: [Int], isText: Bool, known: () -> Set<Node>
  ) -> Set<String> {
    let places = telling(roots, in: parsed.source)
    guard !isText || places.isEmpty else { return names(in: parsed.source) }
    var mentions = SecretMentions(known: places.isEmpty ? [] : known())
    for document in parsed.documents {
      mentions.readEntries(of: document)
      if !places.isEmpty { mentions.readTexts(of: document, around: places) }
    }
    for body in parsed.omitted { mentions.readDefaults(in: parsed.source.bytes[body]) }
    return mentions.names
  }

  /// Offsets of what tells; none where no whole word does, as in `discrete`.
  private static func places(in source: SourceFile) -> [Int] {
    telling(roots.offsets(in: source.bytes), in: source)
  }

  private static func telling(_ roots: [Int], in source: SourceFile) -> [Int] {
    roots.contains { isWord(source.bytes, at: $0) } ? roots : []
  }

  /// Whether the root at an offset is that of `secret`, `SECRET` or `credential`.
  private static func isWord(_ bytes: [UInt8], at offset: Int) -> Bool {
    switch bytes[offset] {
    case UInt8(ascii: "c"): bytes[..<offset].last == UInt8(ascii: "e")
    case UInt8(ascii: "C"): bytes[..<offset].last == UInt8(ascii: "E")
    default: bytes[..<offset].suffix(2).elementsEqual("re".utf8)
    }
  }

  /// What the patches of a kustomization name that are lists of changes (RFC 6902); the others are
  /// parts of objects, which name themselves.
  static func names(inPatchesOf parsed: ParsedFile) -> Set<String> {
    guard !places(in: parsed.source).isEmpty else { return [] }
    var mentions = SecretMentions()
    for body in parsed.documents.compactMap(\.root) {
      for patch in ["patches", "patchesJson6902"].flatMap({ body[$0]?.elements ?? [] }) {
        guard let text = patch["patch"], text.kind == .scalar else { continue }
        let changes = ParsedFile(yaml: SourceFile(path: "patch", bytes: Array(text.bytes)))
        let places = places(in: changes.source)
        for document in changes.documents where document.root?.kind == .sequence {
          mentions.readEntries(of: document)
          mentions.readTexts(of: document, around: places)
        }
      }
    }
    return mentions.names
  }

  private mutating func readEntries(of document: Document) {
    var found: [(mapping: Node, key: String, value: Node)] = []
    document.forEachEntry(where: Self.isTelling) { mapping, key, value in
      found.append((mapping, key.text, value))
    }
    for (mapping, key, value) in found { read(mapping, key, value) }
  }

  private mutating func readTexts(of document: Document, around places: [Int]) {
    document.forEachScalar(around: places) {
      if $0.bytes.count < Self.maximumText, !known.contains($0) { read(text: $0.bytes) }
    }
  }

  /// Of descriptions, what whoever leaves a field out takes.
  private mutating func readDefaults(in text: ArraySlice<UInt8>) {
    for offset in Self.defaults.offsets(in: text.span) {
      let line = text[(text.startIndex + offset + Self.defaultKey.utf8.count)...].prefix {
        $0 != 10
      }
      add(String(decoding: line, as: UTF8.self).trimmedWhitespace)
    }
  }

  private static let defaultKey = " default: "
  private static let defaults = ByteSearch(defaultKey)

  /// Words of a text that stand at or shortly behind the word secret: `get secret name`,
  /// `secret/name`, `Get("v1", "secrets", "ns", "name")`.
  private mutating func read(text: ArraySlice<UInt8>) {
    var room = 0
    for line in text.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      guard room > 0 || Self.isSecretWord(line) else { continue }
      for word in line.split(whereSeparator: Self.isBetweenWords) {
        if Self.isSecretWord(word) { room = Self.maximumDistance }
        guard room > 0,
          word.first != UInt8(ascii: "-") || word.contains(UInt8(ascii: "="))
        else { continue }
        add(String(decoding: word, as: UTF8.self))
        room -= 1
      }
    }
  }

  private static func isBetweenWords(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...32, 34, 39, 40, 41, 44, 91, 93, 123, 125: true
    default: false
    }
  }

  /// Words from the one that tells.
  private static let maximumDistance = 4

  private mutating func read(_ mapping: Node, _ key: String, _ value: Node) {
    switch key {
    case "kind":
      // A Secret itself has its name among its metadata.
      if value.hasText("Secret") { add(mapping["name"]) }
    case "key": add(mapping["name"])
    case "type":
      // Of a chart's values: `type: secret` beside a name.
      if value.hasText("secret") || value.hasText("Secret") { add(mapping["name"]) }
    case "name":
      if Self.isSecretWord(value.bytes) { add(mapping["value"]) }
      if Self.isReference(mapping) { add(value) }
    case "default":
      if value.kind == .scalar { add(value) }
    case "path":
      // A change of a list of Secrets: `path: /spec/extraMounts/secrets/-`.
      if Self.isSecretWord(value.bytes), let value = mapping["value"] { add(all: value) }
    default: add(all: value)
    }
  }

  /// `{name: …}` and little else, below some key: how objects name others.
  private static func isReference(_ mapping: Node) -> Bool {
    guard mapping.memberCount <= 4, mapping.hasOnlyKeys(companions) else { return false }
    guard let key = mapping.keyInParent else { return false }
    return !key.hasText("metadata") && !key.hasText("configMapRef")
      && !key.hasText("configMapKeyRef") && !key.hasText("configMap")
  }

  private static let companions = ["name", "key", "namespace", "optional"]

  private mutating func add(all node: Node) {
    switch node.kind {
    case .mapping: for member in ["name", "secretName", "secret", "ref"] { add(node[member]) }
    case .sequence:
      for element in node.elements {
        if element.kind == .mapping { add(all: element) } else { add(element) }
      }
    case .scalar, .alias: add(node)
    }
  }

  private mutating func add(_ node: Node?) {
    guard let node, !known.contains(node), node.kind == .scalar,
      node.bytes.count <= 2 * Self.maximumName
    else { return }
    add(node.text)
  }

  /// The text, and each part of it: `ns/name`, `name:key`, `--secret=name`.
  private mutating func add(_ text: String) {
    guard text.utf8.count <= 2 * Self.maximumName, !Placeholder.isTemplate(text) else { return }
    names.insert(text)
    let parts = text.utf8.split { Self.separators.contains($0) }
    guard parts.count > 1 || parts.first?.count != text.utf8.count else { return }
    for part in parts { names.insert(String(Substring(part))) }
  }

  private static func isTelling(_ key: borrowing Span<UInt8>) -> Bool {
    switch key.count {
    case 3: key.equals("key")
    case 4: key.equals("kind") || key.equals("name") || key.equals("path") || key.equals("type")
    case 7: isSecretWord(key) || key.equals("default")
    case 13: isSecretWord(key) || key.equals("resourceNames")
    // A list of names, of which the table of references follows a single one.
    case 26: isSecretWord(key) && !isMaker(key) || key.equals(connections)
    case 15: isSecretWord(key) && !isMaker(key) || key.equals("certificateRefs")
    default: isSecretWord(key) && !isMaker(key)
    }
  }

  private static let connections = "opendatahub.io/connections"

  private static func isMaker(_ key: borrowing Span<UInt8>) -> Bool {
    for maker in makers where key.equals(maker) { return true }
    return false
  }

  private static func isSecretWord(_ bytes: ArraySlice<UInt8>) -> Bool { isSecretWord(bytes.span) }

  private static func isSecretWord(_ bytes: borrowing Span<UInt8>) -> Bool {
    for index in 0..<max(0, bytes.count - 3) where isRoot(bytes, at: index) { return true }
    return false
  }

  /// `cret` of secret, `CRET`, or `dential` of credential, at an offset.
  private static func isRoot(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    let (first, second) = (bytes[index], bytes[index + 1])
    let (third, fourth) = (bytes[index + 2], bytes[index + 3])
    return switch first {
    case UInt8(ascii: "c"):
      second == UInt8(ascii: "r") && third == UInt8(ascii: "e") && fourth == UInt8(ascii: "t")
    case UInt8(ascii: "C"):
      second == UInt8(ascii: "R") && third == UInt8(ascii: "E") && fourth == UInt8(ascii: "T")
    case UInt8(ascii: "d"):
      second == UInt8(ascii: "e") && third == UInt8(ascii: "n") && fourth == UInt8(ascii: "t")
        && isDential(bytes, at: index)
    default: false
    }
  }

  private static func isDential(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    index + 7 <= bytes.count && bytes[index + 4] == UInt8(ascii: "i")
      && bytes[index + 5] == UInt8(ascii: "a") && bytes[index + 6] == UInt8(ascii: "l")
  }
}
