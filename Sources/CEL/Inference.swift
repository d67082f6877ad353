/// Type inference with parameters (cel-go `checker/types.go`).
struct Inference {
  private var substitutions = SideTable<Type>()
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

  /// The type with everything known filled in.
  func resolve(_ type: Type, openAsDyn: Bool = false) -> Type {
    switch type {
    case .parameter(let id):
      if let known = substitutions[id] { return resolve(known, openAsDyn: openAsDyn) }
      return openAsDyn ? .dyn : type
    case .list(let element): return .list(resolve(element, openAsDyn: openAsDyn))
    case .map(let key, let value):
      return .map(
        resolve(key, openAsDyn: openAsDyn), resolve(value, openAsDyn: openAsDyn))
    case .optional(let value): return .optional(resolve(value, openAsDyn: openAsDyn))
    case .type(let value): return .type(resolve(value, openAsDyn: openAsDyn))
    default: return type
    }
  }

  /// True when every type can be passed for its counterpart; only then are the substitutions kept.
  mutating func assign(_ types: [Type], to targets: [Type]) -> Bool {
    var attempt = self
    for (type, target) in zip(types, targets) where !attempt.assignable(type, target) {
      return false
    }
    self = attempt
    return true
  }

  mutating func join(_ left: Type, _ right: Type) -> Type {
    assign([left], to: [right]) ? Self.mostGeneral(left, right) : .dyn
  }

  private mutating func assignable(_ type: Type, _ target: Type) -> Bool {
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

  private mutating func substitute(_ id: Int, with type: Type) -> Substitution {
    if type == .parameter(id) { return .accepted }
    if let known = substitutions[id] {
      if known == type { return .accepted }
      guard assignable(type, known) else { return .refused }
      let general = Self.mostGeneral(type, known)
      if !refers(general, to: id) { substitutions[id] = general }
      return .accepted
    }
    guard !refers(type, to: id) else { return .open }
    substitutions[id] = type
    return .accepted
  }

  private func refers(_ type: Type, to id: Int) -> Bool {
    switch type {
    case .parameter(let other):
      other == id || substitutions[other].map { refers($0, to: id) } ?? false
    case .list(let element): refers(element, to: id)
    case .map(let key, let value): refers(key, to: id) || refers(value, to: id)
    case .optional(let value), .type(let value): refers(value, to: id)
    default: false
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
