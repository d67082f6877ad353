internal import Rules
internal import Credentials
internal import Reports
internal import YAMLTree

/// A message of the tool, built of typed parts: what stands in its source is trusted, what is put in
/// is not. Values lose their control characters, line breaks and tokens; nothing that starts a line
/// can be a command of a CI system. A call site cannot forget it, because there is no other way in.
struct Message: ExpressibleByStringInterpolation, Sendable, Hashable {
  let text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Several, as they are.
  init(_ parts: [Message]) { text = parts.map(\.text).joined() }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ message: Message) { text += message.text }

    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      let value = Terminal.visible(Redaction.scan(value.description))
      let isFirst = text.isEmpty || text.hasSuffix("\n")
      text += isFirst ? Terminal.withoutCommand(value) : value
    }

    /// Where something is, as `path:line:column`.
    mutating func appendInterpolation(at place: Place) {
      let (line, column) = LineTable(place.file).position(of: place.range.lowerBound)
      appendInterpolation(place.shownPath)
      appendLiteral(":\(line):\(column)")
    }
  }

  static func + (left: Message, right: Message) -> Message { Message([left, right]) }
}
