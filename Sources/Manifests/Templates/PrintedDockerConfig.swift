internal import Credentials
package import YAMLTree

/// A docker config that a template prints: a format with the members of a login.
package struct PrintedDockerConfig: Sendable {
  /// The definition that prints it, by which other templates include it; empty in an object.
  package let definition: String
  /// The registries stand under `auths`.
  package let hasAuths: Bool
  /// A password is put between quotes as it is.
  package let isUnescaped: Bool
  /// The first word of the expression: what follows may hold a secret.
  package let place: Place

  static func all(
    in source: SourceFile, _ expressions: [TemplateExpression]
  ) -> [PrintedDockerConfig] {
    var result: [PrintedDockerConfig] = []
    // The names of definitions that are open, and nothing for other blocks.
    var blocks: [String] = []
    for expression in expressions where expression.role != .comment {
      let strings = strings(in: source.bytes[expression.body])
      if expression.opensBlock {
        blocks.append(expression.word == "define" ? strings.first ?? "" : "")
      } else if expression.word == "end" {
        _ = blocks.popLast()
      }
      let configs = strings.filter(isDockerConfig)
      guard !configs.isEmpty else { continue }
      let words = expression.text(in: source.bytes).split { !$0.isLetter }
      for string in configs {
        result.append(
          PrintedDockerConfig(
            definition: blocks.last { !$0.isEmpty } ?? "",
            hasAuths: string.holds("\"auths\""),
            isUnescaped: putsPassword(string) && !words.contains(where: escapes.contains),
            place: Place(file: source, range: firstWord(of: expression, in: source))))
      }
    }
    return result
  }

  private static func firstWord(
    of expression: TemplateExpression, in source: SourceFile
  ) -> Range<Int> {
    let start = expression.body.lowerBound
    let word = source.bytes[expression.body].prefix {
      ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 || $0 == UInt8(ascii: "$")
    }
    return start..<max(word.endIndex, start + 1)
  }

  /// Functions that make any text safe in JSON.
  private static let escapes: Set<Substring> = [
    "toJson", "toRawJson", "mustToJson", "replace", "js",
  ]

  private static func isDockerConfig(_ text: String) -> Bool {
    let isObject = text.first { !$0.isWhitespace } == "{" && text.holds("%")
    let isLogin =
      text.holds("\"auth\"") && (text.holds("\"password\"") || text.holds("\"username\""))
    return isObject && (text.holds("\"auths\"") || isLogin)
  }

  private static func putsPassword(_ text: String) -> Bool {
    text.filter { !$0.isWhitespace }.holds("\"password\":\"%s\"")
  }

  /// What the strings of an expression stand for.
  private static func strings(in body: ArraySlice<UInt8>) -> [String] {
    var result: [String] = []
    var offset = body.startIndex
    while offset < body.endIndex {
      let quote = body[offset]
      offset += 1
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else { continue }
      var text: [UInt8] = []
      while offset < body.endIndex, body[offset] != quote {
        if quote == UInt8(ascii: "\""), body[offset] == UInt8(ascii: "\\") { offset += 1 }
        if offset < body.endIndex { text.append(body[offset]) }
        offset += 1
      }
      result.append(String(decoding: text, as: UTF8.self))
      offset += 1
    }
    return result
  }
}
