import CEL
import Testing

/// Expressions that strangers wrote end with a message, whatever they are.
@Suite struct LimitTests {
  private static let environment = Environment(
    variables: [.init(name: "a", type: .dyn), .init(name: "t", type: .bool)])

  private static func chain(_ part: String, count: Int = 10_000) -> String {
    String(repeating: part, count: count)
  }

  private func value(_ text: String) throws -> Payload {
    let program = try Program.compile(text, in: Self.environment)
    let frame = Frame(slotCount: program.slotCount)
    frame[0] = Value(.string("x"))
    frame[1] = Value(.bool(true))
    return try program.evaluate(frame).payload
  }

  @Test(arguments: [
    "1" + chain("-1"), "1" + chain("*1"), "1" + chain("==1"), "a" + chain(".f"),
    "a" + chain(".f()"), "a" + chain("[0]"), chain("!") + "t", chain("-") + "a",
    chain("t?1:") + "1", chain("[") + chain("]"), chain("{1:") + "1" + chain("}"),
    "a" + chain(".map(x,x)"), "a" + chain(".?f"), chain("a.map(x,") + "1" + chain(")"),
    chain("cel.bind(x,1,", count: 5_000) + "1" + chain(")", count: 5_000),
  ])
  func treesThatAreTooDeepAreRefused(_ text: String) {
    let failure = #expect(throws: CompilationFailure.self) { try value(text) }
    #expect(failure?.issues.map(\.message) == ["expression nests deeper than 250"])
  }

  @Test func whatIsWideIsNoDeeperForIt() throws {
    for text in [
      "t" + Self.chain("&&t"), "t" + Self.chain("||t"),
      "1" + Self.chain("+1", count: 200) + "==201",
      "[" + Self.chain("1,") + "].size()==10000", "t" + Self.chain("&&[]==[]", count: 5_000),
    ] {
      #expect(Payload.equal(try value(text), .bool(true)))
    }
  }

  private static func doubled(_ first: String, _ step: String, times: Int, _ last: String) -> String
  {
    let names = (0...times).map { "v\($0)" }
    var text = "cel.bind(v0, \(first), "
    for (old, new) in zip(names, names.dropFirst()) {
      text += "cel.bind(\(new), \(step.replacing("$", with: old)), "
    }
    return text + last.replacing("$", with: names[times]) + Self.chain(")", count: times + 1)
  }

  @Test(arguments: [
    doubled("'xxxxxxxxxx'", "$.replace('x', 'xxxxxxxxxx')", times: 12, "$.size()"),
    doubled("'x'", "$ + $", times: 40, "$.size()"),
    doubled("b'x'", "$ + $", times: 40, "$.size()"),
    doubled("[1]", "$ + $", times: 40, "$.size()"),
    doubled("['x']", "[$.join(), $.join()]", times: 40, "$.size()"),
    doubled("'x'", "'%s%s'.format([$, $])", times: 40, "$.size()"),
    doubled("[1]", "[$, $]", times: 40, "$ == $"),
    doubled("[1]", "[$, $]", times: 40, "'%s'.format([$])"),
    doubled("[1]", "[$, $]", times: 40, "$ in [$]"),
    doubled("{1: 1}", "{1: $, 2: $}", times: 40, "$ == $"),
    "lists.range(1000000).map(x, lists.range(1000000))",
    "lists.range(1000000).all(x, 'x'.matches('(a{1000}){' + '19}'))",
    "lists.range(1000000).all(x, 'x'.matches('(a{1000}){' + '99}'))",
    "lists.range(1000).map(x, lists.range(100000).map(y, 'x'))",
  ])
  func whatAnOperationMakesIsPaidFor(_ text: String) {
    let error = #expect(throws: EvaluationError.self) { try value(text) }
    #expect(error?.message == "evaluation takes too many steps")
  }

  @Test func sharedValuesDoNotGrowTheirTypes() throws {
    let text = Self.doubled("{1: 1}", "{$: $}", times: 60, "$.size() == 1")
    #expect(throws: EvaluationError.self) { try value(text) }
  }

  @Test func patternsThatRepeatNothingEnd() {
    #expect(throws: Issue.self) { try LinearRegex("((((){1000}){1000}){1000}){1000}") }
  }
}
