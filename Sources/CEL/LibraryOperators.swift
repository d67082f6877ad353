/// Arithmetic, comparison, membership and indexing (cel-spec `langdef`, "List of Standard
/// Definitions"). `&&`, `||` and `?:` are compiled natively: they absorb errors.
extension Library {
  static let operators: [Overload] =
    equality + ordering + integerArithmetic + unsignedArithmetic + doubleArithmetic
    + concatenation + timeArithmetic + membership + indexing + [
      .function("!_", [.bool], .bool, "Negates.", "!false") { arguments in
        .bool(!arguments[0].bool)
      }
    ]

  private static let equality: [Overload] = [
    .function("_==_", [a, a], .bool, "True for equal values.", "1 == 1") { arguments in
      .bool(Payload.equal(arguments[0].payload, arguments[1].payload))
    },
    .function("_!=_", [a, a], .bool, "True for unequal values.", "1 != 2") { arguments in
      .bool(!Payload.equal(arguments[0].payload, arguments[1].payload))
    },
  ]

  private static let ordering: [Overload] = {
    let samples: [(Type, String, String)] = [
      (.bool, "false", "true"), (.int, "1", "2"), (.uint, "1u", "2u"), (.double, "1.0", "2.0"),
      (.string, "'a'", "'b'"), (.bytes, "b'a'", "b'b'"),
      (.timestamp, "timestamp(1)", "timestamp(2)"),
      (.duration, "duration('1s')", "duration('2s')"),
    ]
    var pairs = samples.map { ($0.0, $0.0, $0.1, $0.2) }
    let numbers = samples[1...3]
    for left in numbers {
      for right in numbers where left.0 != right.0 {
        pairs.append((left.0, right.0, left.1, right.2))
      }
    }
    return pairs.flatMap { left, right, low, high in
      [
        comparison("_<_", left, right, "\(low) < \(high)") { $0 == .before },
        comparison("_<=_", left, right, "\(low) <= \(high)") { $0 == .before || $0 == .same },
        comparison("_>_", left, right, "!(\(low) > \(high))") { $0 == .after },
        comparison("_>=_", left, right, "!(\(low) >= \(high))") { $0 == .after || $0 == .same },
      ]
    }
  }()

  private static func comparison(
    _ name: String, _ left: Type, _ right: Type, _ example: String,
    _ holds: @escaping @Sendable (Payload.Order) -> Bool
  ) -> Overload {
    .function(name, [left, right], .bool, "Compares.", example) {
      arguments throws(EvaluationError) in
      guard let order = Payload.order(arguments[0].payload, arguments[1].payload) else {
        throw .noSuchOverload
      }
      return .bool(holds(order))
    }
  }

  private static let overflow = EvaluationError("integer overflow")

  private static func integer(
    _ name: String, _ example: String,
    _ operation: @escaping @Sendable (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) -> Overload {
    .function(name, [.int, .int], .int, "Integer arithmetic.", example) {
      arguments throws(EvaluationError) in
      let (value, didOverflow) = operation(arguments[0].int, arguments[1].int)
      guard !didOverflow else { throw overflow }
      return .int(value)
    }
  }

  private static let integerArithmetic: [Overload] = [
    integer("_+_", "1 + 2 == 3") { $0.addingReportingOverflow($1) },
    integer("_-_", "3 - 2 == 1") { $0.subtractingReportingOverflow($1) },
    integer("_*_", "3 * 2 == 6") { $0.multipliedReportingOverflow(by: $1) },
    .function("_/_", [.int, .int], .int, "Truncating division.", "7 / 2 == 3") {
      arguments throws(EvaluationError) in
      guard arguments[1].int != 0 else { throw EvaluationError("division by zero") }
      let (value, didOverflow) = arguments[0].int.dividedReportingOverflow(by: arguments[1].int)
      guard !didOverflow else { throw overflow }
      return .int(value)
    },
    .function("_%_", [.int, .int], .int, "Remainder.", "7 % 2 == 1") {
      arguments throws(EvaluationError) in
      guard arguments[1].int != 0 else { throw EvaluationError("modulus by zero") }
      let (value, didOverflow) =
        arguments[0].int.remainderReportingOverflow(dividingBy: arguments[1].int)
      guard !didOverflow else { throw overflow }
      return .int(value)
    },
    .function("-_", [.int], .int, "Changes the sign.", "-(1) == -1") {
      arguments throws(EvaluationError) in
      guard arguments[0].int != .min else { throw overflow }
      return .int(-arguments[0].int)
    },
  ]

  private static func unsigned(
    _ name: String, _ example: String,
    _ operation: @escaping @Sendable (UInt64, UInt64) -> (partialValue: UInt64, overflow: Bool)
  ) -> Overload {
    .function(name, [.uint, .uint], .uint, "Unsigned arithmetic.", example) {
      arguments throws(EvaluationError) in
      let (value, didOverflow) = operation(arguments[0].uint, arguments[1].uint)
      guard !didOverflow else { throw overflow }
      return .uint(value)
    }
  }

  private static let unsignedArithmetic: [Overload] = [
    unsigned("_+_", "1u + 2u == 3u") { $0.addingReportingOverflow($1) },
    unsigned("_-_", "3u - 2u == 1u") { $0.subtractingReportingOverflow($1) },
    unsigned("_*_", "3u * 2u == 6u") { $0.multipliedReportingOverflow(by: $1) },
    unsigned("_/_", "7u / 2u == 3u") { $0.dividedReportingOverflow(by: $1) },
    unsigned("_%_", "7u % 2u == 1u") { $0.remainderReportingOverflow(dividingBy: $1) },
  ]

  private static func floating(
    _ name: String, _ example: String, _ operation: @escaping @Sendable (Double, Double) -> Double
  ) -> Overload {
    .function(name, [.double, .double], .double, "Floating-point arithmetic.", example) {
      arguments in
      .double(operation(arguments[0].double, arguments[1].double))
    }
  }

  private static let doubleArithmetic: [Overload] = [
    floating("_+_", "1.5 + 1.0 == 2.5", +),
    floating("_-_", "1.5 - 1.0 == 0.5", -),
    floating("_*_", "1.5 * 2.0 == 3.0", *),
    floating("_/_", "3.0 / 2.0 == 1.5", /),
    .function("-_", [.double], .double, "Changes the sign.", "-(1.5) == -1.5") { arguments in
      .double(-arguments[0].double)
    },
  ]

  private static let concatenation: [Overload] = [
    .function("_+_", [.string, .string], .string, "Joins.", "'a' + 'b' == 'ab'") { arguments in
      .string(arguments[0].string + arguments[1].string)
    },
    .function("_+_", [.bytes, .bytes], .bytes, "Joins.", "b'a' + b'b' == b'ab'") { arguments in
      .bytes(arguments[0].bytes + arguments[1].bytes)
    },
    .function("_+_", [.list(a), .list(a)], .list(a), "Joins.", "[1] + [2] == [1, 2]") { arguments in
      .list(arguments[0].list + arguments[1].list)
    },
  ]

  private static let outOfRange = EvaluationError("time is out of range")

  private static let timeArithmetic: [Overload] = [
    .function(
      "_+_", [.timestamp, .duration], .timestamp, "A later time.",
      "timestamp(0) + duration('1s') == timestamp(1)"
    ) { arguments throws(EvaluationError) in try moved(arguments[0], by: arguments[1].duration) },
    .function(
      "_+_", [.duration, .timestamp], .timestamp, "A later time.",
      "duration('1s') + timestamp(0) == timestamp(1)"
    ) { arguments throws(EvaluationError) in try moved(arguments[1], by: arguments[0].duration) },
    .function(
      "_+_", [.duration, .duration], .duration, "The sum.",
      "duration('1s') + duration('1s') == duration('2s')"
    ) { arguments throws(EvaluationError) in
      try bounded(arguments[0].duration.addingReportingOverflow(arguments[1].duration))
    },
    .function(
      "_-_", [.timestamp, .duration], .timestamp, "An earlier time.",
      "timestamp(1) - duration('1s') == timestamp(0)"
    ) { arguments throws(EvaluationError) in
      let (negated, didOverflow) = (0 as Int64).subtractingReportingOverflow(arguments[1].duration)
      guard !didOverflow else { throw outOfRange }
      return try moved(arguments[0], by: negated)
    },
    .function(
      "_-_", [.timestamp, .timestamp], .duration, "The time between.",
      "timestamp(2) - timestamp(1) == duration('1s')"
    ) { arguments throws(EvaluationError) in
      guard let distance = arguments[0].timestamp.distance(from: arguments[1].timestamp) else {
        throw outOfRange
      }
      return .duration(distance)
    },
    .function(
      "_-_", [.duration, .duration], .duration, "The difference.",
      "duration('3s') - duration('1s') == duration('2s')"
    ) { arguments throws(EvaluationError) in
      try bounded(arguments[0].duration.subtractingReportingOverflow(arguments[1].duration))
    },
  ]

  private static func moved(_ time: Value, by nanoseconds: Int64) throws(EvaluationError) -> Payload
  {
    guard let moved = time.timestamp.adding(nanoseconds) else { throw outOfRange }
    return .timestamp(moved)
  }

  private static func bounded(
    _ result: (partialValue: Int64, overflow: Bool)
  ) throws(EvaluationError) -> Payload {
    guard !result.overflow else { throw outOfRange }
    return .duration(result.partialValue)
  }

  private static let membership: [Overload] = [
    .function("@in", [a, .list(a)], .bool, "True if the list holds it.", "1 in [1, 2]") {
      arguments in
      .bool(arguments[1].list.contains { Payload.equal($0.payload, arguments[0].payload) })
    },
    .function("@in", [a, .map(a, b)], .bool, "True if it is a key.", "'a' in {'a': 1}") {
      arguments in
      .bool(arguments[1].map[arguments[0].payload] != nil)
    },
  ]

  private static let indexing: [Overload] =
    [
      .selector("_[_]", isMember: false, [.list(a), .int], a, "An element.", "[7][0] == 7") {
        arguments throws(EvaluationError) in
        guard let position = listIndex(arguments[1].payload),
          arguments[0].list.indices.contains(position)
        else { throw EvaluationError("index is out of range") }
        return arguments[0].list[position]
      },
      .selector(
        "_[_]", isMember: false, [.map(a, b), a], b, "A value by key.", "{'a': 1}['a'] == 1"
      ) { arguments throws(EvaluationError) in
        guard let value = arguments[0].map[arguments[1].payload] else {
          throw arguments[0].origin.flags.contains(.open)
            ? EvaluationError.unknown : EvaluationError.noSuchKey
        }
        return value
      },
      .selector(
        "_[?_]", isMember: false, [.list(a), .int], .optional(a), "An element, if there.",
        "[7][?1] == optional.none()"
      ) { arguments in
        let list = arguments[0].list
        guard let position = listIndex(arguments[1].payload), list.indices.contains(position) else {
          return Value(.optional(nil), origin: arguments[0].origin.with(.absent))
        }
        return list[position].wrapped
      },
      .selector(
        "_[?_]", isMember: false, [.map(a, b), a], .optional(b), "A value by key, if there.",
        "{'a': 1}[?'b'] == optional.none()"
      ) { arguments in
        guard let value = arguments[0].map[arguments[1].payload] else {
          return Value(.optional(nil), origin: arguments[0].origin.with(.absent))
        }
        return value.wrapped
      },
    ]
    + ["_[_]", "_[?_]"].flatMap { name in
      [
        .selector(
          name, isMember: false, [.optional(.list(a)), .int], .optional(a),
          "An element of an optional list.",
          "optional.of([7])\(name == "_[_]" ? "[0]" : "[?0]") == optional.of(7)"
        ) { arguments in element(of: arguments[0], arguments[1]) },
        .selector(
          name, isMember: false, [.optional(.map(a, b)), a], .optional(b),
          "A value of an optional map.",
          "optional.of({'a': 1})\(name == "_[_]" ? "['a']" : "[?'a']") == optional.of(1)"
        ) { arguments in element(of: arguments[0], arguments[1]) },
      ]
    }

  private static func element(of optional: Value, _ key: Value) -> Value {
    let absent = Value(.optional(nil), origin: optional.origin.with(.absent))
    switch optional.optional?.value.payload {
    case .list(let list)?:
      guard let position = listIndex(key.payload), list.indices.contains(position) else {
        return absent
      }
      return list[position].wrapped
    case .map(let map)?: return map[key.payload]?.wrapped ?? absent
    default: return absent
    }
  }

  /// A whole number of any numeric type as a list position.
  static func listIndex(_ payload: Payload) -> Int? {
    switch payload {
    case .int(let value): Int(exactly: value)
    case .uint(let value): Int(exactly: value)
    case .double(let value): Int(exactly: value)
    default: nil
    }
  }
}

extension Value {
  /// `optional.of(self)`, at the same place.
  var wrapped: Value { Value(.optional(Boxed(self)), origin: origin) }
}
