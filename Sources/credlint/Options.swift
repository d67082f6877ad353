internal import ArgumentParser
internal import CEL
internal import Manifests
internal import Policy
internal import Reports
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

/// Which rules run, and how they are set.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp("Add your own rules from a folder.", valueName: "folder"))
  var folders: [String] = []

  @Option(
    help: ArgumentHelp("Run only these rules, groups or tags (comma-separated).", valueName: "rule")
  )
  var select: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave out these rules, groups or tags (comma-separated).", valueName: "rule"))
  var ignore: [String] = []

  @Option(help: ArgumentHelp("Set a rule's parameter.", valueName: "rule.name=value"))
  var param: [String] = []

  @Option(
    help: ArgumentHelp(
      "Declare a version: kubernetes, tekton, chains or lifecycle-manager.",
      valueName: "name=version"))
  var target: [String] = []

  @Option(help: "Who wants to hear: regular, pedantic or auditor.")
  var persona: Persona?
}

/// Command-line options and configuration, joined: the command line wins.
struct Plan {
  /// The rules that run.
  let ruleset: Ruleset
  /// The ids of all rules, whether they run or not.
  let knownRules: [String]
  let settings: Settings
  let failOn: Severity
  let exclude: [String]

  init(_ options: RuleOptions, _ configuration: Configuration, failOn: Severity?) throws {
    try Problems.check(configuration.problems)
    var ruleset = Ruleset.builtIn()
    for folder in configuration.rules + options.folders {
      try Self.addRules(from: folder, to: &ruleset)
    }
    for (rule, name, value, place) in configuration.parameters {
      if let problem = ruleset.setParameter(name, of: rule, to: value) {
        try Problems.check([PolicyProblem(message: problem, place: place)])
      }
    }
    for text in options.param { try Self.setParameter(text, in: &ruleset) }
    try Problems.check(ruleset.problems)
    let select = Self.split(options.select)
    let ignore = Self.split(options.ignore) + configuration.ignore
    for name in select + ignore + configuration.select where !ruleset.selectors.contains(name) {
      throw UsageProblem("there is no rule, group or tag '\(name)'\(ruleset.hint(for: name))")
    }
    knownRules = ruleset.ids
    self.ruleset = ruleset.selecting(
      select.isEmpty ? configuration.select : select, ignoring: ignore,
      persona: options.persona ?? configuration.persona ?? .regular)
    var settings = configuration.settings
    for text in options.target { try Self.setTarget(text, in: &settings) }
    self.settings = settings
    self.failOn = failOn ?? configuration.failOn ?? .low
    exclude = configuration.exclude
  }

  private static func split(_ texts: [String]) -> [String] {
    texts.flatMap { $0.split(separator: ",").map(String.init) }
  }

  private static func setParameter(_ text: String, in ruleset: inout Ruleset) throws {
    guard let equals = text.firstIndex(of: "="), let dot = text[..<equals].lastIndex(of: ".") else {
      throw UsageProblem("--param takes RULE.NAME=VALUE, such as expiring-credential.within=60d")
    }
    let value = String(text[text.index(after: equals)...])
    let name = String(text[text.index(after: dot)..<equals])
    if let problem = ruleset.setParameter(name, of: String(text[..<dot]), to: value) {
      throw UsageProblem("--param: \(problem)")
    }
  }

  private static func setTarget(_ text: String, in settings: inout Settings) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, Settings.targetNames.contains(parts[0]),
      Settings.isVersion(parts[1])
    else {
      throw UsageProblem(
        "--target takes NAME=VERSION, NAME being \(Settings.targetNames.joined(separator: ", "))")
    }
    settings.targets[parts[0]] = parts[1]
  }

  private static func addRules(from folder: String, to ruleset: inout Ruleset) throws {
    guard case .directory? = System.entry(folder) else {
      throw UsageProblem("--rules: '\(folder)' is no folder")
    }
    guard System.names(in: folder) != nil else {
      throw UsageProblem("--rules: '\(folder)' cannot be read")
    }
    for path in ruleFiles(in: folder) {
      guard let bytes = try? System.read(path, limit: 1_000_000) else {
        throw UsageProblem("--rules: '\(path)' cannot be read")
      }
      ruleset.addUserRule(path: path, text: String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Fixtures may stand beside the rules they prove.
  private static func ruleFiles(in folder: String) -> [String] {
    (System.names(in: folder) ?? []).filter { $0 != "fixtures" }.flatMap { name -> [String] in
      let path = folder + "/" + name
      if case .directory? = System.entry(path) { return ruleFiles(in: path) }
      return name.hasSuffix(".yaml") && name != "scopes.yaml" ? [path] : []
    }
  }
}

/// Mistakes in rules and configuration, shown with their place; any of them ends the run.
enum Problems {
  static func check(_ problems: [PolicyProblem]) throws {
    guard !problems.isEmpty else { return }
    for problem in problems { System.writeError(text(problem.message, problem.place) + "\n") }
    throw ExitCode(Exit.misuse.rawValue)
  }

  /// `path:line:col: error: message`, the line, and a caret.
  static func text(_ message: String, _ place: Place) -> String {
    let table = LineTable(place.file)
    let (line, column) = table.position(of: place.range.lowerBound)
    var text = "\(place.file.path):\(line):\(column): error: \(message)"
    guard !place.file.bytes.isEmpty else { return text }
    let range = table.range(ofLine: line)
    let end = table.position(
      of: max(place.range.lowerBound, min(place.range.upperBound, range.upperBound)))
    let width = max(1, end.column - column)
    text +=
      "\n  \(Redaction.scan(place.file.text(range)))\n  "
      + String(repeating: " ", count: column - 1)
    return text + String(repeating: "^", count: width)
  }
}
