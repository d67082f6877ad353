import Judging
import Proof
import Rules
import TestSupport
import Testing
import YAMLTree

/// Every rule is proved by its own fixtures, in every variation, and clause by clause.
@Suite struct FixtureTests {
  static let ruleset = Ruleset.builtIn()
  static let ids = ruleset.ids

  private func rule(_ id: String) throws -> Rule { try #require(Self.ruleset.rule(id)) }

  @Test func everyRuleLoadsAndEveryExpressionIsSound() {
    #expect(Self.ruleset.checkAll().map(\.message) == [])
    #expect(Self.ids.count >= 32)
  }

  @Test(arguments: ids)
  func fixturesHold(_ id: String) throws {
    let cases = Repository.cases(in: "fixtures/\(id)")
    let problems = FixtureRunner(try rule(id), in: Self.ruleset).problems(cases)
    #expect(problems == [], "\(problems.joined(separator: "\n"))")
  }

  @Test(arguments: ids)
  func everyClauseIsNeeded(_ id: String) throws {
    let cases = Repository.cases(in: "fixtures/\(id)")
    for (name, mutant) in RuleMutation.mutants(of: try rule(id)) {
      let isUnnoticed = FixtureRunner(mutant, in: Self.ruleset).passes(cases)
      #expect(!isUnnoticed, "nothing notices without \(name)")
    }
  }

  /// Another operator, another constant, an item less: changes that nothing can notice, because
  /// what they change makes no difference, stand in the list.
  @Test(arguments: ids)
  func everyChangeIsNoticed(_ id: String) throws {
    let cases = Repository.cases(in: "fixtures/\(id)")
    let unnoticed = RuleMutation.variants(of: try rule(id)).filter { _, mutant in
      FixtureRunner(mutant, in: Self.ruleset).accepts(cases)
    }
    #expect(unnoticed.map(\.name) == Self.equivalents[id] ?? [])
  }

  /// What a rule's guide shows: the one is found as marked, the other was asked about and let pass.
  @Test(arguments: ids)
  func examplesTeach(_ id: String) throws {
    let rule = try rule(id)
    var ruleset = Self.ruleset
    if rule.collection != "Suppression" { ruleset.rules = [rule] }
    let bad = RuleExample.fixture(of: id, isGood: false)
    #expect(bad.marks.contains { $0.rule == id })
    #expect(FixtureRunner(rule, in: Self.ruleset).passes([bad]))
    let good = RuleExample.fixture(of: id, isGood: true)
    let result = good.scan(ruleset)
    #expect(!good.files.isEmpty && !result.findings.contains { $0.rule.id == id })
    // A manifest without anything in clear gives the rules about exposure nothing to ask about.
    let isAsked = rule.group != "exposure" && !Self.neverAsked.contains(id)
    #expect(!isAsked || result.held[id] ?? 0 > 0)
    let shown = try [#require(RuleExample.bad(of: id)), #require(RuleExample.good(of: id))]
    #expect(shown[0].files.contains { !$0.reported.isEmpty })
    for file in shown.flatMap(\.files) {
      #expect(!file.lines.contains { $0.contains("# expect") || $0.contains("${sample") })
    }
  }

  /// Rules that pass over what is right.
  private static let neverAsked: Set = [
    "clear-ci-variable", "limit-reached", "malformed-reference", "malformed-resource",
    "near-miss-reference", "plain-http-annotation", "removed-secret", "unreadable-document",
  ]

  private static let equivalents: [String: [String]] = [:]

  /// Rules that take stock speak of what is right, too.
  @Test func cleanManifestsAreSilentForAuditors() {
    let judging = Self.ruleset.selecting([], ignoring: ["inventory"], persona: .auditor)
    for fixture in Repository.cases(in: "fixtures/clean") {
      let result = fixture.scan(judging)
      let found = result.findings.map { "\($0.place.file.path): \($0.rule.id): \($0.message)" }
      #expect(found == [], "\(fixture.name)")
      #expect(result.failures.isEmpty)
    }
  }

  /// What kubectl itself writes has no mistake but to be readable.
  @Test func kubectlSecretsAreOnlyInClear() {
    let cases = Repository.cases(in: "fixtures/kubectl")
    #expect(cases.count > 50)
    for fixture in cases {
      let result = fixture.scan(Self.regular)
      let others = result.findings.filter { $0.rule.id != "plaintext-secret" }.map(\.message)
      #expect(others == [], "\(fixture.name)")
      #expect(result.failures.isEmpty)
    }
  }

  /// What everybody hears.
  static let regular = ruleset.selecting([], ignoring: [], persona: .regular)

  static let projects = Repository.names(in: "fixtures/projects")

  /// The table in `EXPECTED.md` is what an expert expects of a whole repository.
  @Test(arguments: projects)
  func projectsMatchTheirTables(_ name: String) throws {
    let folder = "fixtures/projects/\(name)"
    let table = try Repository.text("fixtures/projects/\(name)/EXPECTED.md")
    let expected = table.split(separator: "\n").compactMap { line -> String? in
      let cells = line.split(separator: "|").map { $0.filter { !$0.isWhitespace && $0 != "`" } }
      guard cells.count >= 3, Int(cells[1]) != nil else { return nil }
      return "\(cells[0]):\(cells[1]): \(cells[2])"
    }
    let result = Fixture(name: name, files: Repository.files(in: folder)).scan(Self.regular)
    #expect(result.positions.sorted() == expected.sorted())
    #expect(result.failures.isEmpty)
  }
}

/// A rule's commit touches its rule file and its fixtures, so both must be there.
@Suite struct CatalogueTests {
  @Test func everyRuleHasFixturesAndEveryFixtureARule() {
    let others: Set = [
      "clean", "demo", "hostile", "keys", "kubectl", "kustomize", "projects", "reports",
      "README.md",
    ]
    let folders = Set(Repository.names(in: "fixtures")).subtracting(others)
    #expect(folders == Set(FixtureTests.ids))
  }

  @Test func everyRuleIsDocumented() {
    for rule in FixtureTests.ruleset.rules {
      #expect(rule.why.count > 60, "\(rule.id)")
      #expect(rule.remedy.hasSuffix("."), "\(rule.id)")
      #expect(!rule.title.hasSuffix("."), "\(rule.id)")
      #expect(rule.title.count <= 80, "\(rule.id)")
    }
  }

  /// A link leads to the page that says it: neither to the front door of a site nor of a repository.
  @Test func everyReferenceIsAPage() {
    for rule in FixtureTests.ruleset.rules {
      for link in rule.references { #expect(Self.isPage(link), "\(rule.id): \(link)") }
    }
  }

  private static func isPage(_ link: String) -> Bool {
    guard link.hasPrefix("https://") else { return false }
    let parts = link.dropFirst(8).split(separator: "#", maxSplits: 1)
    let segments = parts[0].split(separator: "/")
    let isHome = segments.count < (segments[0] == "github.com" ? 4 : 3)
    return !isHome || parts.count == 2
  }

  @Test func frontDoorsAreNoPages() {
    #expect(!Self.isPage("https://docs.gitlab.com/"))
    #expect(!Self.isPage("https://owasp.org/www-project-top-ten/"))
    #expect(!Self.isPage("https://github.com/getsops/sops"))
    #expect(Self.isPage("https://github.com/getsops/sops#usage"))
    #expect(Self.isPage("https://github.com/tektoncd/chains/issues/314"))
  }
}
