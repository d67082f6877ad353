@testable import Rules
import CEL
import Judging
import Proof
import TestSupport
import Testing
import YAMLTree

/// What settles findings once all rules have spoken.
@Suite struct JudgingTests {
  private static func rule(_ id: String, _ rest: String) -> (String, String) {
    (
      "own/\(id).yaml",
      "id: \(id)\ntitle: T\nseverity: low\nwhy: W.\nremedy: R.\n\(rest)\n"
    )
  }

  private static func ruleset(_ rules: (String, String)...) -> Ruleset {
    var ruleset = Ruleset()
    for (path, text) in rules { ruleset.addUserRule(path: path, text: text) }
    return ruleset
  }

  private static func secret(_ name: String) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata: {name: \(name), namespace: shop}\n"
      + "stringData: {password: Xk29fLq0Zv7RtB4n}\n"
  }

  private static let everySecret =
    "for: secret in Secret\nrequire: secret.name == ''\nmessage: m\nat: secret.name"

  /// Two files that define the same object have two findings, and a baseline knows both.
  @Test func equalFindingsHaveFingerprintsOfTheirOwn() {
    let files = ["a.yaml", "b.yaml", "c.yaml"].map {
      Fixture.File(path: $0, text: Self.secret("x"))
    }
    let result = Fixture(name: "same", files: files).scan(
      Self.ruleset(Self.rule("every", Self.everySecret)))
    #expect(result.findings.count == 3)
    #expect(Set(result.findings.map(\.fingerprint)).count == 3)
  }

  /// What stands at the same place is the same credential, whatever object the rules call it.
  @Test func aRuleSupersedesAnotherAtTheSamePlace() {
    let entry = Self.rule(
      "entry",
      "supersedes: [scalar]\nfor:\n  - secret in Secret\n  - entry in secret.entries\n"
        + "require: entry.key == ''\nmessage: m\nat: entry.value")
    let scalar = Self.rule(
      "scalar",
      "for: resource in Resource\nrequire: resource.kind == ''\nmessage: m\n"
        + "at: resource.body.stringData.password")
    let files = [Fixture.File(path: "a.yaml", text: Self.secret("x"))]
    let both = Fixture(name: "a", files: files).scan(Self.ruleset(entry, scalar))
    #expect(both.failures.isEmpty)
    #expect(both.findings.map(\.rule.id) == ["entry"])
    let one = Fixture(name: "a", files: files).scan(Self.ruleset(scalar))
    #expect(one.findings.map(\.rule.id) == ["scalar"])
  }

  @Test func aSuppressionEndsAtItsInstant() throws {
    let end = try #require(Timestamp(parsing: "2026-05-01", allowsBareDate: true))
    let place = Place(file: SourceFile(path: "a.yaml", bytes: []), range: 0..<0)
    let suppression = Suppression(
      rules: ["a"], reason: "r", end: end, place: place, scope: .lines(1...1))
    #expect(suppression.isExpired(at: end))
    #expect(try !suppression.isExpired(at: #require(Timestamp(seconds: end.seconds - 1))))
  }

  /// Of a rule that did not run nobody knows whether its finding is gone.
  @Test func onlyRulesThatRanMakeEntriesStale() {
    let files = [Fixture.File(path: "a.yaml", text: Self.secret("x"))]
    let found = Fixture(name: "a", files: files).scan(
      Self.ruleset(Self.rule("every", Self.everySecret)))
    let baseline = Baseline(found.findings)
    #expect(baseline.stale(for: [], rules: ["every"]).count == 1)
    #expect(baseline.stale(for: [], rules: ["other"]).isEmpty)
    #expect(baseline.stale(for: found.findings, rules: ["every"]).isEmpty)
  }

  /// A scope that a row calls enough is none that exceeds it, whatever else the row says.
  @Test func enoughBeatsExcess() {
    var table = ScopeTable()
    table.overrides.rows = [
      ScopeTable.Row(
        provider: "acme", purpose: "pull", enough: ["read", "both"], excess: ["write", "both"],
        needs: ["read"])
    ]
    #expect(table.excess(of: ["read", "both"], provider: "acme", purpose: "pull") == [])
    #expect(table.excess(of: ["write", "both"], provider: "acme", purpose: "pull") == ["write"])
    #expect(table.excess(of: ["unknown"], provider: "acme", purpose: "pull") == [])
  }
}
