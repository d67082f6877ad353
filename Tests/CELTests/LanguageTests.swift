import CEL
import Testing

/// Behaviour that rule authors rely on and the public cases do not cover.
@Suite struct LanguageTests {
  private final class Person: Record {
    static let type = MessageType(
      name: "Person", doc: "",
      fields: [
        .init(name: "name", type: .string, doc: ""),
        .init(name: "password", type: .string, doc: ""),
      ])
    var typeName: String { "Person" }
    var origin: Origin { Origin(node: 7) }
    var identity: String { "person" }
    func has(_ field: Int) -> Bool { field == 1 }
    func value(of field: Int) -> Value {
      field == 1
        ? Value(.string("hunter2"), origin: Origin(node: 8, flags: .sensitive))
        : Value(.string(""), origin: Origin(node: 7, flags: .absent))
    }
  }

  private static let environment = Environment(
    variables: [.init(name: "p", type: .message("Person"))], messages: ["Person": Person.type])

  private func evaluate(_ text: String) throws -> Value {
    let program = try Program.compile(text, in: Self.environment)
    let frame = Frame(slotCount: program.slotCount)
    frame[0] = Value(.record(Person()))
    return try program.evaluate(frame)
  }

  @Test(arguments: [
    "p.password + 'x'", "'x' + p.password", "p.password.size()", "size(p.password) + 1",
    "[p.password]", "[p.password][0]", "{'a': p.password}", "{'a': p.password}.a",
    "{p.password: 1}", "[p.password].map(x, x + 'a')",
    "['a', 'b'].filter(x, p.password.contains(x))",
    "p.password.split('')", "p.password.substring(0, 2)", "base64.encode(bytes(p.password))",
    "'%s'.format([p.password])", "p.password.startsWith('h') ? 'yes' : 'no'",
    "string(p.password == 'hunter2')", "cel.bind(x, p.password, x)", "optional.of(p.password)",
    "optional.of(p.password).orValue('')", "p.?password.optMap(x, x)", "p.password.find('h.*')",
    "['h', 'i'].exists(x, p.password.startsWith(x))", "[p.password, 'a'].sort()",
    "[[p.password]].flatten()", "p.password.indexOf('u')", "p.password in ['hunter2']",
    "['a'].transformList(i, v, p.password)", "['a'].transformMap(i, v, p.password)",
    "p.password < 'i'", "lists.range(p.password.size()).size()", "p.password.matches('h.*')",
  ])
  func sensitivitySurvives(_ text: String) throws {
    #expect(try evaluate(text).isSensitive, "\(text)")
  }

  @Test func unsetFieldsReadAsDefaultsAndKeepTheirParentsPlace() throws {
    let value = try evaluate("p.name")
    #expect(Payload.equal(value.payload, .string("")))
    #expect(value.origin.node == 7)
    #expect(value.origin.flags.contains(.absent))
    #expect(Payload.equal(try evaluate("has(p.name)").payload, .bool(false)))
    #expect(Payload.equal(try evaluate("has(p.password)").payload, .bool(true)))
  }

  @Test(arguments: [
    ("p.nmae == ''", "Person has no field 'nmae'; did you mean 'name'?", 2..<6),
    ("p.name > 1", "no matching overload for string > int", 7..<8),
    (
      "p.name.startWith('a')", "undeclared function 'startWith'; did you mean 'startsWith'?", 7..<16
    ),
    ("q.name", "undeclared name 'q'", 0..<1),
    ("p.name.matches('(')", "invalid regular expression: missing ')'", 15..<18),
    ("1 +", "unexpected the end of the expression", 3..<3),
    ("'abc", "string is not closed", 0..<4),
    ("Person{}", "messages cannot be constructed; 'Person {' is not supported", 0..<6),
  ])
  func mistakesArePlaced(_ text: String, _ message: String, _ range: Range<Int>) {
    let failure = #expect(throws: CompilationFailure.self) {
      try Program.compile(text, in: Self.environment)
    }
    let issue = failure?.issues.first
    #expect(issue?.message == message, "\(issue?.message ?? "")")
    #expect(issue?.range == range)
  }

  @Test func everyMistakeIsReported() {
    let failure = #expect(throws: CompilationFailure.self) {
      try Program.compile("p.a == 1 && p.b == 2 && c(3)", in: Self.environment)
    }
    #expect(failure?.issues.count == 3)
  }

  @Test func budgetStopsRunawayExpressions() throws {
    let text = "lists.range(2000).all(x, lists.range(2000).all(y, x + y >= 0))"
    let program = try Program.compile(text, in: Self.environment)
    let error = #expect(throws: EvaluationError.self) {
      try program.evaluate(Frame(slotCount: program.slotCount, budget: 100_000))
    }
    #expect(error?.message == "evaluation takes too many steps")
  }

  @Test func deepNestingIsRefused() {
    let text = String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000)
    #expect(throws: CompilationFailure.self) { try Program.compile(text, in: Self.environment) }
  }

  @Test(arguments: [
    "'", "\"\"\"", "b'\\", "`", "a.`", "1e", "0x", "[?", "{?a", "-", "!", "a..b", "..", "\u{0}",
  ])
  func brokenTextIsRefused(_ text: String) {
    #expect(throws: CompilationFailure.self) { try Program.compile(text, in: Self.environment) }
  }
}

/// The regular expression engine against RE2's rules.
@Suite struct RegexTests {
  @Test(arguments: [
    ("a*b", "aaab", true), ("^a|b$", "cb", true), ("^(ab)+$", "ababa", false),
    ("(?i)É", "é", true), ("[[:alpha:]]+", "123", false), ("\\bfoo\\b", "a foo b", true),
    ("\\Ba", "ba", true), ("\\p{Greek}", "α", true), ("\\P{L}", "a1", true),
    ("[^a-c]", "abc", false),
    ("a{2,3}$", "caaa", true), ("^a{2,3}$", "aaaa", false), ("\\Qa.b\\E", "a.b", true),
    ("\\Qa.b\\E", "axb", false), ("(?s)a.b", "a\nb", true), ("a.b", "a\nb", false),
    ("(?m)^b$", "a\nb", true), ("\\x41\\x{42}", "AB", true), ("x{,2}", "x{,2}", true),
    ("(?P<n>a)(?:b)", "ab", true), ("[]a]", "]", true), ("[a\\d-]", "-", true), ("", "", true),
    // What must stand in a text is looked for first.
    ("ab(c|d)", "xabd", true), ("ab(c|d)ef", "abcxef", false), ("(?i)ab.c", "xABxC", true),
    ("a(?i)b", "aB", true), ("ab*c", "ac", true), ("ab?cd", "acd", true), ("a{0}bc", "bc", true),
    ("x(ab|)y", "xy", true), ("^ab\\bc", "abc", false), ("a\\.yaml$", "b/a.yaml", true),
    ("é[xy]z", "éyz", true),
  ])
  func matches(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try LinearRegex(pattern).matches(text) == expected, "\(pattern) on \(text)")
  }

  @Test(arguments: [
    "(", ")", "a**", "[a", "\\", "a{2,1}", "(?=a)", "\\1", "[b-a]", "\\p{Nope}", "a{1001}", "(?<n",
  ])
  func refuses(_ pattern: String) {
    #expect(throws: Issue.self) { try LinearRegex(pattern) }
  }

  /// A backtracking engine would need 2^40 steps.
  @Test func timeIsLinear() throws {
    let regex = try LinearRegex("^(a|a)*(a|a)*(a|a)*$")
    #expect(!regex.matches(String(repeating: "a", count: 2_000) + "b"))
    #expect(throws: Issue.self) { try LinearRegex("((((a{99}){99}){99}){99})") }
  }
}
