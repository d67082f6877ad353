internal import CEL
internal import Credentials
package import YAMLTree

/// Text with `${expression}` parts.
struct MessageTemplate: Sendable {
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

/// A compiled template.
struct MessageProgram: Sendable {
  enum Part: Sendable {
    case text(String)
    case program(Program)
  }

  let parts: [Part]

  func evaluate(_ frame: Frame) throws(EvaluationError) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .program(let program):
        let value = try program.evaluate(frame)
        try frame.spend(reading: value)
        result += Display.text(of: value)
      }
    }
    return Redaction.scan(result)
  }
}

/// Values as messages print them.
enum Display {
  static func text(of value: Value) -> String {
    guard !value.isSensitive else { return Sensitive.redaction }
    switch value.payload {
    case .list(let values): return values.map(text).joined(separator: ", ")
    case .optional(let boxed): return boxed.map { text(of: $0.value) } ?? "nothing"
    case .timestamp(let time):
      let text = time.text
      return text.hasSuffix("T00:00:00Z") ? String(text.dropLast(10)) : text
    case .record: return Sensitive.redaction
    case .map where value.origin.flags.contains(.holdsSensitive): return Sensitive.redaction
    default: return value.payload.displayText
    }
  }
}

/// The last gate before text leaves the process.
package enum Redaction {
  /// Replaces every token of a known kind, and user information in URLs: a registry key can be
  /// `https://user:token@host`.
  package static func scan(_ text: String) -> String {
    guard mayHoldSecret(text) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var start = 0
    for index in 0...bytes.count where index == bytes.count || isBoundary(bytes[index]) {
      let word = bytes[start..<index]
      if isSecret(word) { result += Array(Sensitive.redaction.utf8) } else { result += word }
      if index < bytes.count { result.append(bytes[index]) }
      start = index + 1
    }
    return hideUserInformation(String(decoding: result, as: UTF8.self))
  }

  /// The same, and words that were made up: for what its author was to choose from a few, and for
  /// names that are lists or mappings.
  package static func names(in text: String) -> String {
    scan(text).split(separator: " ", omittingEmptySubsequences: false).map { part in
      let words = part.split { !$0.isLetter && !$0.isNumber }
      return words.contains { Strength.isMadeUp(String($0)) } ? Sensitive.redaction : String(part)
    }.joined(separator: " ")
  }

  /// Most text has no word of sixteen bytes, no address and no question.
  private static func mayHoldSecret(_ text: String) -> Bool {
    var length = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "@"), UInt8(ascii: "?"): return true
      case 0...32, UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: ":"),
        UInt8(ascii: "="):
        length = 0
      default:
        length += 1
        if length >= 16 { return true }
      }
    }
    return false
  }

  /// No token of any kind holds such a byte.
  private static func isBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...32, 0x80...: true
    default: "'\"`,;:()[]{}<>@=/".utf8.contains(byte)
    }
  }

  private static func isSecret(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 16 else { return false }
    let text = String(decoding: word, as: UTF8.self)
    return Classification.recognise(text) != nil || Strength.resemblesToken(text)
      || !TokenScanner.tokens(in: text).isEmpty
  }

  /// `user:password@host`, with or without a scheme, and what follows `?` in an address; an image's
  /// `name:tag@sha256:…` is neither.
  private static func hideUserInformation(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "?") }) else {
      return text
    }
    let characters = Array(text)
    var result: [Character] = []
    var index = 0
    while index < characters.count {
      let character = characters[index]
      index += 1
      if character == "?" {
        let query = characters[index...].prefix { !isAddressEnd($0) }
        if !query.isEmpty {
          result += "?" + Array(Sensitive.redaction)
          index += query.count
          continue
        }
      }
      if character == "@", !isDigest(characters[index...]) {
        var start = result.lastIndex(where: isAddressEnd).map { $0 + 1 } ?? 0
        let word = String(result[start...])
        if let scheme = word.firstOffset(of: "://") {
          start += word.utf8.prefix(scheme + 3).count
          result.replaceSubrange(start..., with: Array(Sensitive.redaction))
        } else if word.contains(":") {
          result.replaceSubrange(start..., with: Array(Sensitive.redaction))
        }
      }
      result.append(character)
    }
    return String(result)
  }

  /// What no address holds; everything else can stand in a password.
  private static func isAddressEnd(_ character: Character) -> Bool {
    character.isWhitespace || "'\"`".contains(character)
  }

  /// `sha256:` and its digits behind the `@` of an image.
  private static func isDigest(_ rest: ArraySlice<Character>) -> Bool {
    let text = String(rest.prefix(39))
    return ["sha256:", "sha512:"].contains { prefix in
      text.hasPrefix(prefix) && text.count == 39
        && text.dropFirst(prefix.count).allSatisfy(\.isHexDigit)
    }
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
