internal import CEL

/// An expression of an admission policy: `variables.x` is the name `x` of a rule.
struct PolicyExpression {
  private(set) var text = ""
  /// Names that do not follow a dot.
  private(set) var names = Set<String>()
  /// `object.a.b` up to a call or an index, and whether `has()` asks for it.
  private var paths: [(fields: [String], isAsked: Bool)] = []

  /// What does not lex stays as it is: the rule that it becomes says what is wrong.
  init(_ source: String) {
    var source = source[...]
    while source.last?.isWhitespace == true { source.removeLast() }
    var lexer = Lexer(String(source))
    let tokens = (try? lexer.tokens()) ?? []
    var bytes = Array(source.utf8)[...]
    var rewritten: [UInt8] = []
    var isMember = false
    for (index, token) in tokens.enumerated() {
      defer { isMember = token.kind == .symbol(".") && !Self.isVariables(tokens, before: index) }
      guard case .identifier(let name) = token.kind, !isMember else { continue }
      if name == "variables", tokens[index + 1].kind == .symbol(".") {
        rewritten += bytes.prefix(upTo: token.range.lowerBound)
        bytes = bytes[tokens[index + 1].range.upperBound...]
        continue
      }
      names.insert(name)
      if name == "object" { addPath(tokens, from: index) }
    }
    text = String(decoding: rewritten + bytes, as: UTF8.self)
  }

  private static func isVariables(_ tokens: [Token], before index: Int) -> Bool {
    guard index > 0, tokens[index - 1].kind == .identifier("variables") else { return false }
    return index == 1 || tokens[index - 2].kind != .symbol(".")
  }

  private mutating func addPath(_ tokens: [Token], from start: Int) {
    var fields: [String] = []
    var index = start + 1
    while tokens[index].kind == .symbol("."), case .identifier(let name) = tokens[index + 1].kind,
      tokens[index + 2].kind != .symbol("(")
    {
      fields.append(name)
      index += 2
    }
    guard !fields.isEmpty else { return }
    let isAsked =
      start > 1 && tokens[start - 1].kind == .symbol("(")
      && tokens[start - 2].kind == .identifier("has")
    paths.append((fields, isAsked))
  }

  private static let unanswerable = [
    "request": "asks about the request", "oldObject": "compares with the object as it was",
    "authorizer": "asks who may do what", "namespaceObject": "asks about the namespace",
    "params": "reads the policy's parameters",
  ]

  /// Why no file can answer it, as the end of a sentence.
  func problem(_ variables: [String: String]) -> String? {
    names.sorted().lazy.compactMap { Self.unanswerable[$0] ?? variables[$0] }.first
  }

  /// A condition for each field of the object that is read without asking whether it is there, the
  /// outer ones first.
  static func guards(of expressions: [PolicyExpression]) -> [String] {
    let paths = expressions.flatMap(\.paths)
    let asked = Set(paths.filter(\.isAsked).map(\.fields))
    let needed = paths.filter { !$0.isAsked }.flatMap { path in
      path.fields.indices.map { Array(path.fields[...$0]) }.prefix { !asked.contains($0) }
    }
    var seen = Set<[String]>()
    return needed.filter { seen.insert($0).inserted }.map { fields in
      "has(object.\(fields.joined(separator: ".")))"
    }
  }
}
