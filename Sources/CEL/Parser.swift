/// Parses an expression by recursive descent (cel-spec `langdef`, "Syntax"; the precedences are
/// those of `CEL.g4`).
package struct Parser {
  /// cel-go's limits: nesting and size of one expression.
  static let maximumDepth = 250
  static let maximumSize = 100_000

  private var tokens: [Token] = []
  private var position = 0
  private var depth = 0
  private var nextID = 0
  private let expandsMacros: Bool

  /// Parses `text`.
  ///
  /// - Parameter expandsMacros: false leaves `has(…)`, `all(…)` and the like as plain calls.
  package static func parse(
    _ text: String, expandsMacros: Bool = true
  ) throws(Issue) -> Expression {
    guard text.utf8.count <= maximumSize else {
      throw Issue("expression is longer than \(maximumSize) bytes", at: 0..<text.utf8.count)
    }
    var parser = Parser(expandsMacros: expandsMacros)
    var lexer = Lexer(text)
    parser.tokens = try lexer.tokens()
    let expression = try parser.expression()
    guard case .end = parser.token.kind else {
      throw Issue("unexpected \(parser.token.described)", at: parser.token.range)
    }
    return expression
  }

  private init(expandsMacros: Bool) {
    self.expandsMacros = expandsMacros
  }

  // MARK: Tokens

  private var token: Token { tokens[position] }

  private var end: Int { position > 0 ? tokens[position - 1].range.upperBound : 0 }

  private func peeks(_ symbol: String, ahead: Int = 0) -> Bool {
    position + ahead < tokens.count && tokens[position + ahead].kind == .symbol(symbol)
  }

  private mutating func take(_ symbol: String) -> Bool {
    guard peeks(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbol: String) throws(Issue) {
    guard take(symbol) else {
      throw Issue("expected '\(symbol)' but found \(token.described)", at: token.range)
    }
  }

  /// Everything that walks the tree recurses, so its height is bounded as well as the nesting of
  /// brackets: `a - b - c …` nests without any.
  mutating func node(_ kind: Expression.Kind, from start: Int) throws(Issue) -> Expression {
    defer { nextID += 1 }
    let node = Expression(id: nextID, range: start..<max(start, end), kind: kind)
    guard node.height <= Self.maximumDepth else { throw Self.tooDeep(at: node.range) }
    return node
  }

  private static func tooDeep(at range: Range<Int>) -> Issue {
    Issue("expression nests deeper than \(maximumDepth)", at: range)
  }

  private mutating func operation(
    _ name: String, _ arguments: [Expression], at range: Range<Int>
  ) throws(Issue) -> Expression {
    let call = Expression.Call(
      function: name, target: nil, arguments: arguments, nameRange: range, isRooted: true)
    return try node(.call(call), from: arguments[0].range.lowerBound)
  }

  // MARK: Operators, loosest first

  private mutating func expression() throws(Issue) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw Self.tooDeep(at: token.range) }
    let condition = try disjunction()
    let mark = token.range
    guard take("?") else { return condition }
    let yes = try disjunction()
    try expect(":")
    let no = try expression()
    return try operation("_?_:_", [condition, yes, no], at: mark)
  }

  private mutating func disjunction() throws(Issue) -> Expression {
    try chain("||", "_||_") { parser throws(Issue) in
      try parser.chain("&&", "_&&_") { parser throws(Issue) in try parser.relation() }
    }
  }

  /// One n-ary node per chain keeps long conditions flat.
  private mutating func chain(
    _ symbol: String, _ name: String,
    operand: (inout Parser) throws(Issue) -> Expression
  ) throws(Issue) -> Expression {
    let first = try operand(&self)
    guard peeks(symbol) else { return first }
    let mark = token.range
    var operands = [first]
    while take(symbol) { operands.append(try operand(&self)) }
    return try operation(name, operands, at: mark)
  }

  private mutating func relation() throws(Issue) -> Expression {
    var left = try sum()
    while true {
      let mark = token
      let name: String
      switch mark.kind {
      case .symbol(let symbol) where Self.relations.contains(symbol): name = "_\(symbol)_"
      case .identifier("in"): name = "@in"
      default: return left
      }
      position += 1
      left = try operation(name, [left, try sum()], at: mark.range)
    }
  }

  private static let relations: Set<String> = ["<", "<=", ">", ">=", "==", "!="]

  private mutating func sum() throws(Issue) -> Expression {
    try leftAssociative(["+", "-"]) { parser throws(Issue) in
      try parser.leftAssociative(["*", "/", "%"]) { parser throws(Issue) in try parser.unary() }
    }
  }

  private mutating func leftAssociative(
    _ symbols: [String], operand: (inout Parser) throws(Issue) -> Expression
  ) throws(Issue) -> Expression {
    var left = try operand(&self)
    while case .symbol(let symbol) = token.kind, symbols.contains(symbol) {
      let mark = token.range
      position += 1
      left = try operation("_\(symbol)_", [left, try operand(&self)], at: mark)
    }
    return left
  }

  private mutating func unary() throws(Issue) -> Expression {
    let start = token.range
    if peeks("!") {
      var count = 0
      while take("!") { count += 1 }
      let operand = try member()
      return try repeated("!_", count, operand, at: start)
    }
    guard peeks("-") else { return try member() }
    var count = 0
    while take("-") { count += 1 }
    if let literal = try negativeLiteral(start: start.lowerBound) {
      return try repeated("-_", count - 1, try members(of: literal), at: start)
    }
    return try repeated("-_", count, try member(), at: start)
  }

  private mutating func repeated(
    _ name: String, _ count: Int, _ operand: Expression, at range: Range<Int>
  ) throws(Issue) -> Expression {
    var result = operand
    for _ in 0..<count {
      let call = Expression.Call(
        function: name, target: nil, arguments: [result], nameRange: range, isRooted: true)
      result = try node(.call(call), from: range.lowerBound)
    }
    return result
  }

  /// The sign belongs to the literal, or the smallest integer could not be written.
  private mutating func negativeLiteral(start: Int) throws(Issue) -> Expression? {
    switch token.kind {
    case .integer(let magnitude):
      guard magnitude <= UInt64(Int64.max) + 1 else {
        throw Issue("integer literal is out of range", at: token.range)
      }
      position += 1
      return try node(.constant(.int(Int64(truncatingIfNeeded: 0 &- magnitude))), from: start)
    case .double(let value):
      position += 1
      return try node(.constant(.double(-value)), from: start)
    default: return nil
    }
  }
}

// MARK: - Members and primaries

extension Parser {
  private mutating func member() throws(Issue) -> Expression {
    try members(of: try primary())
  }

  private mutating func members(of operand: Expression) throws(Issue) -> Expression {
    var result = operand
    while true {
      let start = result.range.lowerBound
      if take(".") {
        result = try selection(on: result, start: start)
      } else if peeks("[") {
        let mark = token.range
        position += 1
        let isOptional = take("?")
        let index = try expression()
        try expect("]")
        result = try operation(isOptional ? "_[?_]" : "_[_]", [result, index], at: mark)
      } else {
        return result
      }
    }
  }

  private mutating func selection(
    on operand: Expression, start: Int
  ) throws(Issue) -> Expression {
    let isOptional = take("?")
    let mark = token
    let name: String
    switch mark.kind {
    case .identifier(let text) where !Self.keywords.contains(text): name = text
    case .quotedField(let text):
      guard !peeks("(", ahead: 1) else {
        throw Issue("a name in backticks is a field, not a method", at: mark.range)
      }
      name = text
    default:
      throw Issue("expected a field name but found \(mark.described)", at: mark.range)
    }
    position += 1
    if !isOptional, take("(") {
      let arguments = try self.arguments(until: ")")
      let call = Expression.Call(
        function: name, target: operand, arguments: arguments, nameRange: mark.range,
        isRooted: false)
      return try expanded(call, start: start)
    }
    let select = Expression.Selection(
      operand: operand, field: name, isOptional: isOptional, isTest: false)
    return try node(.select(select), from: start)
  }

  private mutating func arguments(until close: String) throws(Issue) -> [Expression] {
    var result: [Expression] = []
    if take(close) { return result }
    repeat { result.append(try expression()) } while take(",")
    try expect(close)
    return result
  }

  private mutating func primary() throws(Issue) -> Expression {
    let mark = token
    switch mark.kind {
    case .integer(let value):
      guard value <= UInt64(Int64.max) else {
        throw Issue("integer literal is out of range", at: mark.range)
      }
      return try literal(.int(Int64(value)))
    case .unsigned(let value): return try literal(.uint(value))
    case .double(let value): return try literal(.double(value))
    case .string(let value): return try literal(.string(value))
    case .bytes(let value): return try literal(.bytes(value))
    case .identifier("true"): return try literal(.bool(true))
    case .identifier("false"): return try literal(.bool(false))
    case .identifier("null"): return try literal(.null)
    case .identifier, .symbol("."): return try name()
    case .symbol("("):
      position += 1
      let inner = try expression()
      try expect(")")
      return inner
    case .symbol("["): return try list()
    case .symbol("{"): return try map()
    default: throw Issue("unexpected \(mark.described)", at: mark.range)
    }
  }

  private mutating func literal(_ payload: Payload) throws(Issue) -> Expression {
    let start = token.range.lowerBound
    position += 1
    return try node(.constant(payload), from: start)
  }

  private mutating func name() throws(Issue) -> Expression {
    let start = token.range.lowerBound
    let isRooted = take(".")
    let mark = token
    guard case .identifier(let text) = mark.kind, !Self.keywords.contains(text) else {
      throw Issue("expected a name but found \(mark.described)", at: mark.range)
    }
    guard !Self.reserved.contains(text) else {
      throw Issue("'\(text)' is a reserved word", at: mark.range)
    }
    position += 1
    if take("(") {
      let call = Expression.Call(
        function: text, target: nil, arguments: try arguments(until: ")"),
        nameRange: mark.range, isRooted: isRooted)
      return try expanded(call, start: start)
    }
    if peeks("{") {
      throw Issue("messages cannot be constructed; '\(text) {' is not supported", at: mark.range)
    }
    return try node(.identifier(text, rooted: isRooted), from: start)
  }

  private mutating func list() throws(Issue) -> Expression {
    let start = token.range.lowerBound
    position += 1
    var elements: [Expression.Element] = []
    while !peeks("]") {
      let isOptional = take("?")
      elements.append(Expression.Element(value: try expression(), isOptional: isOptional))
      guard take(",") else { break }
    }
    try expect("]")
    return try node(.list(elements), from: start)
  }

  private mutating func map() throws(Issue) -> Expression {
    let start = token.range.lowerBound
    position += 1
    var entries: [Expression.Entry] = []
    while !peeks("}") {
      let isOptional = take("?")
      let key = try expression()
      try expect(":")
      let value = try expression()
      entries.append(Expression.Entry(key: key, value: value, isOptional: isOptional))
      guard take(",") else { break }
    }
    try expect("}")
    return try node(.map(entries), from: start)
  }

  private mutating func expanded(
    _ call: Expression.Call, start: Int
  ) throws(Issue) -> Expression {
    if expandsMacros, let expansion = try macro(call, start: start) { return expansion }
    return try node(.call(call), from: start)
  }

  static let keywords: Set<String> = ["true", "false", "null", "in"]

  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
    "package", "namespace", "return", "var", "void", "while",
  ]
}

extension Token {
  /// The token as messages name it.
  var described: String {
    switch kind {
    case .identifier(let text): "'\(text)'"
    case .quotedField: "a field in backticks"
    case .integer, .unsigned, .double: "a number"
    case .string: "a string"
    case .bytes: "a bytes literal"
    case .symbol(let text): "'\(text)'"
    case .end: "the end of the expression"
    }
  }
}
