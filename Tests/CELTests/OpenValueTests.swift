import CEL
import Testing

/// Values that may have more members than are known: what is missing is neither there nor not.
@Suite struct OpenValueTests {
  private final class Object: Record {
    static let type = MessageType(
      name: "Object", doc: "",
      fields: [
        .init(name: "labels", type: .map(.string, .string), doc: ""),
        .init(name: "keys", type: .list(.string), doc: ""),
        .init(name: "type", type: .string, doc: ""),
      ])
    var typeName: String { "Object" }
    var origin: Origin { Origin() }
    var identity: String { "object" }
    func has(_ field: Int) -> Bool { field < 2 }
    func value(of field: Int) -> Value {
      let open = Origin(flags: .open)
      if field == 0 {
        var labels = ValueMap()
        _ = labels.insert(Value(.string("a")), Value(.string("1")))
        return Value(.map(labels), origin: open)
      }
      if field == 1 { return Value(.list([Value(.string("k"))]), origin: open) }
      return Value(.string(""), origin: Origin(flags: [.open, .absent]))
    }
  }

  private func evaluate(_ text: String) throws -> Payload {
    let environment = Environment(
      variables: [.init(name: "o", type: .message("Object"))], messages: ["Object": Object.type])
    let program = try Program.compile(text, in: environment)
    let frame = Frame(slotCount: program.slotCount)
    frame[0] = Value(.record(Object()))
    return try program.evaluate(frame).payload
  }

  @Test(arguments: [
    "'b' in o.labels", "o.labels['b'] == '1'", "o.labels[?'b'].hasValue()",
    "o.labels.?b.hasValue()", "has(o.labels.b)", "o.labels.b == '1'", "'x' in o.keys",
    "o.keys.size() == 1", "size(o.labels) == 1", "o.keys.exists(k, k == 'x')",
    "o.labels.all(k, k == 'a')", "o.keys.filter(k, k == 'x').size() == 0", "o.type == ''",
    "has(o.type)", "o.?type.hasValue()", "!('b' in o.labels)", "false || 'b' in o.labels",
    "true && has(o.type)",
  ])
  func whatIsMissingIsUnknown(_ text: String) throws {
    let error = #expect(throws: EvaluationError.self) { try evaluate(text) }
    #expect(error?.isUnknown == true)
  }

  @Test(arguments: [
    "'a' in o.labels", "o.labels['a'] == '1'", "o.labels[?'a'].hasValue()", "has(o.labels.a)",
    "'k' in o.keys", "o.keys.exists(k, k == 'k')", "!o.labels.all(k, k == 'b')",
    "o.keys[0] == 'k'", "'a' in o.labels || has(o.type)", "!('b' in o.labels && false)",
  ])
  func whatIsThereIsKnown(_ text: String) throws {
    guard case .bool(true) = try evaluate(text) else {
      Issue.record("\(text) is not true")
      return
    }
  }

  @Test func aKeyThatStandsTwiceInAMapCountsOnce() {
    var map = ValueMap()
    #expect(map.insert(Value(.string("a")), Value(.int(1))) == true)
    #expect(map.insert(Value(.string("a")), Value(.int(2))) == false)
    #expect(map.count == 1)
    #expect(map.position(of: .string("a")) == 0)
  }
}
