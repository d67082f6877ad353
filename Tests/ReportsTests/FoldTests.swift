import Foundation
import Graph
import Judging
import Proof
import Reports
import Rules
import TestSupport
import Testing

/// What is the same of several copies of an object, people read once.
@Suite struct FoldTests {
  private static func report(_ files: [String: String]) -> Report {
    let fixture = Fixture(
      name: "fold", files: files.map { Fixture.File(path: $0.key, text: $0.value) })
    let ruleset = Ruleset.builtIn().selecting([], ignoring: [], persona: .auditor)
    return Report(
      findings: fixture.scan(ruleset).findings, rules: ruleset.rules, failures: [], notes: [],
      counts: .init(), masks: fixture.masks, version: "0.0.0")
  }

  private static func role(_ name: String = "all") -> String {
    """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: \(name)}
    rules:
    - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: \(name)}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(name)}
    subjects: [{kind: Group, name: devs}]

    """
  }

  private static func groups(_ report: Report, of rule: String) -> [FindingGroup] {
    FindingGroup.fold(report.findings.filter { $0.rule.id == rule })
  }

  private struct Places: Sendable, CustomTestStringConvertible {
    let paths: [String]
    let expected: String

    var testDescription: String { expected }
  }

  private static let places = [
    Places(
      paths: ["apps/flux/base/r.yaml", "apps/flux/dev/r.yaml", "apps/flux/qa/eu/r.yaml"],
      expected: "= ×3: apps/flux/{base,dev,qa/eu}/r.yaml:5"),
    Places(paths: ["a/r.yaml", "b/r.yaml"], expected: "= ×2: {a,b}/r.yaml:5"),
    Places(paths: ["a/r.yaml", "a/s.yaml"], expected: "= ×2: a/{r.yaml,s.yaml}:5"),
    Places(paths: ["a/r.yaml", "b/s.yaml"], expected: "= ×2: a/r.yaml b/s.yaml:5"),
    Places(
      paths: (1...8).map { "a\($0)/r.yaml" },
      expected: "= ×8: {a1,a2,a3,a4,a5,a6,…}/r.yaml:5"),
  ]

  @Test(arguments: places)
  private func copiesAreOneWithItsPlaces(_ kase: Places) throws {
    let files = Dictionary(uniqueKeysWithValues: kase.paths.map { ($0, Self.role()) })
    let report = Self.report(files)
    #expect(Self.groups(report, of: "wildcard-secret-access").count == 1)
    let text = try ReportFormat.text.write(report)
    #expect(text.contains(kase.expected + "\n"))
    let count = report.findings.count
    let groups = FindingGroup.fold(report.findings).count
    #expect(text.contains("\n\(count) findings in \(groups) group"))
    let page = try ReportFormat.html.write(report)
    #expect(page.contains("<b class=\"times\">×\(kase.paths.count)</b>"))
    for path in kase.paths.dropFirst() { #expect(page.contains("<li>\(path):5:")) }
    #expect(try ReportFormat.markdown.write(report).contains("| ×\(kase.paths.count): <code>"))
  }

  @Test func otherObjectsAreOthers() throws {
    let report = Self.report(["a/r.yaml": Self.role("one"), "b/r.yaml": Self.role("two")])
    #expect(Self.groups(report, of: "wildcard-secret-access").count == 2)
    let one = Self.report(["a/r.yaml": Self.role()])
    let text = try ReportFormat.text.write(one)
    #expect(!text.contains("×") && !text.contains("group:") && !text.contains("groups:"))
  }

  /// Machines get each finding, and what says that some are one.
  @Test func machinesGetRowsWithAGroup() throws {
    let report = Self.report([
      "a/r.yaml": Self.role(), "b/r.yaml": Self.role(), "c/r.yaml": Self.role("other"),
    ])
    struct Row: Decodable { let rule, group, fingerprint: String }
    let lines = try ReportFormat.jsonl.write(report).split(separator: "\n")
    let rows = try lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
      .filter { $0.rule == "wildcard-secret-access" }
    #expect(rows.count == 3)
    #expect(Set(rows.map(\.fingerprint)).count == 3)
    #expect(rows[0].group == rows[1].group && rows[1].group != rows[2].group)
    #expect(try ReportFormat.sarif.write(report).contains("\"group\" : \"\(rows[0].group)\""))
    let short = try ReportFormat.short.write(report).split(separator: "\n")
    #expect(short.count { $0.contains("[wildcard-secret-access]") } == 3)
  }

  @Test func aSecretAndAWorkloadAreOne() {
    let report = Self.report([
      "web.yaml": """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: a
              image: nginx
              env:
              - {name: A, valueFrom: {secretKeyRef: {name: gone, key: a}}}
              - {name: B, valueFrom: {secretKeyRef: {name: gone, key: b}}}
              - {name: C, valueFrom: {secretKeyRef: {name: other, key: c}}}
            - name: b
              image: nginx
              envFrom: [{secretRef: {name: gone}}]
      """
    ])
    for rule in ["dangling-secret", "secret-in-environment"] {
      #expect(Self.groups(report, of: rule).count == 2)
    }
  }

  /// Of one severity, production comes first, and last what nothing deploys.
  @Test func productionComesFirst() throws {
    let report = Self.report([
      "a/nothing.yaml": Self.role("nothing"), "b/dev/role.yaml": Self.role("dev"),
      "b/dev/kustomization.yaml": "resources: [role.yaml]\n",
      "c/prod/role.yaml": Self.role("prod"),
      "c/prod/kustomization.yaml": "resources: [role.yaml]\n",
    ])
    let own = report.findings.filter { $0.rule.id == "wildcard-secret-access" }
    let ordered = FindingGroup.byImportance(own).map { $0.first.object?.name }
    #expect(ordered == ["prod", "dev", "nothing"])
    #expect(own.map(\.reach.isInProduction) == [false, false, true])
    let text = try ReportFormat.text.write(report)
    #expect(text.contains("= deployed: in prod by c/prod\n"))
    #expect(text.contains("= deployed: by nothing here\n"))
    #expect(
      try ReportFormat.markdown.write(report).contains("included, deployed in prod by c/prod |"))
    #expect(
      try ReportFormat.html.write(report).contains("<span class=\"reach\">in dev by b/dev</span>"))
    let json = try ReportFormat.jsonl.write(report)
    #expect(json.contains(#""reach":[{"environment":"prod","root":"c/prod"}]"#))
    #expect(json.contains(#""reach":[]"#))
  }

  @Test func aRuleThatSpeaksOftenIsFolded() throws {
    func page(_ count: Int) throws -> String {
      let names = (1...count).map { "r\($0)" }
      return try ReportFormat.html.write(
        Self.report(["r.yaml": names.map { Self.role($0) }.joined(separator: "---\n")]))
    }
    #expect(try !page(19).contains("class=\"more\""))
    let folded = try page(20)
    #expect(folded.contains("<summary>15 more of wildcard-secret-access</summary>"))
    #expect(folded.ranges(of: "data-rule=\"wildcard-secret-access\"").count == 20)
  }
}
