/// What reading and making whole values costs: a call that copies a text is not one step, whatever
/// its length, or a few calls that each double it would fill the memory.
extension Frame {
  /// Bytes or elements that one step pays for.
  private static let unit = 10

  /// Pays for a value that is read from one end to the other.
  package func spend(reading value: Value) throws(EvaluationError) {
    let limit = affordable
    guard limit > 0 else { return try spend() }
    try spend(value.payload.size(limit: limit) / Self.unit)
  }

  /// Pays for what a call has made: an element takes the room of several bytes.
  func spend(making payload: Payload) throws(EvaluationError) {
    switch payload {
    case .string(let text): try spend(text.utf8.count / Self.unit)
    case .bytes(let bytes): try spend(bytes.count / Self.unit)
    case .list(let list): try spend(list.count)
    case .map(let map): try spend(map.count)
    default: break
    }
  }

  /// More bytes than the budget pays for.
  private var affordable: Int {
    max(0, min(budget, Self.defaultBudget) + 1) * Self.unit
  }
}

extension Payload {
  /// Bytes and elements of the value, counted until there are more than `limit`. What stands in it
  /// twice counts twice, for whoever reads it reads it twice.
  fileprivate func size(limit: Int) -> Int {
    switch self {
    case .string(let text): return text.utf8.count
    case .bytes(let bytes): return bytes.count
    case .list(let list):
      var total = list.count
      for value in list where total <= limit { total += value.payload.size(limit: limit - total) }
      return total
    case .map(let map):
      var total = map.count
      for entry in map.entries where total <= limit {
        total += entry.key.payload.size(limit: limit - total)
        total += entry.value.payload.size(limit: limit - total)
      }
      return total
    case .optional(let boxed): return 1 + (boxed?.value.payload.size(limit: limit) ?? 0)
    default: return 1
    }
  }
}

extension Overload {
  /// Functions that look at no more than one element of their arguments.
  private static let constantTime: Set<String> = [
    "size", "type", "dyn", "_[_]", "_[?_]", "hasValue", "value", "or", "orValue", "first", "last",
    "optional.of", "optional.none",
  ]

  /// Whether the time that the function takes grows with its arguments.
  static func readsArguments(_ name: String, _ parameters: [Type]) -> Bool {
    if name == "@in", case .map = parameters[1] { return false }
    return !constantTime.contains(name)
  }
}
