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
    let secret = Self.rule(
      "secret",
      "supersedes: [resource]\nfor: secret in Secret\nrequire: secret.name == ''\nmessage: m\n"
        + "at: secret.name")
    let resource = Self.rule(
      "resource",
      "for: resource in Resource\nwhere: resource.body.secretGenerator.size() > 0\n"
        + "require: resource.kind == ''\nmessage: m\nat: resource.body.secretGenerator[0].name")
    let text =
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
      + "secretGenerator:\n- name: pull\n  literals: [a=b]\n"
    let files = [Fixture.File(path: "kustomization.yaml", text: text)]
    let one = Fixture(name: "a", files: files).scan(Self.ruleset(resource))
    #expect(one.findings.map(\.subject) != [] && one.findings.map(\.rule.id) == ["resource"])
    let both = Fixture(name: "a", files: files).scan(Self.ruleset(secret, resource))
    #expect(both.findings.map(\.rule.id) == ["secret"])
    #expect(both.findings.map(\.subject) != one.findings.map(\.subject))
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
    #expect(BaselineComparison(baseline, [], rules: ["every"]).stale.count == 1)
    #expect(BaselineComparison(baseline, [], rules: ["other"]).stale.isEmpty)
    #expect(BaselineComparison(baseline, found.findings, rules: ["every"]).stale.isEmpty)
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
