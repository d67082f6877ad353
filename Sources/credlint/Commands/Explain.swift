internal import ArgumentParser
internal import Reports
internal import Repositories
internal import Rules

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why a rule exists, what to do, and how to suppress it.",
    discussion: """
      Examples:
        credlint explain unmatchable-registry
        credlint explain plaintext-secret --format markdown
      """)

  enum Format: String, Choice { case text, markdown, json }

  @Argument(help: ArgumentHelp("The rule's id.", valueName: "rule"), completion: .rules)
  var id: String

  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp("Look at your own rules too, from a folder.", valueName: "folder"),
    completion: .directory)
  var folders: [String] = []

  @Option(help: "How to write it: text, markdown or json.")
  var format: Format = .text

  func run() throws {
    var options = RuleSelection()
    options.folders = folders
    let ruleset = try Plan(
      options, ScanRequest.surroundingConfiguration(), failOn: nil
    ).everyRule
    guard let rule = ruleset.rule(id) else {
      throw UsageProblem(
        "there is no rule '\(id)'\(ruleset.hint(for: id)); see 'credlint rules list'")
    }
    let guide = RuleGuide(rule, in: ruleset)
    switch format {
    case .text: Console.write(guide.text)
    case .markdown: Console.write(RuleGuideMarkdown.page.text(guide))
    case .json: Console.write(try RuleGuide.json([guide]).written())
    }
  }
}
