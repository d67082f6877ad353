internal import ArgumentParser
internal import Proof
internal import Repositories
internal import Rules

/// `credlint rules test`.
struct RulesTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the fixtures of rules.",
    discussion: """
      A fixture is a manifest under FOLDER/<rule-id>/ in which '# expect: <rule-id>' marks the lines
      that must be reported; every other line must stay silent.

      Examples:
        credlint rules test
        credlint rules test expiring-credential --mutate
        credlint rules test --rules policies/ --fixtures policies/fixtures
      """)

  @Argument(help: ArgumentHelp("Only these rules.", valueName: "rule"), completion: .rules)
  var ids: [String] = []

  @Option(
    help: ArgumentHelp("Where the fixtures are.", valueName: "folder"), completion: .directory)
  var fixtures = "fixtures"

  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp("Add your own rules from a folder.", valueName: "folder"),
    completion: .directory)
  var folders: [String] = []

  @Flag(help: "Also weaken and change every clause of the rules: a fixture must fail each time.")
  var mutate = false

  func run() throws {
    var options = RuleSelection()
    options.folders = folders
    options.persona = .auditor
    let plan = try Plan(options, Configuration(), failOn: nil)
    guard Files.isDirectory(fixtures) else {
      throw UsageProblem("there is no folder '\(fixtures)'; --fixtures names the one to use")
    }
    for id in ids where plan.ruleset.rule(id) == nil {
      throw UsageProblem("there is no rule '\(id)'\(plan.ruleset.hint(for: id))")
    }
    var problems: [String] = []
    let builtIn = Set(Ruleset.builtIn().ids)
    let rules = plan.ruleset.rules.filter { rule in
      ids.isEmpty ? folders.isEmpty || !builtIn.contains(rule.id) : ids.contains(rule.id)
    }
    for rule in rules {
      let cases = FixtureFolder.read(fixtures + "/" + rule.id)
      let own = FixtureRunner(rule, in: plan.ruleset).problems(cases)
      problems += own
      guard mutate, own.isEmpty else { continue }
      for (name, mutant) in RuleMutation.mutants(of: rule)
      where FixtureRunner(mutant, in: plan.ruleset).passes(cases) {
        problems.append("\(rule.id): no fixture notices that this clause is gone: \(name)")
      }
      for (name, mutant) in RuleMutation.variants(of: rule)
      where FixtureRunner(mutant, in: plan.ruleset).accepts(cases) {
        problems.append("\(rule.id): no fixture notices this change: \(name)")
      }
    }
    for problem in problems { Console.say("\(problem)") }
    let failed = problems.isEmpty ? 0 : 1
    Console.say(
      "\(rules.count) \(rules.count == 1 ? "rule" : "rules") tested, \(problems.count) problems")
    if failed != 0 { throw ExitCode(Exit.findings.rawValue) }
  }
}

/// Fixtures on disk: a file is a case, and so is a folder.
enum FixtureFolder {
  static func read(_ folder: String) -> [Fixture] {
    names(in: folder).filter { !$0.hasSuffix(".md") }.map { name in
      let path = folder + "/" + name
      guard Files.isDirectory(path) else {
        return Fixture(name: name, files: [file(path, as: name)])
      }
      return Fixture(name: name, files: files(in: path, prefix: ""))
    }
  }

  private static func names(in folder: String) -> [String] {
    ((try? Folder(folder))?.entries() ?? []).map(\.name)
  }

  private static func files(in folder: String, prefix: String) -> [Fixture.File] {
    names(in: folder).flatMap { name -> [Fixture.File] in
      let path = folder + "/" + name
      if Files.isDirectory(path) {
        return files(in: path, prefix: prefix + name + "/")
      }
      return name.hasSuffix(".md") ? [] : [file(path, as: prefix + name)]
    }
  }

  private static func file(_ path: String, as name: String) -> Fixture.File {
    let bytes = (try? Files.read(path, limit: 10_000_000)) ?? []
    return Fixture.File(path: name, text: String(decoding: bytes, as: UTF8.self))
  }
}
