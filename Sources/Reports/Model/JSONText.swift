internal import Credentials
internal import FoundationEssentials
internal import Rules
internal import YAMLTree

/// Encodes with sorted keys, so that the same report is the same bytes.
enum JSONText {
  static func encode(_ value: some Encodable, isPretty: Bool = true) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return inert(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }

  /// Bidirectional marks and the like as escapes: whoever reads the text finds them, and a terminal
  /// that shows it does not. The encoder escapes control characters itself, but not DEL.
  private static func inert(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isActive) else { return text }
    return Terminal.visible(text) { scalar in
      guard isActive(scalar) else { return String(scalar) }
      return scalar.utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    }
  }

  private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 127 && Terminal.visible(scalar) != scalar
  }
}
