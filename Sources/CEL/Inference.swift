/// Type inference with parameters (cel-go `checker/types.go`).
struct Inference {
  private var substitutions = SideTable<Type>()
  /// What the assignment that is being tried has replaced.
  private var journal: [(id: Int, previous: Type?)] = []
  private var steps = 0
  /// Behind the parameters that declarations use.
  private var nextParameter = 8

  mutating func fresh() -> Type {
    defer { nextParameter += 1 }
    return .parameter(nextParameter)
  }

  /// The declaration's types with new inference variables for its type parameters.
  mutating func instantiate(_ overload: Overload) -> (parameters: [Type], result: Type) {
    var fresh = SideTable<Type>()
    let parameters = overload.parameters.map { instantiate($0, &fresh) }
    return (parameters, instantiate(overload.result, &fresh))
  }

  private mutating func instantiate(_ type: Type, _ fresh: inout SideTable<Type>) -> Type {
    switch type {
    case .parameter(let id):
      if let known = fresh[id] { return known }
      let variable = self.fresh()
      fresh[id] = variable
      return variable
    case .list(let element): return .list(instantiate(element, &fresh))
    case .map(let key, let value):
      return .map(instantiate(key, &fresh), instantiate(value, &fresh))
    case .optional(let value): return .optional(instantiate(value, &fresh))
    case .type(let value): return .type(instantiate(value, &fresh))
    default: return type
    }
  }

  /// The type with everything known filled in; what is larger than any real type is dyn.
  func resolve(_ type: Type, openAsDyn: Bool = false) -> Type {
    var room = 10_000
    return resolve(type, openAsDyn, &room)
  }

  private func resolve(_ type: Type, _ openAsDyn: Bool, _ room: inout Int) -> Type {
    room -= 1
    guard room > 0 else { return .dyn }
    switch type {
    case .parameter(let id):
      let last = last(id)
      if let known = substitutions[last] { return resolve(known, openAsDyn, &room) }
      return openAsDyn ? .dyn : .parameter(last)
    case .list(let element): return .list(resolve(element, openAsDyn, &room))
    case .map(let key, let value):
      return .map(resolve(key, openAsDyn, &room), resolve(value, openAsDyn, &room))
    case .optional(let value): return .optional(resolve(value, openAsDyn, &room))
    case .type(let value): return .type(resolve(value, openAsDyn, &room))
    default: return type
    }
  }

  /// The parameter at the end of a chain of parameters that stand for each other.
  private func last(_ id: Int) -> Int {
    var id = id
    while case .parameter(let next)? = substitutions[id] { id = next }
    return id
  }

  /// True when every type can be passed for its counterpart; only then are the substitutions kept.
  mutating func assign(_ types: [Type], to targets: [Type]) -> Bool {
    journal.removeAll(keepingCapacity: true)
    for (type, target) in zip(types, targets) where !assignable(type, target) {
      for (id, previous) in journal.reversed() { substitutions[id] = previous }
      return false
    }
    return true
  }

  /// Noted, so that an assignment that fails is taken back: a copy for each would cost as much as
  /// the whole expression.
  private mutating func replace(_ id: Int, by type: Type) {
    journal.append((id, substitutions[id]))
    substitutions[id] = type
  }

  mutating func join(_ left: Type, _ right: Type) -> Type {
    assign([left], to: [right]) ? Self.mostGeneral(left, right) : .dyn
  }

  private mutating func assignable(_ type: Type, _ target: Type) -> Bool {
    // Parameters that share parts let types grow beyond all measure: those are as good as dyn.
    steps += 1
    guard steps < 1_000_000 else { return true }
    if case .parameter(let id) = target {
      switch substitute(id, with: type) {
      case .accepted: return true
      case .refused: return false
      case .open: break
      }
    }
    if case .parameter(let id) = type { return substitute(id, with: target) == .accepted }
    switch (type, target) {
    case (.dyn, _), (_, .dyn): return true
    case (.null, _): return Self.isNullable(target)
    case (_, .null): return Self.isNullable(type)
    case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)):
      return assignable(a, b)
    case (.map(let a, let c), .map(let b, let d)): return assignable(a, b) && assignable(c, d)
    case (.type, .type): return true
    default: return type == target
    }
  }

  private enum Substitution { case accepted, refused, open }

  private mutating func substitute(_ first: Int, with given: Type) -> Substitution {
    let id = last(first)
    if id != first { replace(first, by: .parameter(id)) }
    let type = if case .parameter(let other) = given { Type.parameter(last(other)) } else { given }
    if type == .parameter(id) { return .accepted }
    if let known = substitutions[id] {
      if known == type { return .accepted }
      guard assignable(type, known) else { return .refused }
      let general = Self.mostGeneral(type, known)
      if !refers(general, to: id) { replace(id, by: general) }
      return .accepted
    }
    guard !refers(type, to: id) else { return .open }
    replace(id, by: type)
    return .accepted
  }

  private mutating func refers(_ type: Type, to id: Int) -> Bool {
    steps += 1
    guard steps < 1_000_000 else { return true }
    switch type {
    case .parameter(let other):
      let other = last(other)
      guard other != id, let known = substitutions[other] else { return other == id }
      return refers(known, to: id)
    case .list(let element): return refers(element, to: id)
    case .map(let key, let value): return refers(key, to: id) || refers(value, to: id)
    case .optional(let value), .type(let value): return refers(value, to: id)
    default: return false
    }
  }

  private static func isNullable(_ type: Type) -> Bool {
    switch type {
    case .null, .timestamp, .duration, .message, .optional, .dyn: true
    default: false
    }
  }

  private static func mostGeneral(_ left: Type, _ right: Type) -> Type {
    isLessSpecific(left, right) ? left : right
  }

  private static func isLessSpecific(_ left: Type, _ right: Type) -> Bool {
    switch (left, right) {
    case (.dyn, _), (.parameter, _): true
    case (_, .dyn), (_, .parameter): false
    case (_, .null): isNullable(left)
    case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): isLessSpecific(a, b)
    case (.map(let a, let c), .map(let b, let d)): isLessSpecific(a, b) && isLessSpecific(c, d)
    default: left == right
    }
  }
}
