internal import Credentials
internal import Encodings
internal import YAMLTree

/// Comments that say what a value of a Secret in the same document is once it is decoded.
struct RepeatedValues {
  private struct Value {
    let secret: Secret
    let key: String
    let classification: Classification
    /// Nobody writes it by chance, whatever else the comment says.
    let isTelling: Bool
  }

  private let file: InputFile
  private let parsed: ParsedFile
  /// By the document that holds them.
  private var values: [ObjectIdentifier: [String: Value]] = [:]

  init(_ secrets: [Secret], in parsed: ParsedFile, _ file: InputFile) {
    self.file = file
    self.parsed = parsed
    guard !file.path.hasSuffix(".json"), file.source.bytes.contains(UInt8(ascii: "#")) else {
      return
    }
    for secret in secrets where !secret.isEncrypted && Self.mayHold(secret.resource) {
      for entry in secret.entries where entry.isClear && !entry.isPlaceholder {
        let text = entry.text.trimmedWhitespace
        guard SecretNames.matches(entry.key) || Strength.isRandom(text) else { continue }
        add(text, secret, entry.key)
      }
      for config in secret.dockerConfigs {
        for login in config.logins where !login.isPlaceholder {
          login.secret.reveal { add($0, secret, config.entry.key) }
        }
      }
    }
  }

  /// Values that can be read, as far as the kind tells.
  private static func mayHold(_ resource: Resource) -> Bool {
    switch resource.role {
    case .secret, .kustomization: true
    case .sealedSecret, .externalSecret: false
    default: !Producer.of(group: resource.group, kind: resource.kind).isEmpty
    }
  }

  private mutating func add(_ text: String, _ secret: Secret, _ key: String) {
    guard (6...512).contains(text.utf8.count), !text.utf8.contains(where: { $0 <= 32 }),
      !Placeholder.matches(text)
    else { return }
    let value = Value(
      secret: secret, key: key,
      classification: Classification.recognise(text)
        ?? Classification(kind: SecretNames.kind(key)),
      isTelling: Strength.isPlausible(text))
    values[ObjectIdentifier(secret.resource.body.document), default: [:]][text] = value
  }

  /// Each word of a comment that is such a value.
  ///
  /// - Parameter known: what was found in comments by its form.
  func credentials(except known: [HardcodedCredential]) -> [HardcodedCredential] {
    guard !values.isEmpty else { return [] }
    let found = words().filter { word in
      !known.contains { $0.spot == .comment && $0.place.range.overlaps(word.range) }
    }
    var result: [HardcodedCredential] = []
    for comment in parsed.comments(around: found.map(\.range.lowerBound)) {
      let text = file.source.text(comment.range)
      guard !Placeholder.isDisclaimer(text) else { continue }
      for (range, value) in found where comment.range.contains(range.lowerBound) {
        let isAlone = text.drop { "# \t".contains($0) }.utf8.count <= range.count + 2
        guard value.isTelling || isAlone else { continue }
        result.append(
          HardcodedCredential(
            file: file, spot: .comment, classification: value.classification,
            place: Place(file: file.source, range: range), node: nil, key: value.key,
            owner: value.secret.described,
            value: Sensitive(file.source.text(range))))
      }
    }
    return result
  }

  /// Words behind a `#` that are values of their document, in their order.
  private func words() -> [(range: Range<Int>, value: Value)] {
    let bytes = file.source.bytes
    let documents = parsed.documents
    var result: [(range: Range<Int>, value: Value)] = []
    var document = 0
    var index = 0
    while let hash = bytes[index...].firstIndex(of: UInt8(ascii: "#")) {
      let end = bytes[hash...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
      index = end
      while document + 1 < documents.count, documents[document + 1].start <= hash { document += 1 }
      guard document < documents.count,
        let values = values[ObjectIdentifier(documents[document])]
      else { continue }
      for range in Self.words(bytes, in: hash..<end) {
        let value = Self.forms(of: range, bytes).lazy.compactMap { range in
          values[String(decoding: bytes[range], as: UTF8.self)].map { (range, $0) }
        }.first
        if let value { result.append(value) }
      }
    }
    return result
  }

  private static func words(_ bytes: [UInt8], in line: Range<Int>) -> [Range<Int>] {
    bytes[line].split { $0 <= 32 }.map { $0.startIndex..<$0.endIndex }
  }

  /// The word as it stands, without the marks around it, and what follows `password:` or `user=`.
  private static func forms(of word: Range<Int>, _ bytes: [UInt8]) -> [Range<Int>] {
    let marks = "#\"'`()[]<>{},;.:=".utf8
    var forms = [word]
    var start = word.lowerBound
    var end = word.upperBound
    while start < end, marks.contains(bytes[start]) { start += 1 }
    forms.append(start..<end)
    while start < end, marks.contains(bytes[end - 1]) { end -= 1 }
    forms.append(start..<end)
    for separator in start..<end where bytes[separator] == 58 || bytes[separator] == 61 {
      var next = separator + 1
      while next < end, marks.contains(bytes[next]) { next += 1 }
      forms.append(next..<end)
    }
    return forms
  }
}
