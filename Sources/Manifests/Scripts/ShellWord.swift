internal import Encodings

/// One word of a shell command: its text without quotes, and what it was written as.
package struct ShellWord: Sendable, Hashable {
  /// Without quotes; substitutions stand as written.
  package let text: String
  /// Byte offsets into the script.
  package let range: Range<Int>
  /// Names of the variables that are substituted in it.
  package let variables: [String]
  /// Holds `$(…)` or backticks.
  package let hasCommand: Bool
  /// The text with everything that is substituted in braces, `${NAME}`: what a `$` that quotes
  /// protect does not get.
  package let pattern: String
  /// What stands in `$(…)` and backticks: byte offsets into the script.
  package let bodies: [Range<Int>]
  /// A here-document in which nothing is substituted.
  package var isVerbatim = false

  /// What stands there is what the command gets.
  package var isLiteral: Bool { variables.isEmpty && !hasCommand }
}

extension Shell {
  /// What becomes of a word while it is read.
  private struct Draft {
    var text: [UInt8] = []
    /// Where in the text `$NAME`, or a command in backticks, stands that is substituted.
    var names: [Range<Int>] = []
    var bodies: [Range<Int>] = []

    var pattern: String {
      guard !names.isEmpty else { return String(decoding: text, as: UTF8.self) }
      var result: [UInt8] = []
      var position = 0
      for name in names {
        result += text[position..<name.lowerBound]
        if text[name.lowerBound] == UInt8(ascii: "`") {
          let inner = text[(name.lowerBound + 1)..<(name.upperBound - 1)]
          result += Array("$(".utf8) + inner + Array(")".utf8)
        } else {
          let inner = text[(name.lowerBound + 1)..<name.upperBound]
          result += Array("${".utf8) + inner + Array("}".utf8)
        }
        position = name.upperBound
      }
      return String(decoding: result + text[position...], as: UTF8.self)
    }
  }

  mutating func parseWord() -> ShellWord {
    let start = offset
    var draft = Draft()
    scan: while offset < bytes.count {
      switch peek {
      case 32, 9, 10, 13, UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"),
        UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "("):
        break scan
      case UInt8(ascii: "'"): copyQuoted(UInt8(ascii: "'"), into: &draft)
      case UInt8(ascii: "\""): copyQuoted(UInt8(ascii: "\""), into: &draft)
      case UInt8(ascii: "$"): copyDollar(into: &draft)
      case UInt8(ascii: "`"): copyQuoted(UInt8(ascii: "`"), into: &draft)
      case UInt8(ascii: "\\"):
        if peek(1) == 10 { offset += 2 } else { copyEscaped(into: &draft.text) }
      default:
        draft.text.append(peek)
        offset += 1
      }
    }
    if offset == start { offset = min(offset + 1, bytes.count) }
    let range = start..<offset
    let found = Substitutions.find(bytes, range, honoursSingleQuotes: true)
    return ShellWord(
      text: String(decoding: draft.text, as: UTF8.self), range: range,
      variables: found.variables, hasCommand: found.hasCommand, pattern: draft.pattern,
      bodies: draft.bodies)
  }

  private mutating func copyEscaped(into text: inout [UInt8]) {
    offset += 1
    guard offset < bytes.count else { return }
    text.append(peek)
    offset += 1
  }

  private mutating func copyQuoted(_ quote: UInt8, into draft: inout Draft) {
    let isCommand = quote == UInt8(ascii: "`")
    let begin = draft.text.count
    if isCommand { draft.text.append(quote) }
    offset += 1
    let start = offset
    while offset < bytes.count, peek != quote {
      if quote == UInt8(ascii: "\""), peek == UInt8(ascii: "\\"),
        "\"\\$`".utf8.contains(peek(1)) || peek(1) == 10
      {
        offset += 1
        if peek == 10 {
          offset += 1
          continue
        }
      } else if quote == UInt8(ascii: "\""), peek == UInt8(ascii: "$") {
        copyDollar(into: &draft)
        continue
      } else if peek == UInt8(ascii: "$"), Substitutions.isExpression(bytes, offset) {
        copyExpression(into: &draft)
        continue
      }
      draft.text.append(peek)
      offset += 1
    }
    if isCommand {
      draft.text.append(quote)
      draft.bodies.append(start..<offset)
      draft.names.append(begin..<draft.text.count)
    }
    if offset < bytes.count { offset += 1 }
  }

  private mutating func copyDollar(into draft: inout Draft) {
    if Substitutions.isExpression(bytes, offset) { return copyExpression(into: &draft) }
    if peek(1) == UInt8(ascii: "(") || peek(1) == UInt8(ascii: "{") {
      return copySubstitution(into: &draft)
    }
    draft.text.append(peek)
    offset += 1
    // `$$$`: the run is one.
    while peek == UInt8(ascii: "$") {
      draft.text.append(peek)
      offset += 1
    }
    let name = bytes[offset...].prefix(while: Substitutions.isNameByte)
    guard let first = name.first else { return }
    let length = first.isDigit ? 1 : name.count
    draft.text += name.prefix(length)
    offset += length
    draft.names.append((draft.text.count - length - 1)..<draft.text.count)
  }

  /// `${{ … }}` of GitHub and `$[[ … ]]` of GitLab, which are filled in before a shell sees them.
  private mutating func copyExpression(into draft: inout Draft) {
    let close = peek(1) == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
    while offset < bytes.count {
      draft.text.append(peek)
      offset += 1
      if peek == close, peek(1) == close {
        draft.text += [close, close]
        offset = min(offset + 2, bytes.count)
        return
      }
    }
  }

  /// `$(…)` and `${…}` as written, with nested brackets.
  private mutating func copySubstitution(into draft: inout Draft) {
    let isCommand = peek(1) == UInt8(ascii: "(")
    let (body, next) = Substitutions.bracketed(bytes, at: offset + 1, to: bytes.count)
    draft.text += bytes[offset..<next]
    if isCommand { draft.bodies.append(body) }
    offset = next
  }
}
