internal import Encodings

/// A credential in a text, and what names it there.
package struct TextCredential: Sendable {
  package let classification: Classification
  /// Byte offsets into the text.
  package let range: Range<Int>
  /// The key in front of it; empty where its form alone tells.
  package let key: String
}

/// Finds the credentials in any text: known kinds by their form, and values behind secret names.
package enum TextCredentials {
  /// Whether a value is a credential because of what names it. A password's name is enough for any
  /// plausible value; under a weaker name it must be random.
  ///
  /// - Parameter isStrict: it must be random in any case, as among tests.
  package static func isCredential(
    _ value: String, named name: String, isStrict: Bool = false
  ) -> Bool {
    guard SecretNames.matches(name), Encryption.of(value) == nil, !isStructure(value) else {
      return false
    }
    return SecretNames.isPassword(name) && !isStrict
      ? Strength.isPlausible(value) && !isReference(value) : Strength.isRandom(value)
  }

  /// JSON, YAML or a list, of which what is a credential has a name of its own; or what everybody may
  /// know.
  private static func isStructure(_ value: String) -> Bool {
    guard let first = value.utf8.first, !publicKeys.contains(where: value.hasPrefix) else {
      return true
    }
    // A UUID names more often than it opens.
    return "{[".utf8.contains(first) || UUIDForm.matches(value)
  }

  /// Keys that are meant for browsers and apps, by their vendors' own forms: PostHog, Stripe, Supabase,
  /// New Relic, LaunchDarkly, Mapbox.
  private static let publicKeys = [
    "phc_", "pk_live_", "pk_test_", "sb_publishable_", "NRJS-", "mob-", "pk.eyJ",
  ]

  /// `redis-password` and `auth.password` say where a password is.
  private static func isReference(_ value: String) -> Bool {
    let lowered = value.lowercased()
    return ["password", "passwd", "secret"].contains(where: lowered.holds)
  }

  /// All of them in a text.
  ///
  /// - Parameter name: what names the whole text; empty for nothing.
  package static func find(
    in text: String, named name: String, isStrict: Bool = false
  ) -> [TextCredential] {
    let known = TokenScanner.matches(in: text).map {
      TextCredential(classification: $0.classification, range: $0.range, key: "")
    }
    guard known.isEmpty else { return known }
    if isCredential(text, named: name, isStrict: isStrict) {
      return [
        TextCredential(
          classification: Classification(kind: SecretNames.kind(name)),
          range: 0..<text.utf8.count, key: name)
      ]
    }
    return pairs(in: text, isStrict: isStrict)
  }

  /// `key=value` of lines, of a query and of a connection string, `key: value`, and members of JSON.
  package static func pairs(in text: String, isStrict: Bool = false) -> [TextCredential] {
    guard text.utf8.count < 500_000, text.utf8.contains(where: { $0 == 61 || $0 == 58 }) else {
      return []
    }
    let bytes = Array(text.utf8)
    var result: [TextCredential] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      readLine(bytes, start..<end, isStrict, into: &result)
      start = end + 1
    }
    return result
  }

  private static func readLine(
    _ bytes: [UInt8], _ line: Range<Int>, _ isStrict: Bool, into result: inout [TextCredential]
  ) {
    let first = bytes[line].first { $0 != 32 && $0 != 9 }
    guard first != UInt8(ascii: "#"), !bytes[line].starts(with: "//".utf8) else { return }
    var separator = line.lowerBound
    while let found = bytes[separator..<line.upperBound].firstIndex(where: { $0 == 61 || $0 == 58 })
    {
      separator = found + 1
      let name = name(bytes, before: found, from: line.lowerBound)
      let value = value(bytes, after: found, to: line.upperBound)
      guard !name.isEmpty, !value.isEmpty else { continue }
      let text = String(decoding: bytes[value], as: UTF8.self)
      guard isCredential(text, named: name, isStrict: isStrict) else { continue }
      result.append(
        TextCredential(
          classification: Classification(kind: SecretNames.kind(name)), range: value, key: name))
      separator = value.upperBound
    }
  }

  /// The word in front of a separator, without quotes.
  private static func name(_ bytes: [UInt8], before separator: Int, from start: Int) -> String {
    var end = separator
    while end > start, " \t\"'".utf8.contains(bytes[end - 1]) { end -= 1 }
    var begin = end
    while begin > start, bytes[begin - 1].isWordByte || ".-".utf8.contains(bytes[begin - 1]) {
      begin -= 1
    }
    return String(decoding: bytes[begin..<end], as: UTF8.self)
  }

  /// What stands behind a separator: in quotes, or to the next sign that ends a value.
  private static func value(
    _ bytes: [UInt8], after separator: Int, to end: Int
  ) -> Range<Int> {
    var start = separator + 1
    while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
    guard start < end else { return start..<start }
    if bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
      let quote = bytes[start]
      let close = bytes[(start + 1)..<end].firstIndex(of: quote) ?? end
      return (start + 1)..<close
    }
    let stop = bytes[start..<end].firstIndex { $0 <= 32 || "&;,\"'`{}[]()<>".utf8.contains($0) }
    return start..<(stop ?? end)
  }
}
