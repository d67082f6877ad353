internal import ArgumentParser
internal import Credentials
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// What a run would use, and where it comes from.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the effective configuration, or the schema of \(Configuration.fileName).",
    discussion: """
      Examples:
        credlint config show                      what counts here, and who set it
        credlint config show --persona auditor    with these options
        credlint config schema > credlint.json    for an editor that checks YAML
      """,
    subcommands: [Show.self, Schema.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print every effective value, and who set it.",
      discussion: """
        The output is a configuration with a comment behind each value: the
        place in a file, 'command line', or 'default'.
        """)

    @OptionGroup var options: ScanOptions

    @Option(help: "Exit with 1 for findings of this severity and above.")
    var failOn: Severity?

    func run() throws {
      let configuration = try options.request.readConfiguration(
        in: try options.request.configurationRoot())
      let plan = try Plan(options.rules.selection, configuration, failOn: failOn)
      Console.write(EffectiveConfiguration(plan, configuration, options).text)
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema", abstract: "Print the JSON Schema of \(Configuration.fileName).")

    func run() throws { Console.write(try ConfigurationKey.schema.written()) }
  }
}

/// The configuration of a run as YAML, each value with its source behind it.
struct EffectiveConfiguration {
  private(set) var text = ""
  private let width = 44

  init(_ plan: Plan, _ configuration: Configuration, _ options: ScanOptions) {
    line("persona: \(plan.persona.value.rawValue)", plan.persona.source)
    line("fail-on: \(plan.failOn.value.rawValue)", plan.failOn.source)
    list("select", plan.select)
    list("ignore", plan.ignore)
    list("paths", options.paths.isEmpty ? configuration.paths : Sourced.commandLine(options.paths))
    list("exclude", Sourced.commandLine(options.exclude) + configuration.exclude)
    list("include", Sourced.commandLine(options.include) + configuration.include)
    list("rules", Sourced.commandLine(options.rules.folders) + configuration.rules)
    let pages = plan.rulePages.map { Scalar.written($0.value, asPlainIfPossible: true) }
    line("rule-pages: \(pages ?? "\"\"")", plan.rulePages?.source ?? .standard)
    map("severity", plan.severities.map { ($0.selector, $0.severity.rawValue) })
    parameters(of: plan)
    map(
      "targets",
      plan.settings.targets.sorted { $0.key < $1.key }.map { name, version in
        (Sourced(name, plan.targetSources[name] ?? .standard), Scalar.quoted(version))
      })
    for key in ConfigurationKey.all where !Self.listed.contains(key.name) {
      asWritten(key.name, configuration)
    }
  }

  private static let listed = [
    "persona", "fail-on", "select", "ignore", "paths", "exclude", "include", "rules", "rule-pages",
    "severity", "parameters", "targets",
  ]

  private static let lists = [
    "private-registries", "external-secrets", "verify-exclude", "suppress",
  ]

  private mutating func line(_ content: String, _ source: SettingSource) {
    let padding = String(repeating: " ", count: max(1, width - content.count))
    let origin =
      switch source {
      case .standard: "default"
      case .commandLine: "command line"
      case .file(let place):
        "\(place.file.path):\(LineTable(place.file).line(of: place.range.lowerBound))"
      }
    text += Redaction.scan(content) + padding + "# " + Redaction.scan(origin) + "\n"
  }

  private mutating func list(_ key: String, _ values: [Sourced<String>]) {
    guard !values.isEmpty else { return line("\(key): []", .standard) }
    text += "\(key):\n"
    for value in values {
      line("  - \(Scalar.written(value.value, asPlainIfPossible: true))", value.source)
    }
  }

  private mutating func map(_ key: String, _ entries: [(Sourced<String>, String)]) {
    guard !entries.isEmpty else { return line("\(key): {}", .standard) }
    text += "\(key):\n"
    for (name, value) in entries { line("  \(name.value): \(value)", name.source) }
  }

  private mutating func parameters(of plan: Plan) {
    text += "parameters:\n"
    for rule in plan.everyRule.rules where !rule.parameters.isEmpty {
      text += "  \(rule.id):\n"
      for parameter in rule.parameters {
        let source = plan.parameterSources["\(rule.id).\(parameter.name)"]
        line("    \(parameter.name): \(Self.written(parameter))", source ?? .standard)
      }
    }
  }

  /// Sections that only the file sets, as they stand there.
  private mutating func asWritten(_ key: String, _ configuration: Configuration) {
    guard let place = configuration.places[key], let node = configuration.root?[key] else {
      return line("\(key): \(Self.lists.contains(key) ? "[]" : "{}")", .standard)
    }
    line("\(key):", .file(place))
    write(node, indentation: "  ")
  }

  /// A section that only the file sets, written anew.
  private mutating func write(_ node: Node, indentation: String) {
    switch node.kind {
    case .mapping:
      for entry in node.entries { write(entry.value, behind: entry.key.text + ":", indentation) }
    case .sequence:
      for element in node.elements { write(element, behind: "-", indentation) }
    default: break
    }
  }

  private mutating func write(_ node: Node, behind label: String, _ indentation: String) {
    guard node.kind == .scalar else {
      text += Redaction.scan(indentation + label) + "\n"
      return write(node, indentation: indentation + "  ")
    }
    let value = Scalar.written(node.text, asPlainIfPossible: true)
    line("\(indentation)\(label) \(value)", .file(node.place))
  }

  private static func written(_ parameter: Rule.Parameter) -> String {
    switch parameter.kind {
    case .int, .bool: return parameter.text
    case .duration, .string: return Scalar.written(parameter.text, asPlainIfPossible: true)
    case .list:
      let items = parameter.text.split(separator: ",").map {
        Scalar.written(String($0), asPlainIfPossible: true)
      }
      return "[\(items.joined(separator: ", "))]"
    }
  }
}
