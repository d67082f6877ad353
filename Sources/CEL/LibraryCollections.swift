/// Sizes, the `lists` extension (cel-go `ext/lists.go`, version 3), Kubernetes' list functions
/// and `sets`.
extension Library {
  static let collections: [Overload] = sizes + shaping + ordered

  private static let outOfRange = EvaluationError("index is out of range")

  private static let sizes: [Overload] = [
    (Type.string, "'abc'", "3"), (.bytes, "b'abc'", "3"), (.list(a), "[1]", "1"),
    (.map(a, b), "{'a': 1}", "1"),
  ].flatMap { type, sample, count in
    [
      Overload.function("size", [type], .int, "How many.", "size(\(sample)) == \(count)") {
        size($0[0].payload)
      },
      Overload.member("size", [type], .int, "How many.", "\(sample).size() == \(count)") {
        size($0[0].payload)
      },
    ]
  }

  private static func size(_ payload: Payload) -> Payload {
    switch payload {
    case .string(let text): .int(Int64(text.unicodeScalars.count))
    case .bytes(let bytes): .int(Int64(bytes.count))
    case .list(let list): .int(Int64(list.count))
    case .map(let map): .int(Int64(map.count))
    default: .int(0)
    }
  }

  private static let shaping: [Overload] = [
    .member(
      "distinct", [.list(a)], .list(a), "Without repetitions.", "[1, 2, 1].distinct() == [1, 2]"
    ) {
      .list(distinct($0[0].list))
    },
    .member(
      "flatten", [.list(.list(a))], .list(a), "One level less.", "[[1], [2]].flatten() == [1, 2]"
    ) {
      .list(flattened($0[0].list, depth: 1))
    },
    .member(
      "flatten", [.list(.dyn), .int], .list(.dyn), "So many levels less.",
      "[[[1]]].flatten(2) == [1]"
    ) { arguments throws(EvaluationError) in
      guard arguments[1].int >= 0 else { throw outOfRange }
      return .list(flattened(arguments[0].list, depth: arguments[1].int))
    },
    .function(
      "lists.range", [.int], .list(.int), "0 up to, without, the number.",
      "lists.range(2) == [0, 1]"
    ) { arguments throws(EvaluationError) in
      guard arguments[0].int <= 1_000_000 else { throw outOfRange }
      return .list((0..<max(0, arguments[0].int)).map { Value(.int($0)) })
    },
    .member("reverse", [.list(a)], .list(a), "Backwards.", "[1, 2].reverse() == [2, 1]") {
      .list($0[0].list.reversed())
    },
    .member(
      "slice", [.list(a), .int, .int], .list(a), "From there up to, without, the end.",
      "[1, 2, 3].slice(1, 2) == [2]"
    ) { arguments throws(EvaluationError) in
      let list = arguments[0].list
      let (start, end) = (arguments[1].int, arguments[2].int)
      guard start >= 0, end <= Int64(list.count), start <= end else { throw outOfRange }
      return .list(Array(list[Int(start)..<Int(end)]))
    },
    .selector(
      "first", isMember: true, [.list(a)], .optional(a), "The first, if there.",
      "[1].first().value() == 1"
    ) {
      end($0[0].list.first, of: $0[0])
    },
    .selector(
      "last", isMember: true, [.list(a)], .optional(a), "The last, if there.",
      "[1, 2].last().value() == 2"
    ) {
      end($0[0].list.last, of: $0[0])
    },
    .member("indexOf", [.list(a), a], .int, "First position, or -1.", "[1, 2].indexOf(2) == 1") {
      arguments in
      .int(
        Int64(
          arguments[0].list.firstIndex { Payload.equal($0.payload, arguments[1].payload) } ?? -1))
    },
    .member(
      "lastIndexOf", [.list(a), a], .int, "Last position, or -1.", "[2, 2].lastIndexOf(2) == 1"
    ) { arguments in
      .int(
        Int64(arguments[0].list.lastIndex { Payload.equal($0.payload, arguments[1].payload) } ?? -1)
      )
    },
  ]

  private static let ordered: [Overload] = [
    .member("sort", [.list(a)], .list(a), "In ascending order.", "[2, 1].sort() == [1, 2]") {
      arguments throws(EvaluationError) in
      .list(try sorted(arguments[0].list))
    },
    .member("isSorted", [.list(a)], .bool, "True if ascending.", "[1, 2].isSorted()") {
      arguments throws(EvaluationError) in
      let list = arguments[0].list
      for (left, right) in zip(list, list.dropFirst()) {
        if try order(left, right) == .after { return .bool(false) }
      }
      return .bool(true)
    },
    .selector("min", isMember: true, [.list(a)], a, "The least.", "[2, 1].min() == 1") {
      arguments throws(EvaluationError) in
      guard let least = try sorted(arguments[0].list).first else { throw outOfRange }
      return least
    },
    .selector("max", isMember: true, [.list(a)], a, "The greatest.", "[2, 1].max() == 2") {
      arguments throws(EvaluationError) in
      guard let greatest = try sorted(arguments[0].list).last else { throw outOfRange }
      return greatest
    },
    .member("sum", [.list(.int)], .int, "The sum.", "[1, 2].sum() == 3") {
      arguments throws(EvaluationError) in
      var sum: Int64 = 0
      for value in arguments[0].list {
        let (next, didOverflow) = sum.addingReportingOverflow(value.int)
        guard !didOverflow else { throw EvaluationError("integer overflow") }
        sum = next
      }
      return .int(sum)
    },
  ]

  private static func distinct(_ list: [Value]) -> [Value] {
    var result: [Value] = []
    for value in list where !result.contains(where: { Payload.equal($0.payload, value.payload) }) {
      result.append(value)
    }
    return result
  }

  private static func flattened(_ list: [Value], depth: Int64) -> [Value] {
    guard depth > 0 else { return list }
    return list.flatMap { value in
      if case .list(let inner) = value.payload {
        flattened(inner, depth: depth - 1)
      } else {
        [value]
      }
    }
  }

  private static func end(_ value: Value?, of list: Value) -> Value {
    value?.wrapped ?? Value(.optional(nil), origin: list.origin.with(.absent))
  }

  private static func order(_ left: Value, _ right: Value) throws(EvaluationError) -> Payload.Order
  {
    guard let order = Payload.order(left.payload, right.payload) else { throw .noSuchOverload }
    return order
  }

  /// A stable merge sort, because the comparison may fail.
  private static func sorted(_ list: [Value]) throws(EvaluationError) -> [Value] {
    guard list.count > 1 else { return list }
    var left = try sorted(Array(list[..<(list.count / 2)]))[...]
    var right = try sorted(Array(list[(list.count / 2)...]))[...]
    var result: [Value] = []
    while let first = left.first, let second = right.first {
      if try order(first, second) == .after {
        result.append(second)
        right.removeFirst()
      } else {
        result.append(first)
        left.removeFirst()
      }
    }
    return result + left + right
  }

  static let sets: [Overload] = [
    .function(
      "sets.contains", [.list(a), .list(a)], .bool, "True if the first holds all of the second.",
      "sets.contains([1, 2], [2])"
    ) {
      .bool(holds($0[0].list, all: $0[1].list))
    },
    .function(
      "sets.equivalent", [.list(a), .list(a)], .bool, "True if both hold the same.",
      "sets.equivalent([1, 1], [1])"
    ) {
      .bool(holds($0[0].list, all: $0[1].list) && holds($0[1].list, all: $0[0].list))
    },
    .function(
      "sets.intersects", [.list(a), .list(a)], .bool, "True if both hold something.",
      "sets.intersects([1, 2], [2, 3])"
    ) { arguments in
      .bool(arguments[1].list.contains { holds(arguments[0].list, all: [$0]) })
    },
  ]

  private static func holds(_ list: [Value], all parts: [Value]) -> Bool {
    parts.allSatisfy { part in list.contains { Payload.equal($0.payload, part.payload) } }
  }
}
