@testable import Proof
@testable import Rules
import Judging
import TestSupport
import Testing
import YAMLTree

@Suite struct RuleFileTests {
  private static let sound = """
    id: my-rule
    title: A title
    severity: low
    why: Because.
    remedy: Do it.
    for: secret in Secret
    require: secret.name != ''
    message: ${secret.describe}
    at: secret.name

    """

  private func problems(_ text: String) -> [String] {
    var ruleset = Ruleset()
    ruleset.addUserRule(path: "own/my-rule.yaml", text: text)
    return ruleset.problems.map { problem in
      let (line, column) = LineTable(problem.place.file).position(
        of: problem.place.range.lowerBound)
      return "\(line):\(column): \(problem.message)"
    }
  }

  @Test func theManualIsTheLoadersTable() {
    #expect(Golden.difference(RuleManual.text, "rules/README.md") == nil)
  }

  @Test func aSoundRuleLoads() {
    #expect(problems(Self.sound) == [])
  }

  /// Every mistake at once, each at its place.
  @Test func everyMistakeIsReportedAtOnce() {
    let text = """
      id: my-rule
      titel: A title
      severity: urgent
      why: Because.
      remedy: Do it.
      parameters:
        within: { type: duration, default: soon }
      for:
        - credential in Credentials
      require: true
      message: ${credential.describe
      at: x
      """
    let found = problems(text)
    #expect(
      found.contains {
        $0.hasPrefix("2:1: unknown key 'titel'; did you mean 'title'?; allowed are id, title")
      })
    #expect(found.contains("3:11: 'severity' must be one of low, medium, high, critical"))
    #expect(
      found.contains("7:38: default of 'within' is no duration such as 30d")
        || found.contains("7:39: default of 'within' is no duration such as 30d"))
    #expect(
      found.contains {
        $0.hasPrefix("9:19: unknown collection 'Credentials'; did you mean 'Credential'?")
      })
    #expect(found.contains("11:10: '${' is not closed"))
    #expect(found.contains { $0.hasSuffix("rule has no 'title'") })
  }

  @Test(arguments: [
    (
      "require: secret.name != ''", "require: secret.nmae != ''",
      "7:17: Secret has no field 'nmae'; did you mean 'name'?"
    ),
    (
      "require: secret.name != ''", "require: secret.name > 3",
      "7:22: no matching overload for string > int"
    ),
    ("require: secret.name != ''", "require: secret.name", "7:10: expected bool but found string"),
    (
      "require: secret.name != ''", "require: !secret.live",
      "7:10: '!' starts a tag: quote this expression, or use 'unless'"
    ),
    (
      "require: secret.name != ''", "require: secret.name.matches('(')",
      "7:30: invalid regular expression: missing ')'"
    ),
    (
      "message: ${secret.describe}", "message: ${secret}",
      "8:12: a whole Secret cannot be printed; name one of its fields"
    ),
    (
      "message: ${secret.describe}", "message: \"a ${secret.descibe}\"",
      "8:22: Secret has no field 'descibe'; did you mean 'describe'?"
    ),
    ("at: secret.name", "at: other.name", "9:5: undeclared name 'other'"),
    (
      "why: Because.", "controls: [cis-5.1.22]\nwhy: Because.",
      "4:12: there is no control 'cis-5.1.22'; did you mean 'cis-5.1.12'?"
    ),
    (
      "why: Because.", "controls: [owasp-k02, cis-1.2.27]\nwhy: Because.",
      "4:23: control 'cis-1.2.27' is not assessable from files"
    ),
    ("id: my-rule", "id: mine", "1:5: id 'mine' differs from the file's name 'my-rule'"),
    ("for: secret in Secret", "for: secret", "6:6: expected 'x in Collection'"),
    (
      "require: secret.name != ''", "where: [size(a, b) > 1]\nrequire: secret.name != ''",
      "7:8: write 'where' as a block list: a flow list splits at the commas of calls"
    ),
    (
      "require: secret.name != ''", "let:\n  - x: secret.name\nrequire: secret.name != ''",
      "8:8: 'x' is never used"
    ),
    (
      "require: secret.name != ''", "require: Secret.exists(s, s.name == secret.name)",
      "7:10: undeclared name 'Secret'; did you mean 'secret'?"
    ),
  ])
  func mistakesHaveExactPlaces(_ old: String, _ new: String, _ expected: String) {
    let found = problems(Self.sound.replacing(old, with: new))
    #expect(found.contains(expected), "\(found)")
  }

  /// An index that no condition guards fails on the first object without such an element.
  @Test(arguments: [
    ("at: secret.name", "at: secret.keys[0]", "9:5"),
    ("message: ${secret.describe}", "message: \"a ${secret.keys[0]}\"", "8:15"),
    ("require: secret.name != ''", "require: secret.keys[0] != ''", "7:10"),
    (
      "require: secret.name != ''",
      "let:\n  - x: secret.keys[0]\nrequire: secret.keys.size() > 0 || x == ''", "8:8"
    ),
    (
      "require: secret.name != ''\nmessage: ${secret.describe}\nat: secret.name",
      "require: secret.keys.size() > 0\nmessage: ${secret.describe}\nat: secret.keys[0]", "9:5"
    ),
    (
      "require: secret.name != ''\nmessage: ${secret.describe}\nat: secret.name",
      "require: secret.keys.size() == 0\nmessage: ${secret.describe}\nat: secret.keys[1]", "9:5"
    ),
  ])
  func unguardedIndicesAreRefused(_ old: String, _ new: String, _ place: String) {
    let text = Self.sound.replacing(old, with: new)
    let index = new.contains("[1]") ? 1 : 0
    #expect(
      problems(text) == [
        "\(place): the list may have no element \(index): test its size() before, or use [?\(index)]"
      ])
  }

  @Test(arguments: [
    "where:\n  - secret.keys.size() > 0\nrequire: secret.name != ''",
    "where:\n  - size(secret.keys) >= 1\nrequire: secret.name != ''",
    "where:\n  - 0 < secret.keys.size()\nrequire: secret.name != ''",
    "where:\n  - secret.keys != []\nrequire: secret.name != ''",
    "where:\n  - \"'a' in secret.keys || secret.keys.exists(k, k == 'b')\"\nrequire: secret.name != ''",
    "unless:\n  - secret.keys.size() == 0\nrequire: secret.name != ''",
    "unless:\n  - secret.name == '' || secret.keys.size() < 1\nrequire: secret.name != ''",
    "require: secret.keys.size() == 0", "require: secret.keys.all(k, k == '')",
    "require: \"!(secret.keys.size() > 0 && secret.live)\"",
    "require: \"secret.keys.filter(k, k == 'a').size() == 0\"",
    "let:\n  - none: secret.keys.size() == 0\nrequire: none || secret.live",
    "let:\n  - own: secret.keys\nrequire: own.size() == 0",
  ])
  func guardedIndicesAreFine(_ conditions: String) {
    let text = Self.sound.replacing("require: secret.name != ''", with: conditions)
      .replacing("at: secret.name", with: "at: secret.keys[0]")
    #expect(problems(text) == [])
  }

  @Test(arguments: [
    "secret.keys.size() > 0 ? secret.keys[0] : secret.name",
    "secret.keys.size() == 0 || secret.keys[0] == '' ? secret.name : secret.type",
    "[secret.keys, [secret.name]].filter(k, k.size() > 0).map(k, k[0])",
    "(secret.keys + [secret.name])[0]", "secret.keys[?0].orValue(secret.name)",
  ])
  func guardsWithinAnExpressionCount(_ place: String) {
    let text = Self.sound.replacing("at: secret.name", with: "at: \"\(place)\"")
    #expect(problems(text) == [])
  }

  /// Names that stand for names nest below each other when they run.
  @Test func namesThatNestTooDeepAreRefused() {
    let bindings = (1...400).map { "  - b\($0): \"[b\($0 - 1)]\"" }.joined(separator: "\n")
    let text = Self.sound.replacing(
      "require: secret.name != ''",
      with: "let:\n  - b0: secret.name\n\(bindings)\nrequire: b400 == b399")
    #expect(
      problems(text).contains {
        $0.hasSuffix("expression nests deeper than 250 with what it names")
      })
    let clauses = (1...400).map { "  - \"c\($0) in secret.keys\"" }.joined(separator: "\n")
    #expect(
      problems(
        Self.sound.replacing(
          "for: secret in Secret", with: "for:\n  - secret in Secret\n\(clauses)")
      ).contains("7:5: 'for' has more than 16 clauses"))
  }

  /// A row is complete before its names are computed.
  @Test func clausesCannotUseNames() {
    let text = Self.sound.replacing(
      "for: secret in Secret",
      with: "for:\n  - secret in Secret\n  - key in keys\nlet:\n  - keys: secret.keys"
    ).replacing("secret.name != ''", with: "key != keys[?0].orValue('')")
    #expect(problems(text).first == "8:12: undeclared name 'keys'")
  }

  @Test func placesReachIntoFoldedExpressions() {
    let text = Self.sound.replacing(
      "require: secret.name != ''", with: "require: >-\n  secret.name != '' &&\n  secret.nmae == ''"
    )
    #expect(problems(text).contains("9:10: Secret has no field 'nmae'; did you mean 'name'?"))
  }

  @Test func brokenYAMLIsOneProblem() {
    #expect(problems("id: [").count == 1)
    #expect(problems("- a").count == 1)
    #expect(problems("").count == 1)
  }

  @Test(arguments: Ruleset.builtIn().rules.map(\.id))
  func theBinarySaysWhatTheFileSays(_ id: String) throws {
    let rule = try #require(Ruleset.builtIn().rule(id))
    let file = rule.changing { _ in }
    #expect(rule.logic.sources.map(\.text) == file.logic.sources.map(\.text))
    #expect(rule.logic.clauses.map(\.variable) == file.logic.clauses.map(\.variable))
    #expect(rule.logic.clauses.map(\.second) == file.logic.clauses.map(\.second))
    #expect(rule.logic.clauses.map(\.collection) == file.logic.clauses.map(\.collection))
    #expect(rule.logic.bindings.map(\.name) == file.logic.bindings.map(\.name))
    #expect(rule.arguments.map(\.name) == file.arguments.map(\.name))
    #expect(rule.arguments.map(\.kind) == file.arguments.map(\.kind))
    #expect(rule.parameters.map(\.defaultText) == file.parameters.map(\.defaultText))
  }

  @Test func parametersAreChecked() {
    var ruleset = Ruleset.builtIn()
    #expect(ruleset.setParameter("within", of: "expiring-credential", to: "60d") == nil)
    #expect(
      ruleset.setParameter("within", of: "expiring-credential", to: "soon")
        == "'soon' is no duration such as 30d")
    #expect(
      ruleset.setParameter("witin", of: "expiring-credential", to: "1d")
        == "rule 'expiring-credential' has no parameter 'witin': it has within")
    #expect(
      ruleset.setParameter("x", of: "expiring-credentials", to: "1")?.contains(
        "did you mean 'expiring-credential'") == true)
  }
}

@Suite struct EvaluationTests {
  /// The variables of a macro stand beside what runs around it.
  @Test(arguments: [
    (
      "  - n: secret.name\n  - b: secret.keys.exists(x, [x].exists(y, y == x))",
      "n == 'x' || (b && n == 'x')", ["api"]
    ),
    (
      "  - b: secret.keys.exists(x, [x].exists(y, y == x))\n  - n: secret.name",
      "n == 'x' || (b && n == 'x')", ["api"]
    ),
    (
      "  - b: \"secret.keys.exists(x, [x + 'z'].exists(y, y != x))\"\n  - n: secret.name",
      "secret.keys.exists(y, [y].exists(z, b && z == 'key' && y == 'key')) || n == ''", []
    ),
  ])
  func valuesOfNamesDisturbNothing(_ names: String, _ condition: String, _ found: [String]) {
    let ruleset = Self.ruleset(
      "for: secret in Secret\nlet:\n\(names)\nrequire: \"\(condition)\"\n"
        + "message: ${n}\nat: secret.name\n")
    #expect(ruleset.problems.map(\.message) == [])
    let result = Self.secret.scan(ruleset)
    #expect(result.findings.map(\.message) == found)
    #expect(result.failures.isEmpty)
  }

  /// A run compiles each rule for each batch of rows.
  @Test func compiledRulesAreLetGo() throws {
    let ruleset = Self.ruleset(
      "for: secret in Secret\nwhere:\n  - secret.live\nunless:\n  - secret.encrypted\n"
        + "require: secret.name != ''\nmessage: M\nat: secret.name\n")
    let rule = try #require(ruleset.rules.first)
    var compiled: CompiledRule? = CompiledRule(rule)
    #expect(compiled?.conditions.first?.value != nil)
    #expect(compiled?.exceptions.first?.value != nil)
    weak let observed = compiled
    compiled = nil
    #expect(observed == nil)
  }

  private static func ruleset(_ lines: String) -> Ruleset {
    var ruleset = Ruleset()
    ruleset.addUserRule(
      path: "own/my-rule.yaml",
      text: "id: my-rule\ntitle: T\nseverity: low\nwhy: W.\nremedy: R.\n" + lines)
    return ruleset
  }

  private static let secret = Fixture(
    name: "s",
    files: [
      .init(
        path: "s.yaml",
        text:
          "apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\n  namespace: shop\nstringData:\n  key: Kq8vL2pX9d\n"
      )
    ])

  /// A rule that fails is an error that names rule and resource, never a pass.
  @Test func aFailingRuleIsReported() {
    let ruleset = Self.ruleset(
      "for: secret in Secret\nrequire: secret.labels['missing'] == 'x'\nmessage: m\nat: secret.name\n"
    )
    #expect(ruleset.problems.isEmpty)
    let result = Self.secret.scan(ruleset)
    #expect(result.findings.isEmpty)
    #expect(
      result.failures.map(\.message)
        == ["no such key 'missing'; if it may be absent, write '[?'missing']'"])
    #expect(result.failures.first?.subject == "Secret/shop/api")
    let place = result.failures.first?.place
    #expect(place?.file.text(place?.range ?? 0..<0).hasPrefix("[") == true)
  }

  @Test func rulesThatNestTooMuchAreStopped() {
    let ruleset = Self.ruleset(
      "for: secret in Secret\nrequire: lists.range(5000).all(x, lists.range(5000).all(y, x + y >= 0))\nmessage: m\nat: secret.name\n"
    )
    #expect(Self.secret.scan(ruleset).failures.first?.message == "evaluation takes too many steps")
  }

  @Test func outcomeDoesNotDependOnThreads() {
    let files = Repository.files(in: "fixtures/demo")
    let fixture = Fixture(name: "demo", files: files)
    let one = fixture.scan(Ruleset.builtIn(), threads: 1)
    for threads in [2, 3, 8] {
      let other = fixture.scan(Ruleset.builtIn(), threads: threads)
      #expect(other.findings.map(\.fingerprint) == one.findings.map(\.fingerprint))
    }
    #expect(Set(one.findings.map(\.fingerprint)).count == one.findings.count)
  }
}
