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
    _superCommandName: "credlint",
    abstract: "Scan files, folders, or standard input (-). This is the default command.",
    discussion: """
      Named files filter what is reported; the repository around them is read
      as context, so that references resolve. Paths in reports are relative to
      its root. Standard input holds objects of a cluster, unless
      --stdin-filename says which file it is. Limits: 64 MiB a file, 200 levels
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
      "How to write the report: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: ReportFormat = .text

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the report to a file.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write one more report, such as sarif=out.sarif.", valueName: "format=file"))
  var report: [String] = []

  @Option(help: "Exit with 1 for findings of this severity and above.")
  var failOn: Severity?

  @Flag(help: "Exit with 0 in spite of findings.")
  var exitZero = false

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
    guard !(fix && options.staged) else {
      throw UsageProblem("--fix writes to the work tree, and --staged does not read it")
    }
    var scan = try ScanPipeline(request: options.request).run(failOn: failOn)
    // What is fixed is found no more.
    if fix, !diff { scan = try applyFixes(scan) }
    var report = scan.report
    let formats = try furtherReports()
    if ([format] + formats.map(\.format)).contains(where: \.needsInventory) {
      report.inventory = Inventory(scan.world)
    }
    try write(report, formats)
    scan.writeFailures()
    if diff { try showFixes(scan) }
    let hasFindings = !exitZero && report.findings.contains { $0.severity >= scan.failOn }
    let isEmpty = requireInput && scan.input.counts.files == 0
    let code = Exit.code(
      hasFailures: !scan.result.failures.isEmpty,
      isIncomplete: scan.input.isIncomplete || isEmpty, hasFindings: hasFindings)
    if code != .clean { throw ExitCode(code.rawValue) }
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

  private func write(
    _ report: Report, _ further: [(format: ReportFormat, path: String)]
  ) throws {
    for (format, path) in further { try OutputFile.create(path, try format.write(report)) }
    let useColor = output == nil && wantsColor
    let text = try format.write(report, useColor: useColor)
    if let output { return try OutputFile.create(output, text) }
    Console.write(text, hasStyles: useColor, hasCommands: format == .github)
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

}
