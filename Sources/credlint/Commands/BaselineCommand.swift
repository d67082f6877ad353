internal import ArgumentParser
internal import Judging
internal import Reports
internal import Repositories
internal import Rules

/// Accepts today's findings, so that a repository can start with a clean run.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Write down the findings of today, so that a check tells only new ones.",
    discussion: """
      The file is \(Baseline.fileName) in the root of the repository, or
      the one that --baseline names. It holds fingerprints of rule, object and
      field, and files: those may move and lines change, a copy elsewhere is
      new, and a credential replaced by another in the same field stays hidden.

      Examples:
        credlint baseline write           accept everything that is found now
        credlint baseline update --add    accept what is new, drop what is gone
        credlint baseline prune           drop what is gone
      """,
    subcommands: [Write.self, Update.self, Prune.self])

  struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "write", abstract: "Accept every finding of today.")

    @OptionGroup var options: ScanOptions

    @Flag(help: "Replace a baseline that is there.")
    var force = false

    func run() throws {
      let request = try options.request
      let path = request.baselinePath(in: request.configurationRoot())
      guard force || Files.entry(path) == nil else {
        throw UsageProblem(
          "'\(path)' is there; 'credlint baseline update --add' adds to it, --force replaces it"
        )
      }
      let scan = try BaselineCommand.scan(request)
      try BaselineCommand.save(Baseline(scan.report.findings), request)
    }
  }

  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "update", abstract: "Drop what is gone, and with --add accept what is new.")

    @OptionGroup var options: ScanOptions

    @Flag(help: "Accept new findings too.")
    var add = false

    func run() throws { try BaselineCommand.update(try options.request, adds: add) }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Drop what is gone.")

    @OptionGroup var options: ScanOptions

    func run() throws { try BaselineCommand.update(try options.request, adds: false) }
  }

  private static func update(_ request: ScanRequest, adds: Bool) throws {
    guard let known = try request.readBaseline(in: request.configurationRoot())?.baseline else {
      throw UsageProblem("there is no baseline yet; 'credlint baseline write' makes one")
    }
    let scan = try scan(request)
    guard scan.isWhole else {
      throw UsageProblem("only a scan of the whole repository tells what is gone: name no paths")
    }
    let comparison = BaselineComparison(known, scan.report.findings, rules: Set(scan.ruleset.ids))
    try save(adds ? comparison.extended : comparison.kept, request)
    let added = adds ? comparison.new.count : 0
    Console.tell("credlint: \(comparison.stale.count) dropped, \(added) added")
  }

  /// A scan that could not read everything is no ground for a baseline.
  private static func scan(_ request: ScanRequest) throws -> CompletedScan {
    var request = request
    request.readsBaseline = false
    // The file is the repository's, wherever one stands in it.
    if request.paths.isEmpty { request.paths = [request.configurationRoot()] }
    let scan = try ScanPipeline(request: request).run()
    scan.writeNotes()
    scan.writeFailures()
    let code = Exit.code(
      hasFailures: !scan.result.failures.isEmpty, isIncomplete: scan.input.isIncomplete,
      hasFindings: false)
    if code != .clean { throw ExitCode(code.rawValue) }
    return scan
  }

  private static func save(_ baseline: Baseline, _ request: ScanRequest) throws {
    let path = request.baselinePath(in: request.configurationRoot())
    try OutputFile.create(path, try baseline.text())
    let count = baseline.entries.count
    Console.tell("credlint: \(count == 1 ? "1 finding" : "\(count) findings") in \(path)")
  }
}
