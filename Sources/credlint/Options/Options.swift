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

  /// `sarif=`, and behind the sign a file: bash hands over what follows it as a word of its own.
  static var reports: CompletionKind {
    .custom { words, index, prefix in
      if prefix.contains("=") || isValue(words, index) { return files(prefix) }
      return ReportFormat.allCases.map { $0.rawValue + "=" }
    }
  }

  /// `rule=severity`, the rule first.
  static var severities: CompletionKind {
    .custom { words, index, prefix in
      let severities = Severity.allCases.map(\.rawValue)
      if isValue(words, index) { return severities }
      guard let equals = prefix.firstIndex(of: "=") else {
        return Ruleset.builtIn().selectors.sorted().map { $0 + "=" }
      }
      return severities.map { prefix[...equals] + $0 }
    }
  }

  private static func isValue(_ words: [String], _ index: Int) -> Bool {
    index < words.count && (words[index] == "=" || index > 0 && words[index - 1] == "=")
  }

  /// The files in the folder that a prefix names.
  private static func files(_ prefix: String) -> [String] {
    let start = prefix.lastIndex(where: { "=/".contains($0) }).map { prefix[...$0] } ?? ""
    let path = start.firstIndex(of: "=").map { start[start.index(after: $0)...] } ?? start
    let names = (try? Folder(path.isEmpty ? "." : String(path)))?.entries() ?? []
    return names.map { start + $0.name + ($0.entry == .directory ? "/" : "") }
  }

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
      "Give rules, by id, group or tag, another severity.", valueName: "rule=severity"),
    completion: .severities)
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
