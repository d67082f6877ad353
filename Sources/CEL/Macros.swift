/// The macros of the language and of its optional and two-variable extensions
/// (cel-go `parser/macro.go`, `ext/README.md`).
extension Parser {
  /// Expands `call` when it is a macro; nil when it is an ordinary call.
  mutating func macro(_ call: Expression.Call, start: Int) throws(Issue) -> Expression? {
    guard let target = call.target else { return try hasMacro(call, start: start) }
    if case .identifier("cel", rooted: false) = target.kind, call.function == "bind",
      call.arguments.count == 3
    {
      let variable = try self.variable(call.arguments[0])
      return try node(
        .bind(variable: variable, value: call.arguments[1], body: call.arguments[2]), from: start)
    }
    if call.function == "optMap" || call.function == "optFlatMap", call.arguments.count == 2 {
      let variable = try self.variable(call.arguments[0])
      return try node(
        .optionalMap(
          target: target, variable: variable, body: call.arguments[1],
          flat: call.function == "optFlatMap"),
        from: start)
    }
    guard let form = Self.forms.first(where: { $0.matches(call) }) else { return nil }
    return try comprehension(form, call, target: target, start: start)
  }

  private mutating func hasMacro(
    _ call: Expression.Call, start: Int
  ) throws(Issue) -> Expression? {
    guard call.function == "has", call.arguments.count == 1 else { return nil }
    guard case .select(let select) = call.arguments[0].kind else {
      throw Issue("has() takes a selection such as has(a.b)", at: call.arguments[0].range)
    }
    let test = Expression.Selection(
      operand: select.operand, field: select.field, isOptional: select.isOptional, isTest: true)
    return try node(.select(test), from: start)
  }

  private func variable(_ expression: Expression) throws(Issue) -> String {
    guard case .identifier(let name, rooted: false) = expression.kind else {
      throw Issue("a macro's variable must be a simple name", at: expression.range)
    }
    return name
  }

  /// One spelling of an iterating macro: its arguments are the variables, an optional condition
  /// and an optional result, in this order.
  private struct Form {
    let names: [String]
    let operation: Comprehension.Operation
    let variables: Int
    let hasCondition: Bool
    let hasResult: Bool

    func matches(_ call: Expression.Call) -> Bool {
      names.contains(call.function)
        && call.arguments.count == variables + (hasCondition ? 1 : 0) + (hasResult ? 1 : 0)
    }
  }

  private static let forms: [Form] =
    [1, 2].flatMap { variables in
      [
        Form(
          names: ["all"], operation: .all, variables: variables, hasCondition: true,
          hasResult: false),
        Form(
          names: ["exists"], operation: .exists, variables: variables, hasCondition: true,
          hasResult: false),
        Form(
          names: ["exists_one", "existsOne"], operation: .existsOne, variables: variables,
          hasCondition: true, hasResult: false),
      ]
    } + [
      Form(
        names: ["filter"], operation: .filter, variables: 1, hasCondition: true, hasResult: false),
      Form(names: ["map"], operation: .map, variables: 1, hasCondition: false, hasResult: true),
      Form(names: ["map"], operation: .map, variables: 1, hasCondition: true, hasResult: true),
    ]
    + [
      ("transformList", Comprehension.Operation.transformList),
      ("transformMap", .transformMap),
      ("transformMapEntry", .transformMapEntry),
    ].flatMap { name, operation in
      [false, true].map { hasCondition in
        Form(
          names: [name], operation: operation, variables: 2, hasCondition: hasCondition,
          hasResult: true)
      }
    }

  private mutating func comprehension(
    _ form: Form, _ call: Expression.Call, target: Expression, start: Int
  ) throws(Issue) -> Expression {
    let arguments = call.arguments
    let first = try variable(arguments[0])
    let second = form.variables == 2 ? try variable(arguments[1]) : nil
    if first == second {
      throw Issue("the two variables need different names", at: arguments[1].range)
    }
    let condition = form.hasCondition ? arguments[form.variables] : nil
    let result = form.hasResult ? arguments[arguments.count - 1] : nil
    let comprehension = Comprehension(
      operation: form.operation, range: target, first: first, second: second,
      condition: condition, result: result)
    return try node(.comprehension(comprehension), from: start)
  }
}
