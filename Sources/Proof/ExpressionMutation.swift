internal import CEL

/// Small changes of an expression that a fixture must notice: another operator, another constant,
/// one item of a list less.
enum ExpressionMutation {
  private static let operators = [
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&",
  ]

  /// The changed texts, each with what was changed.
  static func mutants(of text: String) -> [(change: String, text: String)] {
    var lexer = Lexer(text)
    guard let tokens = try? lexer.tokens() else { return [] }
    let bytes = Array(text.utf8)
    func replacing(_ range: Range<Int>, with new: String) -> String {
      String(
        decoding: bytes[..<range.lowerBound] + Array(new.utf8) + bytes[range.upperBound...],
        as: UTF8.self)
    }
    func written(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    var result = tokens.compactMap { token -> (change: String, text: String)? in
      let own = written(token.range)
      guard let new = replacement(of: token.kind, own) else { return nil }
      return ("\(own) for \(new)", replacing(token.range, with: new))
    }
    for (item, range) in items(of: tokens) {
      result.append(("without \(written(item))", replacing(range, with: "")))
    }
    return result
  }

  private static func replacement(of kind: Token.Kind, _ written: String) -> String? {
    switch kind {
    case .symbol(let symbol): return operators[symbol]
    case .identifier("true"): return "false"
    case .identifier("false"): return "true"
    default: break
    }
    if let number = Int(written) { return String(number + 1) }
    // `'x'`, and no raw or byte string, whose escapes are others.
    guard let quote = written.first, "'\"".contains(quote), written.last == quote,
      written.count > 2
    else { return nil }
    return "\(quote)~\(quote)"
  }

  /// The items of lists of constants: each with the range that takes its comma along.
  private static func items(of tokens: [Token]) -> [(item: Range<Int>, range: Range<Int>)] {
    var result: [(Range<Int>, Range<Int>)] = []
    for (start, token) in tokens.enumerated() where token.kind == .symbol("[") {
      var items: [Range<Int>] = []
      var index = start + 1
      while index + 1 < tokens.count, isConstant(tokens[index].kind) {
        items.append(tokens[index].range)
        guard tokens[index + 1].kind == .symbol(",") else { break }
        index += 2
      }
      guard items.count > 1, index + 1 < tokens.count, tokens[index + 1].kind == .symbol("]")
      else { continue }
      for (position, item) in items.enumerated() {
        let range =
          position == 0
          ? item.lowerBound..<items[1].lowerBound
          : items[position - 1].upperBound..<item.upperBound
        result.append((item, range))
      }
    }
    return result
  }

  private static func isConstant(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .symbol, .identifier, .quotedField, .end: false
    default: true
    }
  }
}
