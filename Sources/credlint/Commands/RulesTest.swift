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
      that must be reported; every other line must stay silent. FOLDER is fixtures/ in
      the folder of your own rules, those of the configuration among them.

      Examples:
        credlint rules test
        credlint rules test expiring-credential --mutate
        credlint rules test --rules policies/
      """)

  @Argument(help: ArgumentHelp("Only these rules.", valueName: "rule"), completion: .rules)
  var ids: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where the fixtures are. Default: fixtures, in the folder of your own rules if there are some.",
      valueName: "folder"),
    completion: .directory)
  var fixtures: String?

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
    // Its settings would change what fixtures prove; its rules are there to be proved.
    let surrounding = try ScanRequest.surroundingConfiguration()
    var configuration = Configuration()
    (configuration.rules, configuration.ruleFolders) = (surrounding.rules, surrounding.ruleFolders)
    let plan = try Plan(options, configuration, failOn: nil)
    let own = folders + surrounding.rules.map(\.value)
    let places = try fixtureFolders(beside: own)
    for id in ids where plan.ruleset.rule(id) == nil {
      throw UsageProblem("there is no rule '\(id)'\(plan.ruleset.hint(for: id))")
    }
    let builtIn = Set(Ruleset.builtIn().ids)
    let rules = plan.ruleset.rules.filter { rule in
      ids.isEmpty ? own.isEmpty || !builtIn.contains(rule.id) : ids.contains(rule.id)
    }
    let problems = rules.flatMap { rule in
      self.problems(
        of: rule, places.flatMap { FixtureFolder.read($0 + "/" + rule.id) }, plan.ruleset)
    }
    for problem in problems { Console.say("\(problem)") }
    Console.say(
      "\(rules.count) \(rules.count == 1 ? "rule" : "rules") tested, \(problems.count) problems")
    if !problems.isEmpty { throw ExitCode(Exit.findings.rawValue) }
  }

  private func fixtureFolders(beside rules: [String]) throws -> [String] {
    let beside = rules.map { ($0.hasSuffix("/") ? String($0.dropLast()) : $0) + "/fixtures" }
    let places = fixtures.map { [$0] } ?? (beside.filter(Files.isDirectory) + ["fixtures"])
    let found = places.filter(Files.isDirectory)
    guard found.isEmpty else { return found }
    throw UsageProblem("there is no folder '\(places[0])'; --fixtures names the one to use")
  }

  private func problems(of rule: Rule, _ cases: [Fixture], _ ruleset: Ruleset) -> [String] {
    var problems = FixtureRunner(rule, in: ruleset).problems(cases)
    guard mutate, problems.isEmpty else { return problems }
    for (name, mutant) in RuleMutation.mutants(of: rule)
    where FixtureRunner(mutant, in: ruleset).passes(cases) {
      problems.append("\(rule.id): no fixture notices that this clause is gone: \(name)")
    }
    for (name, mutant) in RuleMutation.variants(of: rule)
    where FixtureRunner(mutant, in: ruleset).accepts(cases) {
      problems.append("\(rule.id): no fixture notices this change: \(name)")
    }
    return problems
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
