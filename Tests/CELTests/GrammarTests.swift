import CEL
import Testing

/// The language's own grammar: precedence, association, literals, macros and errors. It needs no
/// file from elsewhere, so that a broken parser never goes unseen.
@Suite struct GrammarTests {
  private func evaluate(_ text: String) throws -> Value {
    let program = try Program.compile(text, in: Environment(variables: []))
    return try program.evaluate(Frame(slotCount: program.slotCount))
  }

  @Test(arguments: [
    // Each level binds tighter than the one before.
    "(true ? false : true) == false", "true || false && false", "(true || false) && true",
    "false && true || true", "!false && true", "!(false || true) == false", "1 + 2 * 3 == 7",
    "2 * 3 + 1 == 7", "1 + 7 % 4 == 4", "7 % 4 + 1 == 4", "10 - 8 % 5 == 7", "8 / 2 * 3 == 12",
    "9 % 5 * 2 == 8", "2 * 9 % 5 == 3", "10 - 3 - 2 == 5", "24 / 4 / 2 == 3", "-2 + 3 == 1",
    "-(2 + 3) == -5", "--2 == 2", "!!true", "- 2 * 3 == -6", "1 + 1 == 2 && 2 + 2 == 4",
    "1 < 2 == true", "1 in [1, 2] && !(3 in [1, 2])", "1 + 1 in [2]", "'a' + 'b' == 'ab'",
    "[1] + [2] == [1, 2]", "1 == 1 != false",
    // Only the last part of a choice may be a choice.
    "true ? 1 : false ? 2 : 3", "(false ? 1 : true ? 2 : 3) == 2",
    "(true ? (false ? 1 : 2) : 3) == 2", "(false ? 1 : false ? 2 : 3) == 3",
    "(1 == 1 || false ? 1 : 2) == 1",
    // Members and indexes bind tightest.
    "[1, 2][1] == 2", "{'a': 1}.a == 1", "{'a': {'b': 2}}.a.b == 2", "{'a': [1]}['a'][0] == 1",
    "-[1, 2][0] == -1", "'abc'.size() == 3", "size('abc') == 3", "'a'.startsWith('a') == true",
    "{'if': 1}['if'] == 1", "[[1]][0][0] == 1", "{1: 'a', 2: 'b',}[2] == 'b'",
    "[1, 2,].size() == 2",
    // Literals.
    "0x1F == 31", "1e3 == 1000.0", "1.5e-1 == 0.15", ".5 == 0.5", "5u == uint(5)", "0xAu == 10u",
    "'\\x41\\u0042\\U00000043\\104' == 'ABCD'", "\"it's\" == 'it\\'s'", "r'\\n' == '\\\\n'",
    "'''a\n'b''' == 'a\\n\\'b'", "b'a' == bytes('a')", "'\\n\\t\\r\\a\\b\\f\\v\\?\\`'.size() == 9",
    "rb'\\x' == b'\\\\x'", "null == null", "true != false", "-9223372036854775808 < 0",
    "1 // a comment\n + 1 == 2",
    // Macros.
    "has({'a': 1}.a) && !has({'a': 1}.b)", "[1, 2].all(x, x > 0)", "[1, 2].exists(x, x > 1)",
    "[1, 2].exists_one(x, x > 1)", "![2, 2].exists_one(x, x > 1)", "[1, 2].map(x, x * 2) == [2, 4]",
    "[1, 2, 3].map(x, x > 1, x * 2) == [4, 6]", "[1, 2, 3].filter(x, x % 2 == 1) == [1, 3]",
    "{'a': 1}.all(k, k == 'a')", "[[1, 2], [3]].all(x, x.exists(y, y > 1))",
    "[1].exists(x, [2].exists(y, x + y == 3))", "cel.bind(a, 2, a * a) == 4",
    "[1, 2].all(i, v, i < v)", "optional.of(1).orValue(2) == 1", "{'a': 1}[?'b'].orValue(3) == 3",
    "{?'a': optional.none()} == {}", "[?optional.of(1)] == [1]", "{'a': 1}.?a.hasValue()",
    // What is not needed is not evaluated.
    "true || 1 / 0 == 0", "!(false && 1 / 0 == 0)", "1 / 0 == 0 || true",
    "!(1 / 0 == 0 && false)", "true ? true : 1 / 0 == 0", "[1, 0].exists(x, 1 / x == 1)",
  ]) func holds(_ text: String) throws {
    let value = try evaluate(text)
    if case .int(1) = value.payload { return }
    #expect(Payload.equal(value.payload, .bool(true)), "\(text)")
  }

  @Test(arguments: [
    "", "1 +", "(1", "[1", "{1: 2", "1 2", "a b", "1 ? 2", "1 ? 2 :", "'a", "\"a\n\"", "'\\q'",
    "0x",
    "1..2", "a.", ".5.", "[,]", "{,}", "{1}", "{1 2}", "f(", "f(1,", "!", "1 == ", "&& true",
    "1 & 2",
    "1 | 2", "a = 1", "if", "in", "for x", "'\\u12'", "'\\xZ'", "b'\\u0041'", "1 ! 2", "@", "#",
    "`a`",
    "true ? false : ", "x.all(1, true)", "has(1)", "9223372036854775808", "1u2", "5e", "a..b", "*",
    "true ? true ? 1 : 2", "true ? false ? 1 : 2 : 3",
  ]) func isRefused(_ text: String) {
    #expect(throws: (any Error).self) { try evaluate(text) }
  }

  @Test(arguments: [
    "1 / 0", "1 % 0", "9223372036854775807 + 1", "-9223372036854775808 - 1", "[1][1]", "{'a': 1}.b",
    "int('x')", "[1, 2].exists(x, 1 / 0 == x)", "timestamp('x')", "uint(-1)",
    "9223372036854775807 * 2", "0u - 1u", "optional.none().value()",
  ]) func failsWhenItRuns(_ text: String) throws {
    let program = try Program.compile(text, in: Environment(variables: []))
    #expect(throws: EvaluationError.self) {
      try program.evaluate(Frame(slotCount: program.slotCount))
    }
  }
}
