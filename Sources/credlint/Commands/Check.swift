internal import ArgumentParser
internal import Judging
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    // As its own root it needs no search for requests of completions, which parses twice more.
    _superCommandName: Invocation.name,
    abstract: "Scan files, folders, or standard input (-). This is the default command.",
    discussion: """
      Named files filter what is reported; the repository around them is read
      as context, so that references resolve. Paths in reports are relative to
      its root. Standard input is what a renderer or kubectl prints;
      --stdin-filename says which file of a repository it is. Limits: 64 MiB a file, 200 levels
      of nesting, 64 %TAG lines a file, aliases that repeat 200,000 nodes or
      16 MiB of a document.

      Examples:
        credlint check deploy/secret.yaml
        credlint --format json --output report.json
        credlint --report sarif=credlint.sarif --fail-on high
        kubectl get secrets -A -o json | credlint -
        credlint --fix --diff
      """)

  @OptionGroup var options: ScanOptions

  @Option(
    help: ArgumentHelp(
      "How to write the report: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")). Default: CREDLINT_FORMAT, or else text.",
      valueName: "format"))
  var format: ReportFormat?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the report to a file.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write one more report, such as sarif=out.sarif.", valueName: "format=file"),
    completion: .reports)
  var report: [String] = []

  @Option(help: "Exit with 1 for findings of this severity and above.")
  var failOn: Severity?

  @Flag(help: "Exit with 0 in spite of findings.")
  var exitZero = false

  @Flag(help: "Exit with 3 when nothing was there to judge.")
  var requireInput = false

  @Option(help: "Colour: auto, always or never.")
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Write findings alone: no sums, no hints.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Write every related place, and what was read.")
  var verbose = false

  @Flag(help: "Write how often each rule speaks, in place of what it says.")
  var statistics = false

  @Flag(help: "List every file with what became of it, and why.")
  var showFiles = false

  @Flag(help: "Apply safe fixes; --fix=unsafe applies all.")
  var fix = false

  @Flag(help: .hidden)
  var unsafe = false

  @Flag(help: "Print what --fix would change as a patch, and nothing else; change nothing.")
  var diff = false

  func run() throws {
    guard !(fix && options.staged) else {
      throw UsageProblem("--fix writes to the work tree, and --staged does not read it")
    }
    guard !(fix && !diff && options.stdinFilename != nil) else {
      throw UsageProblem("--fix writes files, and standard input is none; --diff prints the change")
    }
    let format = try chosenFormat()
    guard !statistics || format == .text else {
      throw UsageProblem("--statistics goes with the format text")
    }
    var scan = try ScanPipeline(request: try request).run(failOn: failOn)
    // What is fixed is found no more.
    if fix, !diff { scan = try applyFixes(scan) }
    try write(scan, format)
    if diff { try showFixes(scan) }
    if !quiet { scan.writeNotes() }
    scan.writeFailures()
    let hasFindings = !exitZero && scan.report.findings.contains { $0.severity >= scan.failOn }
    let isEmpty = requireInput && scan.input.counts.judged == 0
    let code = Exit.code(
      hasFailures: !scan.result.failures.isEmpty,
      isIncomplete: scan.isIncomplete || isEmpty, hasFindings: hasFindings)
    if code != .clean { throw ExitCode(code.rawValue) }
  }

  var request: ScanRequest {
    get throws {
      var request = try options.request
      request.listsFiles = showFiles
      return request
    }
  }

  private func chosenFormat() throws -> ReportFormat {
    if let format { return format }
    guard let name = System.environment("CREDLINT_FORMAT"), !name.isEmpty else { return .text }
    guard let format = ReportFormat(rawValue: name) else {
      let names = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageProblem("CREDLINT_FORMAT is '\(name)', and one of \(names) is meant")
    }
    return format
  }

  // MARK: Output

  private func furtherReports() throws -> [(format: ReportFormat, path: String)] {
    try report.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let format = ReportFormat(rawValue: parts[0]) else {
        let names = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageProblem("--report takes FORMAT=FILE, FORMAT being \(names)")
      }
      guard parts[1] != "-", parts[1] != output else {
        throw UsageProblem("--report takes a file of its own, and not '\(parts[1])'")
      }
      return (format, parts[1])
    }
  }

  private func write(_ scan: CompletedScan, _ format: ReportFormat) throws {
    let further = try furtherReports()
    var report = scan.report
    report.listsFiles = showFiles
    if ([format] + further.map(\.format)).contains(where: \.needsInventory) {
      report.inventory = Inventory(scan.world)
      report.origin = scan.origin
    }
    if ([format] + further.map(\.format)).contains(.jsonl) {
      report.origin = scan.origin
      report.rulesDigest = scan.ruleset.digest
    }
    for (format, path) in further { try OutputFile.create(path, try format.write(report)) }
    let style = output == nil ? TerminalStyle.style(color: color, root: scan.folder?.path) : Style()
    let text = try format.write(report, chosen(style))
    if let output {
      try OutputFile.create(output, text)
    } else if !diff {
      let hasStyles = style.useColor || style.linkRoot != nil
      Console.write(text, hasStyles: hasStyles, hasCommands: format == .github)
    }
    if format.tellsGapsAside, !quiet {
      for gap in report.gapsBesideNotes { Console.tell("credlint: \(gap)") }
    }
  }

  private func chosen(_ style: Style) -> Style {
    var style = style
    style.isQuiet = quiet
    style.isVerbose = verbose
    style.showsStatistics = statistics
    return style
  }
}
