/// Calls: the three operators that choose what to evaluate, and everything else.
extension Compiler {
  func call(_ expression: Expression, _ call: Expression.Call) -> Step {
    switch call.function {
    case "_&&_": return junction(call, stopsAt: false)
    case "_||_": return junction(call, stopsAt: true)
    case "_?_:_": return conditional(call)
    default: break
    }
    guard case .overloads(let overloads, let dropsTarget)? = checked.references[expression.id],
      !overloads.isEmpty
    else { return failure("undeclared function", at: call.nameRange) }
    if let target = call.target, !dropsTarget, call.arguments.count == 1,
      call.function == "or" || call.function == "orValue"
    {
      return optionalDefault(call, target)
    }
    let arguments = (dropsTarget ? [] : call.target.map { [$0] } ?? []) + call.arguments
    if let regex = constantRegex(call, arguments) { return regex }
    if overloads.count == 1, let step = comparison(call, overloads[0], arguments) { return step }
    let step = dispatch(overloads, arguments.map(compile), at: call.nameRange)
    guard call.function == "_[_]", case .constant(.string(let key))? = arguments.last?.kind else {
      return step
    }
    return naming(key, in: step, at: call.nameRange)
  }

  /// Says which key is missing where the expression spells it out.
  private func naming(_ key: String, in step: @escaping Step, at range: Range<Int>) -> Step {
    let plain = EvaluationError.noSuchKey.located(at: range)
    let named = EvaluationError.noSuchKey(key, optional: "[?'\(key)']").located(at: range)
    return { frame throws(EvaluationError) in
      do throws(EvaluationError) { return try step(frame) } catch {
        throw error == plain ? named : error
      }
    }
  }

  /// `==`, `!=` and `in` a list, of which most conditions are made: nothing is to be chosen, and the
  /// two values need no list.
  private func comparison(
    _ call: Expression.Call, _ overload: Overload, _ arguments: [Expression]
  ) -> Step? {
    guard arguments.count == 2 else { return nil }
    switch (call.function, overload.parameters[1]) {
    case ("_==_", _):
      return comparison(call, arguments) { Payload.equal($0.payload, $1.payload) }
    case ("_!=_", _):
      return comparison(call, arguments) { !Payload.equal($0.payload, $1.payload) }
    case ("@in", .list):
      return comparison(call, arguments) { element, range throws(EvaluationError) in
        guard case .list(let list) = range.payload else { throw .noSuchOverload }
        if list.contains(where: { Payload.equal($0.payload, element.payload) }) { return true }
        // The answer is another once the members are there that are not known.
        if element.origin.flags.union(range.origin.flags).contains(.open) { throw .unknown }
        return false
      }
    default: return nil
    }
  }

  private func comparison(
    _ call: Expression.Call, _ arguments: [Expression],
    _ holds: @escaping @Sendable (Value, Value) throws(EvaluationError) -> Bool
  ) -> Step {
    let (left, right) = (compile(arguments[0]), compile(arguments[1]))
    let range = call.nameRange
    return { frame throws(EvaluationError) in
      try frame.spend()
      let (left, right) = (try left(frame), try right(frame))
      do throws(EvaluationError) {
        try frame.spend(reading: left)
        try frame.spend(reading: right)
        return Value(
          .bool(try holds(left, right)), origin: left.origin.judged(beside: right.origin))
      } catch {
        throw error.located(at: range)
      }
    }
  }

  private func dispatch(_ overloads: [Overload], _ steps: [Step], at range: Range<Int>) -> Step {
    { frame throws(EvaluationError) in
      try frame.spend()
      var arguments: [Value] = []
      arguments.reserveCapacity(steps.count)
      for step in steps { arguments.append(try step(frame)) }
      for overload in overloads where overload.accepts(arguments) {
        do throws(EvaluationError) { return try overload.apply(arguments, frame) } catch {
          throw error.located(at: range)
        }
      }
      throw EvaluationError.noSuchOverload.located(at: range)
    }
  }

  /// `&&` and `||` absorb errors on either side when another operand decides.
  private func junction(_ call: Expression.Call, stopsAt decisive: Bool) -> Step {
    let steps = call.arguments.map(compile)
    let range = call.nameRange
    return { frame throws(EvaluationError) in
      try frame.spend()
      var failure: EvaluationError?
      var result = Value(.bool(!decisive))
      for step in steps {
        do throws(EvaluationError) {
          let value = try step(frame)
          guard case .bool(let bool) = value.payload else {
            throw EvaluationError.noSuchOverload.located(at: range)
          }
          result = Value(.bool(bool), origin: value.origin.with(.derived)).tainted(by: result)
          if bool == decisive { return result }
        } catch {
          failure = failure ?? error
        }
      }
      if let failure { throw failure }
      return result
    }
  }

  private func conditional(_ call: Expression.Call) -> Step {
    let steps = call.arguments.map(compile)
    let (condition, yes, no) = (steps[0], steps[1], steps[2])
    let range = call.arguments[0].range
    return { frame throws(EvaluationError) in
      try frame.spend()
      let choice = try condition(frame)
      guard case .bool(let bool) = choice.payload else {
        throw EvaluationError.noSuchOverload.located(at: range)
      }
      // What is chosen tells what the condition was.
      return try (bool ? yes : no)(frame).tainted(by: choice)
    }
  }

  private func optionalDefault(_ call: Expression.Call, _ target: Expression) -> Step {
    let (target, other) = (compile(target), compile(call.arguments[0]))
    let (range, unwraps) = (call.nameRange, call.function == "orValue")
    return { frame throws(EvaluationError) in
      try frame.spend()
      let optional = try target(frame)
      guard case .optional(let boxed) = optional.payload else {
        throw EvaluationError.noSuchOverload.located(at: range)
      }
      if let boxed { return unwraps ? boxed.value.tainted(by: optional) : optional }
      var value = try other(frame).tainted(by: optional)
      if value.origin.document == nil {
        value.origin = Origin(
          document: optional.origin.document, node: optional.origin.node,
          flags: value.origin.flags.union(optional.origin.flags))
      }
      if !unwraps, case .optional = value.payload {
      } else if !unwraps {
        throw EvaluationError.noSuchOverload.located(at: range)
      }
      return value
    }
  }

  /// A pattern that is a literal is compiled once.
  private func constantRegex(_ call: Expression.Call, _ arguments: [Expression]) -> Step? {
    guard call.function == "matches", arguments.count == 2,
      case .constant(.string(let pattern)) = arguments[1].kind,
      let regex = try? LinearRegex(pattern)
    else { return nil }
    let (subject, range) = (compile(arguments[0]), call.nameRange)
    return { frame throws(EvaluationError) in
      let value = try subject(frame)
      guard case .string(let text) = value.payload else {
        throw EvaluationError.noSuchOverload.located(at: range)
      }
      try frame.spend()
      try frame.spend(regex.cost(over: text.utf8.count))
      return Value(.bool(regex.matches(text)), origin: value.origin.with(.derived))
    }
  }
}

extension Overload {
  func accepts(_ arguments: [Value]) -> Bool {
    if name == "_[_]" || name == "_[?_]" {
      // Any number indexes a list, any key a map: the row itself decides.
      return parameters[0].accepts(arguments[0].payload)
    }
    return zip(parameters, arguments).allSatisfy { $0.accepts($1.payload) }
  }

  /// Whether the answer is another once the members are there that are not known.
  private func isUnknown(_ payload: Payload, _ arguments: [Value]) -> Bool {
    guard name == "@in" || name == "size",
      arguments.contains(where: { $0.origin.flags.contains(.open) })
    else { return false }
    if case .bool(true) = payload { return false }
    return true
  }

  /// Runs the row for a price, and gives the result its provenance.
  func apply(_ arguments: [Value], _ frame: Frame) throws(EvaluationError) -> Value {
    if readsArguments { for argument in arguments { try frame.spend(reading: argument) } }
    let payload: Payload
    switch body {
    case .selects(let body):
      var result = try body(arguments)
      if result.origin.isUnknown { throw .unknown }
      for argument in arguments where argument.isSensitive { result = result.tainted(by: argument) }
      return result
    case .computes(let body): payload = try body(arguments)
    case .meters(let body): payload = try body(arguments, frame)
    }
    if isUnknown(payload, arguments) { throw .unknown }
    try frame.spend(making: payload)
    var origin = (arguments.first?.origin ?? Origin()).with(.derived)
    for argument in arguments { origin = origin.judged(beside: argument.origin) }
    return Value(payload, origin: origin)
  }
}

extension Origin {
  /// Of what is computed from a value here and another: it tells of both.
  fileprivate func judged(beside other: Origin) -> Origin {
    let isSensitive = !flags.union(other.flags).isDisjoint(with: [.sensitive, .holdsSensitive])
    return with(isSensitive ? [.derived, .sensitive] : .derived)
  }
}
