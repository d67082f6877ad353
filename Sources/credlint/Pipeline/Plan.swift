internal import Repositories
internal import Rules
internal import YAMLTree

/// Command-line options and configuration, joined: the command line wins.
struct Plan {
  /// The rules that run.
  var ruleset: Ruleset
  /// All rules, whether they run or not.
  let everyRule: Ruleset
  let settings: Settings
  let persona: Sourced<Persona>
  let failOn: Sourced<Severity>
  let rulePages: Sourced<String>?
  let select: [Sourced<String>]
  let ignore: [Sourced<String>]
  /// By selector; the last one that names a rule counts.
  let severities: [(selector: Sourced<String>, severity: Severity)]
  let parameterSources: [String: SettingSource]
  let targetSources: [String: SettingSource]

  var knownRules: RuleNames { RuleNames(everyRule) }

  init(_ options: RuleSelection, _ configuration: Configuration, failOn: Severity?) throws {
    try Problems.check(configuration.problems)
    var ruleset = Ruleset.builtIn()
    for folder in configuration.ruleFolders {
      try Self.addRules(from: folder, followingLinks: false, to: &ruleset)
    }
    for (path, text) in configuration.ruleTexts { ruleset.addUserRule(path: path, text: text) }
    for path in options.folders {
      guard let folder = try? Folder(path) else {
        throw UsageProblem("--rules: '\(path)' is no folder that can be read")
      }
      try Self.addRules(from: folder, followingLinks: true, to: &ruleset)
    }
    parameterSources = try Self.setParameters(options.param, configuration, in: &ruleset)
    try Problems.check(ruleset.problems)
    let named = Sourced.commandLine(Self.split(options.select))
    select = named.isEmpty ? configuration.select : named
    ignore = Sourced.commandLine(Self.split(options.ignore)) + configuration.ignore
    severities = configuration.severities + (try options.severity.map(Self.severity))
    try Self.check(
      select + ignore + configuration.unsuppressible + severities.map(\.selector), ruleset)
    for (selector, severity) in severities {
      ruleset.setSeverity(severity, of: selector.value)
    }
    everyRule = ruleset
    persona =
      options.persona.map { Sourced($0, .commandLine) } ?? configuration.persona
      ?? Sourced(.regular, .standard)
    self.ruleset = ruleset.selecting(
      select.map(\.value), ignoring: ignore.map(\.value), persona: persona.value)
    var settings = configuration.settings
    settings.governance.forbidden = ruleset.ids(of: configuration.unsuppressible.map(\.value))
    rulePages =
      configuration.rulePages ?? BuildSettings.rulePages.map { Sourced($0, .standard) }
    targetSources = try Self.setTargets(options.target, configuration, in: &settings)
    self.settings = settings
    self.failOn =
      failOn.map { Sourced($0, .commandLine) } ?? configuration.failOn ?? Sourced(.low, .standard)
  }

  /// Whether somebody has said that the rule is not to run.
  func ignores(_ id: String) -> Bool {
    guard let rule = everyRule.rule(id) else { return false }
    return ignore.contains { rule.names.contains($0.value) }
  }

  private static func split(_ texts: [String]) -> [String] {
    texts.flatMap { $0.split(separator: ",").map(String.init) }
  }

  private static func check(_ selectors: [Sourced<String>], _ ruleset: Ruleset) throws {
    guard !selectors.isEmpty else { return }
    let known = ruleset.selectors
    for selector in selectors where !known.contains(selector.value) {
      let message =
        "there is no rule, group or tag '\(selector.value)'\(ruleset.hint(for: selector.value))"
      guard case .file(let place) = selector.source else { throw UsageProblem("\(message)") }
      try Problems.check([PolicyProblem(message: message, place: place)])
    }
  }

  private static func severity(
    _ text: String
  ) throws -> (selector: Sourced<String>, severity: Severity) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let severity = Severity(rawValue: parts[1]) else {
      let words = Severity.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageProblem("--severity takes RULE=SEVERITY, SEVERITY being \(words)")
    }
    return (Sourced(parts[0], .commandLine), severity)
  }

  // MARK: Parameters and targets

  /// - Returns: who set each of them, by `rule.name`.
  private static func setParameters(
    _ texts: [String], _ configuration: Configuration, in ruleset: inout Ruleset
  ) throws -> [String: SettingSource] {
    var sources: [String: SettingSource] = [:]
    for parameter in configuration.parameters {
      if let problem = ruleset.setParameter(
        parameter.name, of: parameter.rule, to: parameter.value)
      {
        try Problems.check([PolicyProblem(message: problem, place: parameter.place)])
      }
      sources["\(parameter.rule).\(parameter.name)"] = .file(parameter.place)
    }
    for text in texts {
      guard let equals = text.firstIndex(of: "="), let dot = text[..<equals].lastIndex(of: ".")
      else {
        throw UsageProblem("--param takes RULE.NAME=VALUE, such as expiring-credential.within=60d")
      }
      let value = String(text[text.index(after: equals)...])
      let name = String(text[text.index(after: dot)..<equals])
      if let problem = ruleset.setParameter(name, of: String(text[..<dot]), to: value) {
        throw UsageProblem("--param: \(problem)")
      }
      sources[String(text[..<equals])] = .commandLine
    }
    return sources
  }

  private static func setTargets(
    _ texts: [String], _ configuration: Configuration, in settings: inout Settings
  ) throws -> [String: SettingSource] {
    var sources: [String: SettingSource] = [:]
    if let place = configuration.places["targets"] {
      for name in settings.targets.keys { sources[name] = .file(place) }
    }
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, Settings.targetNames.contains(parts[0]), Settings.isVersion(parts[1])
      else {
        let words = Settings.targetNames.joined(separator: ", ")
        throw UsageProblem("--target takes NAME=VERSION, NAME being \(words)")
      }
      settings.targets[parts[0]] = parts[1]
      sources[parts[0]] = .commandLine
    }
    return sources
  }

  // MARK: Rules of the user

  /// Fixtures may stand beside the rules they prove, and tables too.
  static func isRule(_ path: String) -> Bool {
    path.hasSuffix(".yaml") && !path.split(separator: "/").contains("fixtures")
      && !["scopes.yaml", "commands.yaml"].contains(Paths.name(path))
  }

  /// - Parameter followingLinks: whoever names a folder may have put links there, as a mounted
  ///   ConfigMap has them; a repository that was scanned may not lead out of itself.
  private static func addRules(
    from folder: Folder, followingLinks: Bool, to ruleset: inout Ruleset
  ) throws {
    guard let entries = folder.entries() else {
      throw UsageProblem("--rules: '\(folder.path)' cannot be read")
    }
    // Fixtures may stand beside the rules they prove.
    for (name, entry) in entries where name != "fixtures" {
      let path = folder.path + "/" + name
      let isLink = entry == .link && followingLinks
      if entry == .directory || isLink && Files.isDirectory(Files.resolved(path) ?? path) {
        let inner = isLink ? try? Folder(path) : try? folder.folder(name)
        guard let inner else { throw UsageProblem("--rules: '\(path)' cannot be read") }
        try addRules(from: inner, followingLinks: followingLinks, to: &ruleset)
        continue
      }
      guard isRule(name) else { continue }
      let bytes =
        isLink
        ? try? Files.read(path, limit: 1_000_000) : try? folder.read(name, limit: 1_000_000)
      guard let bytes else { throw UsageProblem("--rules: '\(path)' cannot be read") }
      ruleset.addUserRule(path: path, text: String(decoding: bytes, as: UTF8.self))
    }
  }
}
