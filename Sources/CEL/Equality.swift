/// Equality and order across types (cel-spec `langdef`, "Equality", "Ordering", "Numbers").
extension Payload {
  /// Values of different types are unequal, never an error.
  package static func equal(_ left: Payload, _ right: Payload) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.string(let a), .string(let b)): sameText(a, b)
    case (.bytes(let a), .bytes(let b)): a == b
    case (.timestamp(let a), .timestamp(let b)): a == b
    case (.duration(let a), .duration(let b)): a == b
    case (.type(let a), .type(let b)): a.runtimeName == b.runtimeName
    case (.list(let a), .list(let b)): equalLists(a, b)
    case (.map(let a), .map(let b)): equalMaps(a, b)
    case (.optional(let a), .optional(let b)): equalOptionals(a, b)
    case (.record(let a), .record(let b)):
      a.typeName == b.typeName && sameText(a.identity, b.identity)
    default: compareNumbers(left, right) == .same
    }
  }

  private static func equalLists(_ left: [Value], _ right: [Value]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { equal($0.payload, $1.payload) }
  }

  private static func equalMaps(_ left: ValueMap, _ right: ValueMap) -> Bool {
    left.count == right.count
      && left.entries.allSatisfy { entry in
        right[entry.key.payload].map { equal($0.payload, entry.value.payload) } ?? false
      }
  }

  private static func equalOptionals(_ left: Boxed?, _ right: Boxed?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let a?, let b?): equal(a.value.payload, b.value.payload)
    default: false
    }
  }

  enum Order { case before, same, after, none }

  /// Nil when the two types have no order.
  static func order(_ left: Payload, _ right: Payload) -> Order? {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): a == b ? .same : (b ? .before : .after)
    case (.string(let a), .string(let b)):
      sameText(a, b) ? .same : (textPrecedes(a, b) ? .before : .after)
    case (.bytes(let a), .bytes(let b)):
      a == b ? .same : (a.lexicographicallyPrecedes(b) ? .before : .after)
    case (.timestamp(let a), .timestamp(let b)): a == b ? .same : (a < b ? .before : .after)
    case (.duration(let a), .duration(let b)): a == b ? .same : (a < b ? .before : .after)
    default: compareNumbers(left, right)
    }
  }

  /// Range first, then as doubles: the suite fixes this lossy comparison.
  private static func compareNumbers(_ left: Payload, _ right: Payload) -> Order? {
    switch (left, right) {
    case (.int(let a), .int(let b)): ordered(a, b)
    case (.uint(let a), .uint(let b)): ordered(a, b)
    case (.double(let a), .double(let b)): ordered(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? .before : ordered(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? .after : ordered(a, UInt64(b))
    case (.int(let a), .double(let b)): ordered(Double(a), b)
    case (.double(let a), .int(let b)): ordered(a, Double(b))
    case (.uint(let a), .double(let b)): ordered(Double(a), b)
    case (.double(let a), .uint(let b)): ordered(a, Double(b))
    default: nil
    }
  }

  private static func ordered<T: Comparable>(_ left: T, _ right: T) -> Order {
    if left < right { return .before }
    if left > right { return .after }
    return left == right ? .same : .none
  }
}
