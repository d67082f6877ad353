internal import Encodings
internal import Credentials
internal import Rules
package import YAMLTree

/// What a snippet may show of a file in which nothing is known to be public: its structure, and the
/// values of harmless fields. A secret can stand in every other scalar and in every comment.
package struct Outline: Sendable {
  /// A scalar as it stands in the file; the key is what names its value. A big file has millions.
  private struct Scalar {
    let document: UInt32
    let id: UInt32
    /// No key is the root, whose id is 0.
    private let keyID: UInt32
    private let start: UInt32
    private let end: UInt32
    let isHarmless: Bool

    init(_ node: Node, key: Node?, isHarmless: Bool, document: Int) {
      self.document = UInt32(document)
      id = node.id
      keyID = key?.id ?? 0
      start = UInt32(node.range.lowerBound)
      end = UInt32(node.range.upperBound)
      self.isHarmless = isHarmless
    }

    var key: UInt32? { keyID == 0 ? nil : keyID }
    var range: Range<Int> { Int(start)..<Int(end) }
  }

  package let file: SourceFile
  private let documents: [Document]
  private var scalars: [Scalar] = []

  package init(_ file: SourceFile) {
    self.file = file
    documents = ParsedFile(yaml: file).documents
    scalars.reserveCapacity(documents.reduce(0) { $0 + $1.scalarCount })
    for (index, document) in documents.enumerated() {
      guard let root = document.root else { continue }
      add(root, named: nil, isFree: false, document: index)
    }
    scalars.sort { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// - Parameter isFree: below a field whose content is the user's own, where a name says nothing.
  private mutating func add(_ node: Node, named key: Node?, isFree: Bool, document: Int) {
    guard !node.isAlias else { return }
    switch node.kind {
    case .mapping:
      let entries = node.ownEntries
      let name = entries.first { HarmlessFields.names.contains($0.key.text) }?.value
      for entry in entries {
        addKey(entry.key, document: document)
        let own = entry.key.text
        let isNamed = SecretText.namedKeys.contains(own) && name?.kind == .scalar
        add(
          entry.value, named: isNamed ? name : entry.key,
          isFree: isFree || HarmlessFields.free.contains(own), document: document)
      }
    case .sequence:
      for element in node.elements { add(element, named: key, isFree: isFree, document: document) }
    default:
      let isHarmless = !isFree && key.map { HarmlessFields.allow(node.text, in: $0.text) } == true
      append(node, key: key, isHarmless: isHarmless, document: document)
    }
  }

  private mutating func addKey(_ key: Node, document: Int) {
    guard !key.isAlias else { return }
    guard key.kind == .scalar else {
      key.forEachScalar { append($0, key: key, isHarmless: false, document: document) }
      return
    }
    append(key, key: nil, isHarmless: HarmlessFields.isKey(key.text), document: document)
  }

  private mutating func append(_ node: Node, key: Node?, isHarmless: Bool, document: Int) {
    guard !node.range.isEmpty else { return }
    scalars.append(Scalar(node, key: key, isHarmless: isHarmless, document: document))
  }

  // MARK: Lines

  /// For each byte of a part of a line, whether it may be shown.
  ///
  /// - Parameter marks: what a finding is about. A scalar in it is shown unless its name or its form
  ///   is a secret's; a collection is not, because a secret can be anywhere in it.
  func shown(in line: Range<Int>, marks: [Range<Int>]) -> [Bool] {
    let own = overlapping(line)
    var shown = structure(of: line, own)
    for scalar in own { show(scalar, in: line, &shown) }
    for mark in marks where !isCollection(mark) {
      let range = mark.clamped(to: line)
      let hidden: [Range<Int>]
      if let scalar = overlapping(mark).first {
        if isGuarded(scalar, mark: mark) { continue }
        hidden = []
      } else {
        hidden = comment(range, in: line)
      }
      for offset in range where !hidden.contains(where: { $0.contains(offset) }) {
        shown[offset - line.lowerBound] = true
      }
    }
    return shown
  }

  /// What is hidden of a comment that a finding is about: what follows the name of a secret, and words
  /// that were made up.
  private func comment(_ range: Range<Int>, in line: Range<Int>) -> [Range<Int>] {
    let words = file.bytes[range].split { byte in
      !(byte.isWordByte)
    }
    let hidden = words.filter { Strength.isMadeUp(String(decoding: $0, as: UTF8.self)) }
    return hidden.map { $0.startIndex..<$0.endIndex } + [Masks.guardedRange(file, line)]
  }

  /// The parts of scalars in a range.
  package func scalars(in range: Range<Int>) -> [Range<Int>] {
    overlapping(range).map { $0.range.clamped(to: range) }
  }

  private func overlapping(_ range: Range<Int>) -> ArraySlice<Scalar> {
    scalars[first(endingBehind: range.lowerBound)...].prefix {
      $0.range.lowerBound < range.upperBound
    }
  }

  private func first(endingBehind offset: Int) -> Int {
    var low = 0
    var high = scalars.count
    while low < high {
      let middle = (low + high) / 2
      if scalars[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Two scalars and more; a mark can hold a whole file, so no more are looked at.
  private func isCollection(_ mark: Range<Int>) -> Bool {
    let second = first(endingBehind: mark.lowerBound) + 1
    return second < scalars.count && scalars[second].range.lowerBound < mark.upperBound
  }

  /// Punctuation outside scalars and comments. Where a part begins within a line, a comment may have
  /// begun before it.
  private func structure(of line: Range<Int>, _ scalars: ArraySlice<Scalar>) -> [Bool] {
    var shown = [Bool](repeating: false, count: line.count)
    var rest = scalars
    let start = line.lowerBound
    var isComment = start > 0 && file.bytes[start - 1] != 10 && file.bytes[start - 1] != 13
    var offset = start
    while offset < line.upperBound {
      if let first = rest.first, first.range.lowerBound <= offset {
        offset = max(offset, min(first.range.upperBound, line.upperBound))
        rest = rest.dropFirst()
        isComment = false
        continue
      }
      let byte = file.bytes[offset]
      shown[offset - start] = !isComment && Self.punctuation.contains(byte)
      if byte == UInt8(ascii: "#"), !isComment {
        isComment = true
        let directive = Self.directive(file.bytes[offset..<line.upperBound])
        for index in 0..<directive { shown[offset + index - start] = true }
        offset += max(0, directive - 1)
      }
      if byte == 10 { isComment = false }
      offset += 1
    }
    return shown
  }

  /// Bytes of `# credlint: ignore[rule]` at the start of a comment; the reason behind it is free text.
  private static func directive(_ bytes: ArraySlice<UInt8>) -> Int {
    let head = bytes.prefix(longestDirective)
    guard let end = head.firstIndex(of: UInt8(ascii: "]")) else { return 0 }
    var rest = head[..<end]
    for part in ["#", "credlint:", "ignore["] {
      rest = rest.drop { part != "#" && $0 == UInt8(ascii: " ") }
      guard rest.starts(with: part.utf8) else { return 0 }
      rest = rest.dropFirst(part.utf8.count)
    }
    let rules = rest.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") }
    let isMeant =
      !rest.isEmpty && rest.allSatisfy { $0.isLowercase || $0.isDigit || ruleSigns.contains($0) }
      && rules.allSatisfy { HarmlessFields.isKey(String(decoding: $0, as: UTF8.self)) }
    return isMeant ? end + 1 - bytes.startIndex : 0
  }

  private static let ruleSigns = ByteSet("., *-")

  private static let longestDirective = 200
  private static let punctuation = ByteSet("-?:,[]{}#&*!|>'\"%@.<+")

  private func show(_ scalar: Scalar, in line: Range<Int>, _ shown: inout [Bool]) {
    let node = Node(document: documents[Int(scalar.document)], id: scalar.id)
    var visible: [Range<Int>] = []
    let range = scalar.range
    switch node.style {
    case .literal, .folded:
      let header = file.bytes[range].prefix { "|>+-".utf8.contains($0) || (49...57).contains($0) }
      visible.append(header.startIndex..<header.endIndex)
    case .singleQuoted, .doubleQuoted:
      let quote = node.style == .singleQuoted ? UInt8(ascii: "'") : UInt8(ascii: "\"")
      if file.bytes[range.lowerBound] == quote { visible.append(range.prefix(1)) }
      if file.bytes[range.upperBound - 1] == quote { visible.append(range.suffix(1)) }
    default: break
    }
    if scalar.isHarmless, let text = node.verbatimRange { visible.append(text) }
    for offset in visible.flatMap({ $0.clamped(to: line) }) {
      shown[offset - line.lowerBound] = true
    }
  }

  /// - Parameter mark: of a long scalar, all that is looked at: it can hold a finding in each line.
  private func isGuarded(_ scalar: Scalar, mark: Range<Int>) -> Bool {
    guard let id = scalar.key else { return false }
    let document = documents[Int(scalar.document)]
    let key = Node(document: document, id: id)
    let name = key.text
    let isLong = scalar.range.count > Masks.longLine
    let text =
      isLong
      ? file.text(mark.clamped(to: scalar.range).prefix(Masks.longLine))
      : Node(document: document, id: scalar.id).text
    return !Masks.isVariable(text)
      && (SecretNames.mayMatch(name) || SecretText.isLikely(text, key: name)
        || isPastedAnnotation(key, text))
  }

  /// Something made up where only words and dates belong.
  private func isPastedAnnotation(_ key: Node, _ text: String) -> Bool {
    key.parent?.keyInParent?.hasText("annotations") == true && Strength.isMadeUp(text)
  }
}

/// Fields whose values are no secrets, by the forms that their values have.
enum HarmlessFields {
  private enum Form { case name, dotted, image, number }

  private static let forms: [String: Form] = Dictionary(
    uniqueKeysWithValues: [
      (
        Form.name,
        [
          "kind", "name", "namespace", "secretName", "serviceAccountName", "serviceAccount",
          "configMapName", "claimName", "imagePullPolicy", "restartPolicy", "protocol", "verbs",
          "resourceNames", "generateName", "targetNamespace", "stage", "optional", "immutable",
          "automountServiceAccountToken", "readOnly", "runAsNonRoot", "enabled",
        ]
      ),
      (
        .dotted,
        [
          "apiVersion", "type", "apiGroup", "apiGroups", "resources", "uses", "path", "mountPath",
          "storageClassName", "ingressClassName", "app.kubernetes.io/name",
          "app.kubernetes.io/managed-by", "app.kubernetes.io/component",
          "app.kubernetes.io/part-of",
        ]
      ),
      (.image, ["image"]),
      (.number, ["port", "containerPort", "targetPort", "replicas", "defaultMode"]),
    ].flatMap { form, keys in keys.map { ($0, form) } })

  /// Whose siblings `value` and `default` they name.
  static let names: Set<String> = ["name", "key"]
  /// Content of the user's own making.
  static let free: Set<String> = [
    "data", "stringData", "binaryData", "values", "settings", "config",
  ]

  static func allow(_ text: String, in key: String) -> Bool {
    forms[key].map { fits(text, $0) } ?? false
  }

  private static func fits(_ text: String, _ form: Form) -> Bool {
    switch form {
    case .name: isWord(text, extra: nameSigns)
    case .dotted: isWord(text, extra: dottedSigns)
    case .number: text.utf8.count <= 6 && text.utf8.allSatisfy { $0.isDigit }
    case .image:
      ImageName(text) != nil
        && (!text.contains("@") || text.contains(/^[^@]*@sha256:[0-9a-f]{64}$/))
    }
  }

  /// A key is shown unless it looks like something that was made up.
  static func isKey(_ text: String) -> Bool {
    text.utf8.first != UInt8(ascii: ":") && isWord(text, extra: keySigns)
  }

  private static let nameSigns = ByteSet("-_.:")
  private static let dottedSigns = ByteSet("-_./@")
  private static let keySigns = ByteSet("-_./:~<")

  private static func isWord(_ text: String, extra: ByteSet) -> Bool {
    let bytes = text.utf8
    guard bytes.count <= 253,
      bytes.allSatisfy({ $0.isDigit || $0.isLetter || extra.contains($0) })
    else { return false }
    guard bytes.count >= Strength.shortestMadeUp else { return true }
    return !bytes.split { !$0.isDigit && !$0.isLetter }.contains {
      $0.count >= Strength.shortestMadeUp && Strength.isMadeUp(String(Substring($0)))
    }
  }
}
