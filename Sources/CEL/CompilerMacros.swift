/// The iterating macros.
extension Compiler {
  func comprehension(_ expression: Expression, _ comprehension: Comprehension) -> Step {
    guard case .locals(let first, let second)? = checked.references[expression.id] else {
      return failure("cannot iterate", at: comprehension.range.range)
    }
    let loop = Loop(
      range: compile(comprehension.range), place: comprehension.range.range, first: first,
      second: comprehension.second == nil ? nil : second,
      condition: comprehension.condition.map(compile),
      conditionPlace: comprehension.condition?.range ?? expression.range,
      result: comprehension.result.map(compile))
    switch comprehension.operation {
    case .all: return quantifier(loop, stopsAt: false)
    case .exists: return quantifier(loop, stopsAt: true)
    case .existsOne:
      return { frame throws(EvaluationError) in
        var count = 0
        let range = try loop.run(frame) { _, _ throws(EvaluationError) in count += 1 }
        return Value(.bool(count == 1), origin: range.origin.with(.derived))
      }
    case .filter:
      return { frame throws(EvaluationError) in
        var values: [Value] = []
        let range = try loop.run(frame) { _, value throws(EvaluationError) in values.append(value) }
        return Value(.list(values), origin: range.origin)
      }
    case .map, .transformList: return transformList(loop)
    case .transformMap, .transformMapEntry:
      return transformMap(loop, takesEntries: comprehension.operation == .transformMapEntry)
    }
  }

  private func transformList(_ loop: Loop) -> Step {
    guard let result = loop.result else { return failure("macro has no result", at: loop.place) }
    return { frame throws(EvaluationError) in
      var values: [Value] = []
      var taint = Value(.null)
      let range = try loop.run(frame) { _, _ throws(EvaluationError) in
        let value = try result(frame)
        taint = taint.tainted(by: value)
        values.append(value)
      }
      return Value(.list(values), origin: range.origin.with(.derived)).tainted(by: taint)
    }
  }

  private func transformMap(_ loop: Loop, takesEntries: Bool) -> Step {
    guard let result = loop.result else { return failure("macro has no result", at: loop.place) }
    let place = loop.place
    return { frame throws(EvaluationError) in
      var map = ValueMap()
      var taint = Value(.null)
      let range = try loop.run(frame) { key, _ throws(EvaluationError) in
        let value = try result(frame)
        taint = taint.tainted(by: value)
        guard takesEntries else { return try map.add(key, value, at: place) }
        guard case .map(let entries) = value.payload else {
          throw EvaluationError.noSuchOverload.located(at: place)
        }
        for entry in entries.entries { try map.add(entry.key, entry.value, at: place) }
      }
      return Value(.map(map), origin: range.origin.with(.derived)).tainted(by: taint)
    }
  }

  /// `all` and `exists` absorb errors like `&&` and `||`.
  private func quantifier(_ loop: Loop, stopsAt decisive: Bool) -> Step {
    guard let condition = loop.condition else {
      return failure("macro has no condition", at: loop.place)
    }
    return { frame throws(EvaluationError) in
      let range = try loop.range(frame)
      var failure: EvaluationError?
      var result = Value(.bool(!decisive), origin: range.origin.with(.derived))
      for (key, value) in try loop.elements(of: range) {
        try loop.enter(frame, key, value, range)
        do throws(EvaluationError) {
          let held = try condition(frame)
          guard case .bool(let bool) = held.payload else {
            throw EvaluationError.noSuchOverload.located(at: loop.conditionPlace)
          }
          result = result.tainted(by: held)
          if bool == decisive { return Value(.bool(decisive), origin: result.origin) }
        } catch {
          failure = failure ?? error
        }
      }
      if let failure { throw failure }
      if range.origin.flags.contains(.open) { throw EvaluationError.unknown }
      return result
    }
  }
}

/// What every iterating macro shares: its range, its variables and its condition.
struct Loop: Sendable {
  let range: Step
  let place: Range<Int>
  let first: Int
  let second: Int?
  let condition: Step?
  let conditionPlace: Range<Int>
  let result: Step?

  /// Index and element of a list, key and value of a map.
  func elements(of value: Value) throws(EvaluationError) -> [(key: Value, value: Value)] {
    switch value.payload {
    case .list(let list):
      return list.enumerated().map { (Value(.int(Int64($0))), $1.tainted(by: value)) }
    case .map(let map):
      return map.entries.map { ($0.key.tainted(by: value), $0.value.tainted(by: value)) }
    default: throw EvaluationError("cannot iterate over this value", at: place)
    }
  }

  func enter(_ frame: Frame, _ key: Value, _ value: Value, _ range: Value) throws(EvaluationError) {
    try frame.spend()
    guard let second else {
      if case .map = range.payload { frame[first] = key } else { frame[first] = value }
      return
    }
    frame[first] = key
    frame[second] = value
  }

  /// Calls `body` for every element that meets the condition; returns the range, tainted by every
  /// condition, because which elements remain tells what the conditions were.
  func run(
    _ frame: Frame, _ body: (Value, Value) throws(EvaluationError) -> Void
  ) throws(EvaluationError) -> Value {
    var range = try self.range(frame)
    for (key, value) in try elements(of: range) {
      try enter(frame, key, value, range)
      if let condition {
        let held = try condition(frame)
        guard case .bool(let bool) = held.payload else {
          throw EvaluationError.noSuchOverload.located(at: conditionPlace)
        }
        range = range.tainted(by: held)
        guard bool else { continue }
      }
      if case .map = range.payload, second == nil {
        try body(key, key)
      } else {
        try body(key, value)
      }
    }
    return range
  }
}
