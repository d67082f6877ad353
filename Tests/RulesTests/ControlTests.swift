@testable import Rules
import Testing

@Suite struct ControlTests {
  @Test func idsAreReadableAndStandOnce() {
    let ids = ControlFramework.all.flatMap(\.controls).map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ["cis-5.1.2", "owasp-k02", "nsa-pod-tokens", "nist-ia-5.7", "iso-5.17"] {
      #expect(ids.contains(id))
    }
    #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z]+-[a-z0-9.-]+/) != nil })
  }

  @Test func describingNamesTheFramework() {
    #expect(
      Control.byID["nist-ia-5.7"]?.described
        == "NIST SP 800-53 IA-5(7): No Embedded Unencrypted Static Authenticators")
  }

  /// What files cannot tell is no gap, and what they could tell and nothing asks is one.
  @Test func coverageHasAVerdictForEveryControl() throws {
    let ruleset = Ruleset.builtIn()
    let rows = ruleset.coverage(of: try #require(ControlFramework.named("cis")))
    func row(_ number: String) -> ControlCoverage? { rows.first { $0.control.number == number } }
    #expect(row("5.1.2")?.rules.map(\.id).contains("secret-read-access") == true)
    #expect(row("5.1.2")?.verdict == .covered)
    #expect(row("1.2.27")?.verdict == .unassessable)
    #expect(rows.filter { $0.verdict == .uncovered }.isEmpty)
    let none = ruleset.withoutRules.coverage(of: try #require(ControlFramework.named("owasp")))
    #expect(none.allSatisfy { $0.verdict == .uncovered && $0.rules.isEmpty })
  }

  @Test func everyAssessableControlIsCovered() {
    let ruleset = Ruleset.builtIn()
    let gaps = ControlFramework.all.flatMap { ruleset.coverage(of: $0) }
      .filter { $0.verdict == .uncovered }.map(\.control.id)
    #expect(gaps == [])
  }

  /// Rules of the tool itself and rules about what merely fails are about no requirement.
  @Test func rulesNameEachControlOnce() {
    for rule in Ruleset.builtIn().rules {
      let ids = rule.contents.controls
      #expect(Set(ids).count == ids.count, "\(rule.id)")
      #expect(rule.controls.count == ids.count && rule.controls.allSatisfy(\.isAssessable))
    }
  }
}
