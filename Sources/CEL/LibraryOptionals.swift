/// Optional values (cel-go `cel/library.go`, OptionalTypes). `or` and `orValue` are compiled
/// natively, because their right side is lazy; their rows here serve the checker.
extension Library {
  static let optionals: [Overload] = [
    .selector(
      "optional.of", isMember: false, [a], .optional(a), "A present value.",
      "optional.of(1).hasValue()"
    ) { $0[0].wrapped },
    .function("optional.none", [], .optional(a), "An absent value.", "!optional.none().hasValue()")
    { _ in .optional(nil) },
    .selector(
      "optional.ofNonZeroValue", isMember: false, [a], .optional(a),
      "Absent for zero, empty and null.", "!optional.ofNonZeroValue('').hasValue()"
    ) {
      isZero($0[0].payload) ? Value(.optional(nil), origin: $0[0].origin) : $0[0].wrapped
    },
    .member("hasValue", [.optional(a)], .bool, "True if present.", "optional.of(1).hasValue()") {
      .bool($0[0].optional != nil)
    },
    .selector(
      "value", isMember: true, [.optional(a)], a, "The value; an error if absent.",
      "optional.of(1).value() == 1"
    ) { arguments throws(EvaluationError) in
      guard let boxed = arguments[0].optional else {
        throw EvaluationError("optional has no value")
      }
      return boxed.value
    },
    .selector(
      "or", isMember: true, [.optional(a), .optional(a)], .optional(a),
      "The first that is present.", "optional.none().or(optional.of(1)).value() == 1"
    ) {
      $0[0].optional != nil ? $0[0] : $0[1]
    },
    .selector(
      "orValue", isMember: true, [.optional(a), a], a, "The value or another.",
      "optional.none().orValue(1) == 1"
    ) {
      $0[0].optional?.value ?? $0[1]
    },
    .function(
      "optional.unwrap", [.list(.optional(a))], .list(a), "The present values.",
      "optional.unwrap([optional.of(1), optional.none()]) == [1]"
    ) { unwrapped($0[0]) },
    .member(
      "unwrapOpt", [.list(.optional(a))], .list(a), "The present values.",
      "[optional.of(1)].unwrapOpt() == [1]"
    ) { unwrapped($0[0]) },
  ]

  private static func unwrapped(_ list: Value) -> Payload {
    .list(list.list.compactMap { $0.optional?.value })
  }

  private static func isZero(_ payload: Payload) -> Bool {
    switch payload {
    case .null: true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let value): value.isEmpty
    case .bytes(let value): value.isEmpty
    case .list(let value): value.isEmpty
    case .map(let value): value.count == 0
    case .duration(let value): value == 0
    case .timestamp(let value): value == Timestamp.epoch
    case .optional(let value): value == nil
    case .type, .record: false
    }
  }
}
