internal import ArgumentParser
internal import Policy

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List rules, or check your own.",
    subcommands: [List.self, CheckRules.self, RulesTest.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "One line a rule.")

    @OptionGroup var rules: RuleOptions

    func run() throws {
      var options = rules
      if options.persona == nil { options.persona = .auditor }
      let plan = try Plan(options, Configuration(), failOn: nil)
      let widest = plan.ruleset.rules.map(\.id.count).max() ?? 0
      for rule in plan.ruleset.rules {
        let padding = String(repeating: " ", count: widest - rule.id.count)
        let severity = rule.severity.rawValue.padded(to: 8)
        System.write(
          "\(rule.id)\(padding)  \(severity)  \(rule.persona.rawValue.padded(to: 8))  \(rule.title)\n"
        )
      }
    }
  }

  struct CheckRules: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Load every rule and report all mistakes.",
      discussion: "Example: credlint rules check --rules policies/")

    @OptionGroup var rules: RuleOptions

    func run() throws {
      let plan = try Plan(rules, Configuration(), failOn: nil)
      try Problems.check(plan.ruleset.checkAll())
      System.write("\(plan.knownRules.count) rules are sound\n")
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
