/// Turns a checked expression into closures. Closures measured faster than a tree walk, and a
/// debugger can step through them, unlike bytecode.
struct Compiler {
  let environment: Environment
  let checked: CheckedExpression

  func compile(_ expression: Expression) -> Step {
    switch expression.kind {
    case .constant(let payload):
      let value = Value(payload)
      return { _ throws(EvaluationError) in value }
    case .identifier: return name(expression)
    case .select(let select):
      switch checked.references[expression.id] {
      case nil: return selection(expression, select)
      case .field(let index)?: return field(index, expression, select)
      default: return name(expression)
      }
    case .call(let call): return self.call(expression, call)
    case .list(let elements): return list(elements)
    case .map(let entries): return map(entries)
    case .comprehension(let comprehension): return self.comprehension(expression, comprehension)
    case .bind(_, let value, let body):
      guard case .locals(let slot, _)? = checked.references[expression.id] else {
        return failure("unresolved macro", at: expression.range)
      }
      let (value, body) = (compile(value), compile(body))
      return { frame throws(EvaluationError) in
        frame[slot] = try value(frame)
        return try body(frame)
      }
    case .optionalMap(let target, _, let body, let flat):
      return optionalMap(expression, target, body, flat)
    }
  }

  func failure(_ message: String, at range: Range<Int>) -> Step {
    let error = EvaluationError(message, at: range)
    return { _ throws(EvaluationError) in throw error }
  }

  private func name(_ expression: Expression) -> Step {
    switch checked.references[expression.id] {
    case .slot(let slot)?:
      let range = expression.range
      return { frame throws(EvaluationError) in
        do throws(EvaluationError) { return try frame.load(slot) } catch {
          throw error.located(at: range)
        }
      }
    case .type(let type)?:
      let value = Value(.type(type))
      return { _ throws(EvaluationError) in value }
    default: return failure("undeclared name", at: expression.range)
    }
  }

  // MARK: Selection

  /// A field whose place in its record the checker knows.
  private func field(
    _ index: Int, _ expression: Expression, _ select: Expression.Selection
  ) -> Step {
    let (operand, range, name) = (compile(select.operand), expression.range, select.field)
    let messages = environment.messages
    return { frame throws(EvaluationError) in
      try frame.spend()
      let target = try operand(frame)
      do throws(EvaluationError) {
        guard case .record(let record) = target.payload else {
          return try Self.field(name, of: target, messages)
        }
        return try Self.known(record.value(of: index))
      } catch {
        throw error.located(at: range)
      }
    }
  }

  private func selection(_ expression: Expression, _ select: Expression.Selection) -> Step {
    let operand = compile(select.operand)
    let (field, range) = (select.field, expression.range)
    let messages = environment.messages
    if select.isTest {
      return { frame throws(EvaluationError) in
        let target = try operand(frame)
        do throws(EvaluationError) { return try Self.test(field, of: target, messages) } catch {
          throw error.located(at: range)
        }
      }
    }
    let isOptional = select.isOptional
    return { frame throws(EvaluationError) in
      try frame.spend()
      let target = try operand(frame)
      do throws(EvaluationError) {
        guard case .optional(let boxed) = target.payload else {
          guard isOptional else { return try Self.field(field, of: target, messages) }
          return try Self.optionalField(field, of: target, messages)
        }
        guard let boxed else { return target }
        return try Self.optionalField(field, of: boxed.value, messages)
      } catch {
        throw error.located(at: range)
      }
    }
  }

  private static func field(
    _ name: String, of target: Value, _ messages: [String: MessageType]
  ) throws(EvaluationError) -> Value {
    switch target.payload {
    case .map(let map):
      guard let value = map[name] else {
        if target.origin.flags.contains(.open) { throw .unknown }
        throw .noSuchKey(name, optional: ".?\(name)")
      }
      return value.tainted(by: target)
    case .record(let record):
      guard let index = messages[record.typeName]?.index(of: name) else {
        throw EvaluationError("no such field")
      }
      return try known(record.value(of: index))
    default: throw EvaluationError("value has no fields")
    }
  }

  private static func known(_ value: Value) throws(EvaluationError) -> Value {
    if value.origin.isUnknown { throw .unknown }
    return value
  }

  private static func optionalField(
    _ name: String, of target: Value, _ messages: [String: MessageType]
  ) throws(EvaluationError) -> Value {
    switch target.payload {
    case .map(let map):
      guard let value = map[name] else {
        return try known(Value(.optional(nil), origin: target.origin.with(.absent)))
      }
      return value.tainted(by: target).wrapped
    case .record(let record):
      guard let index = messages[record.typeName]?.index(of: name) else {
        throw EvaluationError("no such field")
      }
      let value = try known(record.value(of: index))
      return record.has(index) ? value.wrapped : Value(.optional(nil), origin: value.origin)
    default: throw EvaluationError("value has no fields")
    }
  }

  private static func test(
    _ name: String, of target: Value, _ messages: [String: MessageType]
  ) throws(EvaluationError) -> Value {
    switch target.payload {
    case .map(let map):
      if map[name] == nil, target.origin.flags.contains(.open) { throw .unknown }
      return Value(.bool(map[name] != nil), origin: target.origin)
    case .record(let record):
      guard let index = messages[record.typeName]?.index(of: name) else {
        throw EvaluationError("no such field")
      }
      return Value(.bool(record.has(index)), origin: try known(record.value(of: index)).origin)
    case .optional(let boxed):
      guard let boxed else { return Value(.bool(false), origin: target.origin) }
      return try test(name, of: boxed.value, messages)
    default: throw EvaluationError("value has no fields")
    }
  }

  // MARK: Aggregates

  private func list(_ elements: [Expression.Element]) -> Step {
    if let list = constantList(elements) {
      let count = elements.count
      return { frame throws(EvaluationError) in
        try frame.spend(count)
        return list
      }
    }
    let steps = elements.map {
      (step: compile($0.value), isOptional: $0.isOptional, range: $0.value.range)
    }
    return { frame throws(EvaluationError) in
      try frame.spend(steps.count)
      var values: [Value] = []
      var flags: Origin.Flags = []
      for (step, isOptional, range) in steps {
        let value = try step(frame)
        flags.formUnion(value.origin.flags.intersection([.sensitive, .holdsSensitive]))
        guard isOptional else {
          values.append(value)
          continue
        }
        guard case .optional(let boxed) = value.payload else {
          throw EvaluationError("'?' needs an optional value", at: range)
        }
        if let boxed { values.append(boxed.value) }
      }
      return Value(.list(values), origin: Origin(flags: flags))
    }
  }

  /// A list that is written out: it is made once.
  private func constantList(_ elements: [Expression.Element]) -> Value? {
    var values: [Value] = []
    for element in elements {
      guard case .constant(let payload) = element.value.kind, !element.isOptional else {
        return nil
      }
      values.append(Value(payload))
    }
    return Value(.list(values))
  }

  private func map(_ entries: [Expression.Entry]) -> Step {
    let steps = entries.map {
      (
        key: compile($0.key), value: compile($0.value), isOptional: $0.isOptional,
        range: $0.key.range
      )
    }
    return { frame throws(EvaluationError) in
      try frame.spend(steps.count)
      var map = ValueMap()
      var flags: Origin.Flags = []
      for entry in steps {
        let key = try entry.key(frame)
        if case .double = key.payload {
          throw EvaluationError("a double is no map key", at: entry.range)
        }
        var value = try entry.value(frame)
        flags.formUnion(
          key.origin.flags.union(value.origin.flags).intersection([.sensitive, .holdsSensitive]))
        if entry.isOptional {
          guard case .optional(let boxed) = value.payload else {
            throw EvaluationError("'?' needs an optional value", at: entry.range)
          }
          guard let boxed else { continue }
          value = boxed.value
        }
        try map.add(key, value, at: entry.range)
      }
      return Value(.map(map), origin: Origin(flags: flags))
    }
  }

  private func optionalMap(
    _ expression: Expression, _ target: Expression, _ body: Expression, _ flat: Bool
  ) -> Step {
    guard case .locals(let slot, _)? = checked.references[expression.id] else {
      return failure("unresolved macro", at: expression.range)
    }
    let (range, target, body) = (target.range, compile(target), compile(body))
    return { frame throws(EvaluationError) in
      let optional = try target(frame)
      guard case .optional(let boxed) = optional.payload else {
        throw EvaluationError("optMap() needs an optional value", at: range)
      }
      guard let boxed else { return optional }
      frame[slot] = boxed.value
      let value = try body(frame).tainted(by: optional)
      guard flat else { return value.wrapped }
      guard case .optional = value.payload else {
        throw EvaluationError("optFlatMap() needs an optional result", at: range)
      }
      return value
    }
  }
}

extension ValueMap {
  /// Inserts, with the language's errors for what is no key and what is there already.
  mutating func add(_ key: Value, _ value: Value, at range: Range<Int>) throws(EvaluationError) {
    switch insert(key, value) {
    case true?: return
    case false?: throw EvaluationError("the key is there already", at: range)
    case nil: throw EvaluationError("this type is no map key", at: range)
    }
  }
}

extension EvaluationError {
  /// The same error with a place, unless it has one.
  func located(at range: Range<Int>) -> EvaluationError {
    self.range == nil ? EvaluationError(message, at: range) : self
  }
}
