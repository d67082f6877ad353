internal import CEL
internal import Credentials
package import YAMLTree

/// Text with `${expression}` parts.
package struct MessageTemplate: Sendable {
  enum Part: Sendable {
    case text(String)
    case expression(ExpressionSource)
  }

  let parts: [Part]

  init(parts: [Part]) { self.parts = parts }

  /// Splits the scalar's text; nil with the offset of a `${` that is not closed.
  static func parse(_ node: Node) -> (template: MessageTemplate, unclosed: Int?) {
    let bytes = Array(node.bytes)
    var parts: [Part] = []
    var text: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "{")
      else {
        text.append(bytes[index])
        index += 1
        continue
      }
      guard let end = closingBrace(bytes, from: index + 2) else {
        return (MessageTemplate(parts: parts), index)
      }
      if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
      text = []
      let source = String(decoding: bytes[index + 2..<end], as: UTF8.self)
      parts.append(.expression(ExpressionSource(text: source, origin: node, offset: index + 2)))
      index = end + 1
    }
    if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
    return (MessageTemplate(parts: parts), nil)
  }

  /// The brace that closes an expression, past nested ones and strings.
  private static func closingBrace(_ bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var quote: UInt8?
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if let open = quote {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "}") {
        if depth == 0 { return index }
        depth -= 1
      }
      index += 1
    }
    return nil
  }
}

extension Place {
  /// The path as every output has it: a folder can have a token for its name, and a file a name that
  /// would be a command at the start of a line.
  package var shownPath: String {
    let path = Redaction.scan(file.path)
    let first = path.first { !$0.isWhitespace }
    return first == ":" || first == "#" ? "./" + path : path
  }
}
