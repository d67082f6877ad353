internal import ArgumentParser
internal import Repositories
internal import Rules

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why a rule exists, what to do, and how to suppress it.",
    discussion: "Example: credlint explain unmatchable-registry")

  @Argument(help: ArgumentHelp("The rule's id.", valueName: "rule"), completion: .rules)
  var id: String

  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp("Look at your own rules too, from a folder.", valueName: "folder"),
    completion: .directory)
  var folders: [String] = []

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
    Console.write(Self.text(of: rule))
  }

  static func text(of rule: Rule) -> String {
    var lines = [
      "\(rule.id) (\(rule.severity.rawValue), \(rule.group))", rule.title, "", rule.why, "",
    ]
    lines += ["What to do: \(rule.remedy)", ""]
    if rule.persona != .regular { lines += ["Heard by: --persona \(rule.persona.rawValue)", ""] }
    for parameter in rule.parameters {
      lines.append(
        "Parameter \(parameter.name) (\(parameter.kind.rawValue), default \(parameter.defaultText)): \(parameter.description)"
      )
    }
    lines.append("To suppress: # credlint: ignore[\(rule.id)] reason")
    if !rule.cwe.isEmpty {
      lines.append("CWE: \(rule.cwe.map(String.init).joined(separator: ", "))")
    }
    lines += rule.references.map { "See \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
