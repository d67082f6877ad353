internal import Encodings

/// What the checker learnt about an expression.
struct CheckedExpression {
  enum Reference {
    /// A variable of the environment, or a local of a macro.
    case slot(Int)
    case type(Type)
    /// The position of a record's field.
    case field(Int)
    /// The overloads that the static types leave; `dropsTarget` for namespaced functions.
    case overloads([Overload], dropsTarget: Bool)
    /// The slots of a macro's variables.
    case locals(Int, Int)
  }

  var type = Type.dyn
  /// By node id.
  var references = SideTable<Reference>()
  var issues: [Issue] = []
  var slotCount = 0
}

/// Resolves names and checks types (cel-go `checker/checker.go`).
struct Checker {
  private let environment: Environment
  /// False: what cannot be resolved is left for run time.
  private let isStrict: Bool
  private var inference = Inference()
  private var result = CheckedExpression()
  private var locals: [(name: String, slot: Int, type: Type)] = []

  init(environment: Environment, isStrict: Bool) {
    self.environment = environment
    self.isStrict = isStrict
    result.slotCount = environment.firstLocal
  }

  mutating func check(_ expression: Expression, expecting expected: Type?) -> CheckedExpression {
    let type = visit(expression)
    if let expected, !inference.assign([type], to: [expected]) {
      report(
        "expected \(expected.description) but found \(inference.resolve(type).description)",
        at: expression.range)
    }
    result.type = inference.resolve(type, openAsDyn: true)
    return result
  }

  private mutating func report(_ message: String, at range: Range<Int>) {
    result.issues.append(Issue(message, at: range))
  }

  private mutating func visit(_ expression: Expression) -> Type {
    let type: Type
    switch expression.kind {
    case .constant(let payload): type = payload.type
    case .identifier(let name, let rooted): type = identifier(expression, name, rooted)
    case .select(let select): type = selection(expression, select)
    case .call(let call): type = self.call(expression, call)
    case .list(let elements): type = list(elements)
    case .map(let entries): type = map(entries)
    case .comprehension(let comprehension): type = self.comprehension(expression, comprehension)
    case .bind(let variable, let value, let body):
      let valueType = visit(value)
      let slot = push(variable, valueType)
      type = visit(body)
      locals.removeLast()
      result.references[expression.id] = .locals(slot, slot)
    case .optionalMap(let target, let variable, let body, let flat):
      type = optionalMap(expression, target, variable, body, flat)
    }
    return type
  }

  private mutating func push(_ name: String, _ type: Type) -> Int {
    let slot = result.slotCount
    result.slotCount += 1
    locals.append((name, slot, type))
    return slot
  }

  // MARK: Names

  private mutating func identifier(
    _ expression: Expression, _ name: String, _ isRooted: Bool
  ) -> Type {
    if let type = resolve(expression.id, name, isRooted: isRooted) { return type }
    let names = locals.map(\.name) + environment.variables.map(\.name)
    report("undeclared name '\(name)'\(suggestion(for: name, among: names))", at: expression.range)
    return .dyn
  }

  /// Records what `name` means; nil when it means nothing.
  private mutating func resolve(_ id: Int, _ name: String, isRooted: Bool) -> Type? {
    if !isRooted, let local = locals.last(where: { $0.name == name }) {
      result.references[id] = .slot(local.slot)
      return local.type
    }
    if let slot = environment.slot(name, isRooted: isRooted) {
      result.references[id] = .slot(slot)
      return environment.variables[slot].type
    }
    if let type = environment.type(named: name, isRooted: isRooted) {
      result.references[id] = .type(type)
      return .type(type)
    }
    return nil
  }

  /// `a.b.c` as one dotted name, unless its root is a local variable.
  private func qualifiedName(_ expression: Expression) -> (name: String, isRooted: Bool)? {
    switch expression.kind {
    case .identifier(let name, let rooted):
      if !rooted, locals.contains(where: { $0.name == name }) { return nil }
      return (name, rooted)
    case .select(let select) where !select.isTest && !select.isOptional:
      guard let operand = qualifiedName(select.operand) else { return nil }
      return (operand.name + "." + select.field, operand.isRooted)
    default: return nil
    }
  }

  private mutating func selection(
    _ expression: Expression, _ select: Expression.Selection
  ) -> Type {
    if let qualified = qualifiedName(expression),
      let type = resolve(expression.id, qualified.name, isRooted: qualified.isRooted)
    {
      return type
    }
    let operand = inference.resolve(visit(select.operand))
    var target = operand
    var wraps = select.isOptional
    if case .optional(let inner) = operand {
      target = inference.resolve(inner)
      wraps = true
    }
    let field = fieldType(select.field, of: target, at: expression.range)
    if select.isTest { return .bool }
    if isStrict, !wraps, case .message(let name) = target,
      let index = environment.messages[name]?.index(of: select.field)
    {
      result.references[expression.id] = .field(index)
    }
    return wraps ? .optional(field) : field
  }

  private mutating func fieldType(_ field: String, of type: Type, at range: Range<Int>) -> Type {
    switch type {
    case .map(_, let value): return value
    case .dyn: return .dyn
    case .parameter:
      _ = inference.assign([type], to: [.dyn])
      return .dyn
    case .message(let name):
      guard let message = environment.messages[name] else { return .dyn }
      if let index = message.index(of: field) { return message.fields[index].type }
      let hint =
        message.formerFields[field].map { "; '\(field)' is now '\($0)'" }
        ?? nestedSuggestion(for: field, in: message)
      report("\(name) has no field '\(field)'" + hint, at: fieldRange(field, range))
      return .dyn
    default:
      report("\(type.description) has no fields", at: range)
      return .dyn
    }
  }

  private func fieldRange(_ field: String, _ range: Range<Int>) -> Range<Int> {
    max(range.lowerBound, range.upperBound - field.utf8.count)..<range.upperBound
  }

  /// The nearest field, also one level down: `name` for `nmae`, `metadata.name` where it is nested.
  private func nestedSuggestion(for field: String, in message: MessageType) -> String {
    let own = message.fields.map(\.name)
    let nested = message.fields.flatMap { parent -> [String] in
      guard case .message(let name) = parent.type, let inner = environment.messages[name] else {
        return []
      }
      return inner.fields.map { "\(parent.name).\($0.name)" }
    }
    let hint = suggestion(for: field, among: own)
    if !hint.isEmpty { return hint }
    let match = nested.first { path in
      let last = path.split(separator: ".").last.map(String.init) ?? path
      return suggestion(for: field, among: [last]).isEmpty == false || last == field
    }
    return match.map { "; did you mean '\($0)'?" } ?? ""
  }
}

// MARK: - Calls

extension Checker {
  private mutating func call(_ expression: Expression, _ call: Expression.Call) -> Type {
    if let target = call.target, let qualified = qualifiedName(target),
      !isVariable(target)
    {
      let name = qualified.name + "." + call.function
      if let known = environment.candidates(name, isRooted: qualified.isRooted)
        .first(where: environment.functions.isKnown)
      {
        return overload(expression, call, name: known, arguments: call.arguments, dropsTarget: true)
      }
    }
    let name =
      environment.candidates(call.function, isRooted: call.isRooted || call.target != nil)
      .first(where: environment.functions.isKnown) ?? call.function
    let arguments = (call.target.map { [$0] } ?? []) + call.arguments
    return overload(expression, call, name: name, arguments: arguments, dropsTarget: false)
  }

  /// True when the expression, or the root of a selection chain, is a declared variable.
  private func isVariable(_ expression: Expression) -> Bool {
    var current = expression
    while true {
      if let qualified = qualifiedName(current),
        environment.slot(qualified.name, isRooted: qualified.isRooted) != nil
      {
        return true
      }
      guard case .select(let select) = current.kind else { return false }
      current = select.operand
    }
  }

  private mutating func overload(
    _ expression: Expression, _ call: Expression.Call, name: String, arguments: [Expression],
    dropsTarget: Bool
  ) -> Type {
    let types = arguments.map { visit($0) }
    if name == "_&&_" || name == "_||_" {
      for (argument, type) in zip(arguments, types) { expectBool(type, at: argument.range) }
      return .bool
    }
    if name == "_?_:_" {
      expectBool(types[0], at: arguments[0].range)
      return branches(types[1], types[2], at: expression.range)
    }
    let isMember = call.target != nil && !dropsTarget
    let candidates = environment.functions.candidates(
      name, isMember: isMember, count: arguments.count)
    var matching: [Overload] = []
    var type: Type?
    for candidate in candidates {
      let (parameters, resultType) = inference.instantiate(candidate)
      guard inference.assign(types, to: parameters) else { continue }
      matching.append(candidate)
      let resolved = inference.resolve(resultType)
      if let known = type { type = known == resolved ? known : .dyn } else { type = resolved }
    }
    if matching.isEmpty { reportMismatch(call, name: name, types: types) }
    result.references[expression.id] = .overloads(
      matching.isEmpty || !isStrict ? candidates : matching, dropsTarget: dropsTarget)
    checkPattern(name, arguments)
    return type ?? .dyn
  }

  private mutating func expectBool(_ type: Type, at range: Range<Int>) {
    guard !inference.assign([type], to: [.bool]) else { return }
    report("expected bool but found \(inference.resolve(type).description)", at: range)
  }

  private mutating func branches(_ left: Type, _ right: Type, at range: Range<Int>) -> Type {
    let variable = inference.fresh()
    guard inference.assign([left, right], to: [variable, variable]) else {
      report(
        "the branches have different types: \(inference.resolve(left).description) and "
          + inference.resolve(right).description, at: range)
      return .dyn
    }
    return inference.resolve(variable)
  }

  private mutating func reportMismatch(_ call: Expression.Call, name: String, types: [Type]) {
    guard environment.functions.isKnown(name) else {
      let hint = suggestion(for: name, among: environment.functions.names)
      report("undeclared function '\(name)'\(hint)", at: call.nameRange)
      return
    }
    let shown = types.map { inference.resolve($0, openAsDyn: true).description }
    let use =
      Self.operatorForm(name, shown) ?? "'\(name)' applied to (\(shown.joined(separator: ", ")))"
    report("no matching overload for \(use)", at: call.nameRange)
  }

  /// `int > string` for the operator `_>_`.
  private static func operatorForm(_ name: String, _ types: [String]) -> String? {
    if name == "@in", types.count == 2 { return "\(types[0]) in \(types[1])" }
    guard name.contains("_"), name.first.map({ !$0.isLetter }) == true else { return nil }
    var index = 0
    return name.map { character -> String in
      guard character == "_", index < types.count else { return String(character) }
      defer { index += 1 }
      let type = types[index]
      return index == 0 || name.hasPrefix("_[")
        ? type + (name.hasPrefix("_[") ? "" : " ") : " " + type
    }.joined()
  }

  /// A pattern that is written out is compiled when the rule loads, not when it runs.
  private mutating func checkPattern(_ name: String, _ arguments: [Expression]) {
    guard ["matches", "find", "findAll"].contains(name), arguments.count >= 2,
      case .constant(.string(let pattern)) = arguments[1].kind
    else { return }
    do {
      _ = try LinearRegex(pattern)
    } catch {
      report(error.message, at: arguments[1].range)
    }
  }
}

// MARK: - Aggregates and macros

extension Checker {
  private mutating func list(_ elements: [Expression.Element]) -> Type {
    var joined: Type?
    for element in elements {
      let type = unwrapped(
        visit(element.value), isOptional: element.isOptional, at: element.value.range)
      joined = joined.map { inference.join($0, type) } ?? type
    }
    return .list(joined ?? inference.fresh())
  }

  private mutating func map(_ entries: [Expression.Entry]) -> Type {
    var keys: Type?
    var values: Type?
    for entry in entries {
      let key = keyType(visit(entry.key))
      let value = unwrapped(visit(entry.value), isOptional: entry.isOptional, at: entry.value.range)
      keys = keys.map { inference.join($0, key) } ?? key
      values = values.map { inference.join($0, value) } ?? value
    }
    return .map(keys ?? inference.fresh(), values ?? inference.fresh())
  }

  /// What cannot be a key fails when it runs. As a part of the map's type it would let types double
  /// in size with every level.
  private func keyType(_ type: Type) -> Type {
    switch inference.resolve(type) {
    case .list, .map, .optional, .type: .dyn
    default: type
    }
  }

  private mutating func unwrapped(_ type: Type, isOptional: Bool, at range: Range<Int>) -> Type {
    guard isOptional else { return type }
    let inner = inference.fresh()
    guard inference.assign([type], to: [.optional(inner)]) else {
      report("'?' needs an optional value", at: range)
      return .dyn
    }
    return inference.resolve(inner)
  }

  private mutating func optionalMap(
    _ expression: Expression, _ target: Expression, _ variable: String, _ body: Expression,
    _ flat: Bool
  ) -> Type {
    let inner = unwrapped(visit(target), isOptional: true, at: target.range)
    let slot = push(variable, inner)
    let type = visit(body)
    locals.removeLast()
    result.references[expression.id] = .locals(slot, slot)
    if flat { return .optional(unwrapped(type, isOptional: true, at: body.range)) }
    return .optional(type)
  }

  private mutating func comprehension(
    _ expression: Expression, _ comprehension: Comprehension
  ) -> Type {
    let range = inference.resolve(visit(comprehension.range))
    guard let (key, element) = elementTypes(of: range, at: comprehension.range.range) else {
      return .dyn
    }
    let isMap = if case .map = range { true } else { false }
    let firstType = comprehension.second == nil ? (isMap ? key : element) : key
    let first = push(comprehension.first, firstType)
    let second = comprehension.second.map { push($0, element) }
    if let condition = comprehension.condition {
      expectBool(visit(condition), at: condition.range)
    }
    let resultType = comprehension.result.map { visit($0) } ?? .dyn
    locals.removeLast(second == nil ? 1 : 2)
    self.result.references[expression.id] = .locals(first, second ?? first)
    switch comprehension.operation {
    case .all, .exists, .existsOne: return .bool
    case .filter: return .list(firstType)
    case .map, .transformList: return .list(resultType)
    case .transformMap: return .map(key, resultType)
    case .transformMapEntry: return resultType
    }
  }

  /// Index or key type, and element or value type; nil after reporting a range of another type.
  private mutating func elementTypes(
    of type: Type, at range: Range<Int>
  ) -> (key: Type, element: Type)? {
    switch type {
    case .list(let element): return (.int, inference.resolve(element))
    case .map(let key, let value): return (inference.resolve(key), inference.resolve(value))
    case .dyn: return (.dyn, .dyn)
    case .parameter:
      _ = inference.assign([type], to: [.dyn])
      return (.dyn, .dyn)
    default:
      report(environment.refusal(toIterateOver: type), at: range)
      return nil
    }
  }
}

extension Environment {
  /// Why a loop over the type is refused, with what to write instead where there is such a thing.
  package func refusal(toIterateOver type: Type) -> String {
    let refusal = "cannot iterate over \(type.description)"
    guard case .message(let name) = type, let hint = messages[name]?.iterationHint, !hint.isEmpty
    else { return refusal }
    return "\(refusal): \(hint)"
  }
}

/// `; did you mean 'x'?` for the nearest of `names`, or nothing when none is near.
package func suggestion(for name: String, among names: [String]) -> String {
  let limit = max(1, name.count / 3)
  let nearest =
    names.map { (name: $0, distance: editDistance(name, $0)) }
    .filter { $0.distance <= limit && $0.name != name && $0.distance < name.count }
    .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
  return nearest.map { "; did you mean '\($0.name)'?" } ?? ""
}
