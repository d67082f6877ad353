internal import Credentials
internal import FoundationEssentials
internal import Rules
internal import YAMLTree

/// Encodes with sorted keys, so that the same report is the same bytes.
enum JSONText {
  static func encode(_ value: some Encodable, isPretty: Bool = true) throws -> String {
    let encoder = encoder()
    if !isPretty { encoder.outputFormatting.remove(.prettyPrinted) }
    return inert(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }

  private static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return encoder
  }

  /// A list of a document that is encoded in parts.
  struct List<Element> {
    let count: Int
    let element: (Int) -> Element
  }

  /// The same text as of the document with the lists, which it has empty under the key, each in its
  /// turn: the encoder keeps what it is given to its end, thirty kilobytes for a finding.
  ///
  /// - Parameter depth: of the key, in objects and lists.
  static func encode(
    _ document: some Encodable, filling key: String, atDepth depth: Int,
    _ lists: [List<some Encodable>]
  ) throws -> String {
    var rest = try encode(document)[...]
    var result = ""
    let (opening, ending) = ("\"\(key)\" : [\n", String(repeating: "  ", count: depth) + "]")
    for list in lists where list.count > 0 {
      guard let start = rest.firstRange(of: opening),
        let end = rest[start.upperBound...].firstRange(of: ending)
      else { break }
      result += rest[..<start.upperBound]
      for first in stride(from: 0, to: list.count, by: partSize) {
        let part = (first..<min(first + partSize, list.count)).map(list.element)
        result += try lines(of: part, depth) + (first + partSize < list.count ? ",\n" : "\n")
      }
      rest = rest[end.lowerBound...]
    }
    return result + rest
  }

  private static let partSize = 200

  /// Elements of an array, without its brackets. No string holds a line break: they are escaped.
  private static func lines(of part: [some Encodable], _ depth: Int) throws -> String {
    let text = inert(String(decoding: try encoder().encode(part), as: UTF8.self))
    let indentation = String(repeating: "  ", count: depth)
    return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropFirst().dropLast().map { $0.isEmpty ? "" : indentation + String(Substring($0)) }
      .joined(separator: "\n")
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
