internal import Rules
internal import ArgumentParser
internal import CEL
internal import Manifests
internal import Reports
internal import Repositories

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List rules, or write, check, test and import your own.",
    discussion: """
      Examples:
        credlint rules new acme.unowned-secret     a rule and its fixtures to start with
        credlint rules docs docs/rules/            a page for each rule, and an index
        credlint rules eval "secret.type" deploy/  what an expression says of each Secret
        credlint rules check --rules policies/     every mistake, with its place
        credlint rules test --rules policies/      its fixtures
        credlint rules import policy.yaml          from a ValidatingAdmissionPolicy
      """,
    subcommands: [
      List.self, Pages.self, NewRule.self, CheckRules.self, RulesTest.self, EvaluateExpression.self,
      ImportPolicy.self, Schema.self,
    ],
    defaultSubcommand: List.self)

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema", abstract: "Print the JSON Schema of a rule file.")

    func run() throws { Console.write(try RuleSchema.schema.written()) }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "One line a rule, or everything about each.")

    enum Format: String, Choice { case table, markdown, json }

    @OptionGroup var rules: RuleOptions

    @Option(help: "How to write the list: table, markdown or json.")
    var format: Format = .table

    func run() throws {
      var options = rules
      if options.persona == nil { options.persona = .auditor }
      let plan = try Plan(options.selection, ScanRequest.surroundingConfiguration(), failOn: nil)
      switch format {
      case .table: writeTable(plan.ruleset)
      case .markdown: Console.write(RulePages.page(of: plan.ruleset))
      case .json:
        let guides = plan.ruleset.rules.map { RuleGuide($0, in: plan.ruleset) }
        Console.write(try RuleGuide.json(guides).written())
      }
    }

    private func writeTable(_ ruleset: Ruleset) {
      let widest = ruleset.rules.map(\.id.count).max() ?? 0
      for rule in ruleset.rules {
        let padding = String(repeating: " ", count: widest - rule.id.count)
        let severity = rule.severity.rawValue.padded(to: 8)
        Console.say(
          "\(rule.id)\(padding)  \(severity)  \(rule.persona.rawValue.padded(to: 8))  \(rule.title)"
        )
      }
    }
  }

  struct Pages: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "docs", abstract: "Write a page of Markdown for each rule, and an index.",
      discussion: """
        The folder may be there; pages of the same name are replaced, and no others touched.

        Example: credlint rules docs docs/rules/
        """)

    @Argument(
      help: ArgumentHelp("Where to write the pages.", valueName: "folder"), completion: .directory)
    var folder: String

    @OptionGroup var rules: RuleOptions

    func run() throws {
      var options = rules
      if options.persona == nil { options.persona = .auditor }
      let plan = try Plan(options.selection, ScanRequest.surroundingConfiguration(), failOn: nil)
      let files = RulePages.files(of: plan.ruleset)
      for (name, text) in files { try OutputFile.createInFolder(folder + "/" + name, text) }
      Console.say("\(files.count) pages written to \(folder)")
    }
  }

  struct CheckRules: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Load every rule and report all mistakes.",
      discussion: "Example: credlint rules check --rules policies/")

    @OptionGroup var rules: RuleOptions

    func run() throws {
      let plan = try Plan(rules.selection, ScanRequest.surroundingConfiguration(), failOn: nil)
      try Problems.check(plan.ruleset.checkAll())
      Console.say("\(plan.everyRule.rules.count) rules are sound")
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
