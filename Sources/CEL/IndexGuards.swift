/// Finds constant indices into lists that may be shorter: `x[0]` fails on an empty `x` unless a
/// condition such as `x.size() > 0` has been met before.
///
/// It compares expressions by their form, so a condition that follows from facts alone is to be
/// written out.
package struct IndexGuards {
  /// A condition that is known to hold, or not to.
  private struct Known {
    let condition: Expression
    let holds: Bool
  }

  /// What names stand for.
  private let bindings: [String: Expression]
  private var known: [Known] = []
  /// Texts of lists that are not empty because something iterates over them.
  private var iterated: [Expression] = []
  private var visited = Set<String>()
  private var found: [Finding] = []
  /// Comparisons left: names that stand for other names could be followed for ever. What is not
  /// proved by then counts as unguarded.
  private var fuel = 20_000

  /// An index that nothing guards.
  package struct Finding: Sendable {
    /// The name in whose value the index stands; nil for the expression itself.
    package let binding: String?
    package let issue: Issue
  }

  package init(bindings: [String: Expression]) { self.bindings = bindings }

  /// The condition holds, or does not, in everything that is looked at from now on.
  package mutating func assume(_ condition: Expression, holds: Bool) {
    known.append(Known(condition: condition, holds: holds))
  }

  /// Something iterates over the range.
  package mutating func assume(nonempty range: Expression) { iterated.append(range) }

  /// The unguarded indices of an expression, and of the values of the names that it uses.
  package func findings(in expression: Expression) -> [Finding] {
    var copy = self
    copy.visit(expression, in: nil)
    return copy.found
  }

  // MARK: Walking

  private mutating func visit(_ expression: Expression, in binding: String?) {
    switch expression.kind {
    case .constant: break
    case .identifier(let name, _):
      if let value = bindings[name], visited.insert(name).inserted { visit(value, in: name) }
    case .select(let select): visit(select.operand, in: binding)
    case .call(let call): visit(call, expression, in: binding)
    case .list(let elements): for element in elements { visit(element.value, in: binding) }
    case .map(let entries):
      for entry in entries {
        visit(entry.key, in: binding)
        visit(entry.value, in: binding)
      }
    case .bind(_, let value, let body):
      visit(value, in: binding)
      visit(body, in: binding)
    case .optionalMap(let target, _, let body, _):
      visit(target, in: binding)
      visit(body, in: binding)
    case .comprehension(let loop):
      visit(loop.range, in: binding)
      let count = iterated.count
      iterated.append(loop.range)
      if let condition = loop.condition { visit(condition, in: binding) }
      let result = loop.result
      var conditions = loop.condition.map { [Known(condition: $0, holds: true)] } ?? []
      // `x.filter(e, …).map(e, …)`: the condition of the one holds in the other.
      if case .comprehension(let inner) = loop.range.kind, inner.operation == .filter,
        inner.first == loop.first, loop.second == nil, let condition = inner.condition
      {
        conditions.append(Known(condition: condition, holds: true))
      }
      if let result { visit(result, in: binding, knowing: conditions) }
      iterated.removeLast(iterated.count - count)
    }
  }

  private mutating func visit(
    _ expression: Expression, in binding: String?, knowing conditions: [Known]
  ) {
    known += conditions
    visit(expression, in: binding)
    known.removeLast(conditions.count)
  }

  private mutating func visit(
    _ call: Expression.Call, _ expression: Expression, in binding: String?
  ) {
    switch call.function {
    case "_&&_", "_||_":
      // An operand that decides absorbs what another one fails with.
      for (index, operand) in call.arguments.enumerated() {
        let others = call.arguments.enumerated().filter { $0.offset != index }
        let isAnd = call.function == "_&&_"
        visit(operand, in: binding, knowing: others.map { Known(condition: $1, holds: isAnd) })
      }
    case "_?_:_":
      visit(call.arguments[0], in: binding)
      for (branch, holds) in [(1, true), (2, false)] {
        visit(
          call.arguments[branch], in: binding,
          knowing: [Known(condition: call.arguments[0], holds: holds)])
      }
    default:
      if let target = call.target { visit(target, in: binding) }
      for argument in call.arguments { visit(argument, in: binding) }
      if call.function == "_[_]", case .constant(.int(let index)) = call.arguments[1].kind {
        check(call.arguments[0], index, at: expression.range, in: binding)
      }
    }
  }

  private mutating func check(
    _ list: Expression, _ index: Int64, at range: Range<Int>, in binding: String?
  ) {
    guard index >= Self.leastCount(of: list) else { return }
    if index == 0, iterated.contains(where: { isSame($0, list) }) { return }
    for fact in known where implies(fact.condition, fact.holds, list, longerThan: index) { return }
    found.append(
      Finding(
        binding: binding,
        issue: Issue(
          "the list may have no element \(index): test its size() before, or use [?\(index)]",
          at: range)))
  }
}

// MARK: - What follows from a condition

extension IndexGuards {
  /// How many elements the form of the expression promises.
  private static func leastCount(of list: Expression) -> Int64 {
    switch list.kind {
    case .list(let elements): Int64(elements.count { !$0.isOptional })
    case .call(let call) where call.function == "_+_" && call.arguments.count == 2:
      leastCount(of: call.arguments[0]) + leastCount(of: call.arguments[1])
    case .call(let call) where call.function == "split" && call.arguments.count == 1: 1
    default: 0
    }
  }
}

extension IndexGuards {
  private mutating func implies(
    _ condition: Expression, _ holds: Bool, _ list: Expression, longerThan index: Int64
  ) -> Bool {
    fuel -= 1
    guard fuel > 0 else { return false }
    switch condition.kind {
    case .identifier(let name, _):
      guard let value = bindings[name] else { return false }
      return implies(value, holds, list, longerThan: index)
    case .comprehension(let loop):
      // Something in the range was looked at.
      let isFound = holds ? [.exists, .existsOne].contains(loop.operation) : loop.operation == .all
      return isFound && index == 0 && tells(loop.range, about: list)
    case .call(let call):
      switch (call.function, holds) {
      case ("!_", _): return implies(call.arguments[0], !holds, list, longerThan: index)
      case ("_&&_", true), ("_||_", false):
        for part in call.arguments where implies(part, holds, list, longerThan: index) {
          return true
        }
        return false
      case ("_&&_", false), ("_||_", true):
        for part in call.arguments where !implies(part, holds, list, longerThan: index) {
          return false
        }
        return true
      case ("@in", true): return index == 0 && tells(call.arguments[1], about: list)
      default: return compares(call, holds, list, longerThan: index)
      }
    default: return false
    }
  }

  private static let negated = [
    "_==_": "_!=_", "_!=_": "_==_", "_<_": "_>=_", "_>=_": "_<_", "_>_": "_<=_", "_<=_": "_>_",
  ]
  private static let mirrored = [
    "_==_": "_==_", "_!=_": "_!=_", "_<_": "_>_", "_>_": "_<_", "_<=_": "_>=_", "_>=_": "_<=_",
  ]

  /// `x.size() > 0` and its relatives, also `x != []`.
  private mutating func compares(
    _ call: Expression.Call, _ holds: Bool, _ list: Expression, longerThan index: Int64
  ) -> Bool {
    guard call.arguments.count == 2,
      let function = holds ? call.function : Self.negated[call.function],
      let reverse = Self.mirrored[function]
    else { return false }
    for (name, left, right) in [
      (function, call.arguments[0], call.arguments[1]),
      (reverse, call.arguments[1], call.arguments[0]),
    ] {
      if name == "_!=_", case .list(let elements) = right.kind, elements.isEmpty, index == 0,
        tells(left, about: list)
      {
        return true
      }
      guard case .constant(.int(let number)) = right.kind,
        let least = Self.least(name, number), least > index
      else { continue }
      if tells(measured: left, about: list, longerThan: index) { return true }
    }
    return false
  }

  /// A sum of sizes tells only that one of the lists is not empty.
  private mutating func tells(
    measured expression: Expression, about list: Expression, longerThan index: Int64
  ) -> Bool {
    if let subject = Self.measured(expression) { return tells(subject, about: list) }
    guard index == 0, case .call(let call) = expression.kind, call.function == "_+_" else {
      return false
    }
    for part in call.arguments where !tells(measured: part, about: list, longerThan: index) {
      return false
    }
    return true
  }

  /// The least size for which the comparison holds; nil if that tells nothing.
  private static func least(_ function: String, _ number: Int64) -> Int64? {
    switch function {
    case "_>_": number < .max ? number + 1 : nil
    case "_>=_", "_==_": number
    case "_!=_": number == 0 ? 1 : nil
    default: nil
    }
  }

  /// `x` of `size(x)` and `x.size()`.
  private static func measured(_ expression: Expression) -> Expression? {
    guard case .call(let call) = expression.kind, call.function == "size" else { return nil }
    return call.target ?? call.arguments.first
  }

  /// Whether `list` is at least as long as `subject`.
  private mutating func tells(_ subject: Expression, about list: Expression) -> Bool {
    fuel -= 1
    guard fuel > 0 else { return false }
    if isSame(subject, list) { return true }
    // A sum is as long as each of its parts, and a selection no longer than what it selects from.
    if case .call(let call) = value(of: list).kind, call.function == "_+_" {
      for part in call.arguments where tells(subject, about: part) { return true }
      return false
    }
    switch value(of: subject).kind {
    case .comprehension(let loop) where [.filter, .map, .transformList].contains(loop.operation):
      return tells(loop.range, about: list)
    default: return false
    }
  }

  private func value(of expression: Expression) -> Expression {
    guard case .identifier(let name, _) = expression.kind, let value = bindings[name] else {
      return expression
    }
    return value
  }

  private func isSame(_ left: Expression, _ right: Expression) -> Bool {
    left.hasForm(of: right) || value(of: left).hasForm(of: value(of: right))
  }
}

extension Expression {
  /// Whether both are written alike, apart from white space and brackets.
  fileprivate func hasForm(of other: Expression) -> Bool {
    switch (kind, other.kind) {
    case (.constant(let left), .constant(let right)):
      return left.type == right.type && Payload.equal(left, right)
    case (.identifier(let left, _), .identifier(let right, _)): return left == right
    case (.select(let left), .select(let right)):
      return left.field == right.field && left.isOptional == right.isOptional
        && left.isTest == right.isTest && left.operand.hasForm(of: right.operand)
    case (.call(let left), .call(let right)):
      guard left.function == right.function else { return false }
      let (a, b) = (left.operands, right.operands)
      return a.count == b.count && zip(a, b).allSatisfy { $0.hasForm(of: $1) }
    case (.list(let left), .list(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy { $0.value.hasForm(of: $1.value) }
    case (.comprehension(let left), .comprehension(let right)):
      return left.operation == right.operation && left.first == right.first
        && left.second == right.second && left.range.hasForm(of: right.range)
        && Self.haveForm(left.condition, right.condition)
        && Self.haveForm(left.result, right.result)
    default: return false
    }
  }

  private static func haveForm(_ left: Expression?, _ right: Expression?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.hasForm(of: right)
  }
}

extension Expression.Call {
  /// The target, where there is one, and the arguments.
  fileprivate var operands: [Expression] { (target.map { [$0] } ?? []) + arguments }
}
