internal import ArgumentParser
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// One of a few words. ArgumentParser finds the words by reflection, which takes longer than to
/// read a small file; their raw values are the same.
protocol Choice: ExpressibleByArgument, CaseIterable, RawRepresentable<String> {}

extension Choice {
  static var allValueStrings: [String] { allCases.map(\.rawValue) }
  static var allValueDescriptions: [String: String] { [:] }
  var defaultValueDescription: String { rawValue }
}

extension ReportFormat: Choice {}
extension Severity: Choice {}
extension Persona: Choice {}

enum ColorChoice: String, Choice { case auto, always, never }

/// What a shell asks the binary for when a tab is pressed.
extension CompletionKind {
  static var rules: CompletionKind { .custom { _, _, _ in Ruleset.builtIn().ids } }

  /// The last of several names is completed.
  static var selectors: CompletionKind {
    .custom { _, _, prefix in
      let known = prefix.lastIndex(of: ",").map { String(prefix[...$0]) } ?? ""
      return Ruleset.builtIn().selectors.sorted().map { known + $0 }
    }
  }
}

/// Which rules run, and how they are set.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp("Add your own rules from a folder.", valueName: "folder"),
    completion: .directory)
  var folders: [String] = []

  @Option(
    help: ArgumentHelp(
      "Run only these rules, groups or tags (comma-separated).", valueName: "rule"),
    completion: .selectors)
  var select: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave out these rules, groups or tags (comma-separated).", valueName: "rule"),
    completion: .selectors)
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give rules, by id, group or tag, another severity.", valueName: "rule=severity"))
  var severity: [String] = []

  @Option(help: ArgumentHelp("Set a rule's parameter.", valueName: "rule.name=value"))
  var param: [String] = []

  @Option(
    help: ArgumentHelp(
      "Declare a version: kubernetes, tekton, chains or lifecycle-manager.",
      valueName: "name=version"))
  var target: [String] = []

  @Option(help: "Who wants to hear: regular, pedantic or auditor.")
  var persona: Persona?

  var selection: RuleSelection {
    RuleSelection(
      folders: folders, select: select, ignore: ignore, severity: severity, param: param,
      target: target, persona: persona)
  }
}
