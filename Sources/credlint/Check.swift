internal import ArgumentParser
internal import CEL
internal import Manifests
internal import Policy
internal import Reports
internal import YAMLTree

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    // As its own root it needs no search for requests of completions, which parses twice more.
    _superCommandName: "credlint",
    abstract: "Scan files, folders, or standard input (-). This is the default command.",
    discussion: """
      Named files filter what is reported; the repository around them is read as context, so that
      references resolve. Limits: 64 MiB a file, 200 levels of nesting, 64 %TAG lines a file.

      Examples:
        credlint check deploy/secret.yaml
        credlint --format json --output report.json
        credlint --report sarif=credlint.sarif --fail-on high
        kubectl get secrets -A -o json | credlint -
        credlint --fix --diff
      """)

  @Argument(help: ArgumentHelp("Files or folders, or - for standard input.", valueName: "path"))
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "How to write the report: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: ReportFormat = .text

  @Option(name: .shortAndLong, help: ArgumentHelp("Write the report to a file.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Write one more report, such as sarif=out.sarif.", valueName: "format=file"))
  var report: [String] = []

  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(help: "Exit with 1 for findings of this severity and above.")
  var failOn: Severity?

  @Flag(help: "Exit with 0 in spite of findings.")
  var exitZero = false

  @Option(help: ArgumentHelp("Judge expiry as of this time (date or RFC 3339).", valueName: "time"))
  var now: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("How many files to read at a time.", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Where references may lead: 'none', or a folder. Default: the repository.",
      valueName: "context"))
  var context: String?

  @Option(
    help: ArgumentHelp("Pass over paths that match (gitignore pattern).", valueName: "pattern"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("What to call standard input.", valueName: "name"))
  var stdinFilename = "stdin.yaml"

  @Flag(help: "Do not read .credlint.yaml.")
  var noConfig = false

  @Flag(help: "Report what comments and annotations suppress.")
  var noSuppressions = false

  @Flag(help: "Exit with 3 when nothing was there to scan.")
  var requireInput = false

  @Option(help: "Colour: auto, always or never.")
  var color: ColorChoice = .auto

  @Flag(help: "Apply safe fixes; --fix=unsafe applies all.")
  var fix = false

  @Flag(help: .hidden)
  var unsafe = false

  @Flag(help: "Show what --fix would change, and change nothing.")
  var diff = false

  func run() throws {
    guard (jobs ?? 1) > 0 else { throw UsageProblem("--jobs takes a number from 1") }
    guard !paths.contains("") else { throw UsageProblem("a path is empty") }
    let configuration = try readConfiguration()
    let plan = try Plan(rules, configuration, failOn: failOn)
    let clock = try currentTime()
    let (input, root) = try readInput(plan)
    let graph = ResourceGraph(input.contents)
    var options = Scan.Options()
    options.honoursSuppressions = !noSuppressions
    options.threads = threads
    let result = Scan.run(
      plan.ruleset, over: graph, now: clock, settings: plan.settings, options: options,
      knownRules: plan.knownRules)
    let report = self.report(result, input, graph, plan)
    try write(report)
    writeFailures(result, input)
    if fix || diff { try applyFixes(result, root: root, masks: report.masks) }
    let hasFindings = !exitZero && result.findings.contains { $0.severity >= plan.failOn }
    let isEmpty = requireInput && input.counts.files == 0
    let code = Exit.code(
      hasFailures: !result.failures.isEmpty, isIncomplete: input.isIncomplete || isEmpty,
      hasFindings: hasFindings)
    if code != .clean { throw ExitCode(code.rawValue) }
  }

  private var threads: Int { max(1, min(jobs ?? System.processorCount, 64)) }

  private func currentTime() throws -> Int64 {
    guard let now else { return System.now }
    guard let time = Timestamp(parsing: now, allowsBareDate: true) else {
      throw UsageProblem("--now takes a date such as 2026-01-31 or 2026-01-31T12:00:00Z")
    }
    return time.seconds
  }

  private func readConfiguration() throws -> Configuration {
    guard !noConfig else { return Configuration() }
    let base = System.currentDirectory
    let first = paths.first { $0 != "-" }.map { Paths.absolute($0, base: base) } ?? base
    let directory = if case .directory? = System.entry(first) { first } else { Paths.parent(first) }
    let root = Paths.repositoryRoot(of: directory) ?? directory
    let path = root + "/" + Configuration.fileName
    guard System.entry(path) != nil else { return Configuration() }
    guard let bytes = try? System.read(path, limit: 1_000_000) else {
      throw UsageProblem("'\(path)' cannot be read")
    }
    var configuration = Configuration(path: Configuration.fileName, bytes: bytes)
    configuration.rules = try configuration.rules.map { folder in
      // Who writes the configuration of a repository is not who may read the machine.
      guard let path = System.resolved(Paths.absolute(folder, base: root), inside: root) else {
        throw UsageProblem(
          "'rules: \(Redaction.scan(folder))' in \(Configuration.fileName) is no folder of the repository"
        )
      }
      return path
    }
    return configuration
  }

  private func readInput(_ plan: Plan) throws -> (input: ReadInput, root: String) {
    var options = ManifestReader.Options()
    options.keepsEveryKind = plan.ruleset.rules.contains { $0.collection == "Resource" }
    if paths.contains("-") {
      guard paths.count == 1 else { throw UsageProblem("'-' cannot be combined with paths") }
      return (Reading.readStandardInput(name: stdinFilename, options: options), "")
    }
    let choice: FileDiscovery.ContextChoice =
      switch context {
      case nil: .repository
      case "none"?: .none
      case let folder?: .directory(folder)
      }
    let discovery = try FileDiscovery(
      paths.isEmpty ? ["."] : paths, context: choice, excluding: exclude + plan.exclude)
    return (Reading.read(discovery, options: options, threads: threads), discovery.root)
  }

  private func report(
    _ result: ScanResult, _ input: ReadInput, _ graph: ResourceGraph, _ plan: Plan
  ) -> Report {
    var counts = input.counts
    counts.suppressed = result.suppressedCount
    counts.unjudged = result.unjudgedCredentials
    counts.credentials = graph.credentials.count
    return Report(
      findings: result.findings, rules: plan.ruleset.rules, failures: result.failures,
      notes: input.notes, counts: counts, masks: Masks(graph), version: Credlint.version)
  }

  // MARK: Output

  private func write(_ report: Report) throws {
    for text in self.report {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let format = ReportFormat(rawValue: parts[0]) else {
        let names = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageProblem("--report takes FORMAT=FILE, FORMAT being \(names)")
      }
      try create(parts[1], try format.write(report))
    }
    let text = try format.write(report, useColor: output == nil && wantsColor)
    if let output { try create(output, text) } else { System.write(text) }
  }

  private func create(_ path: String, _ text: String) throws {
    if let problem = System.create(path, text) {
      throw UsageProblem("'\(path)' cannot be written: \(problem)")
    }
  }

  /// NO_COLOR and its relatives (https://no-color.org).
  private var wantsColor: Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto:
      if System.environment("NO_COLOR")?.isEmpty == false { return false }
      let forced = ["FORCE_COLOR", "CLICOLOR_FORCE"].contains {
        !["", "0"].contains(System.environment($0) ?? "")
      }
      return forced || System.isOutputTerminal
    }
  }

  private func writeFailures(_ result: ScanResult, _ input: ReadInput) {
    for note in input.notes { System.writeError("credlint: \(note.message)\n") }
    for failure in result.failures {
      let about = failure.subject.isEmpty ? "" : " on \(failure.subject)"
      System.writeError(
        Problems.text("rule '\(failure.rule.id)' failed\(about): \(failure.message)", failure.place)
          + "\n")
      if let place = failure.subjectPlace {
        let position = LineTable(place.file).position(of: place.range.lowerBound)
        System.writeError(
          "  while it looked at \(place.file.path):\(position.line):\(position.column)\n")
      }
    }
  }
}
