internal import ArgumentParser
internal import CEL
internal import Credentials
internal import Manifests
internal import Reports
internal import Repositories
internal import Synchronization

/// Many repositories at once.
struct FleetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fleet",
    abstract: "Scan all repositories of an organisation, and join what they hold.",
    discussion: """
      Mirrors in, tables out: JSON lines that DuckDB, Spark and jq read. No
      checkout, no network. Each repository at one commit is one unit of work,
      and gives the same bytes at every run, so that any scheduler can run it.

      Examples:
        credlint fleet plan mirrors/ > plan.jsonl
        credlint fleet scan --plan plan.jsonl --out out --history
        credlint fleet merge out --format html -o fleet.html
      """,
    subcommands: [FleetPlanCommand.self, FleetScanCommand.self, FleetMergeCommand.self])
}

struct FleetPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "List the repositories in a folder of mirrors, the largest first.",
    discussion: """
      A line of JSON for each: its name, which is its path in the folder, where
      it is, and the commit to scan.
      """)

  @Argument(
    help: ArgumentHelp("A folder of repositories, bare or not.", valueName: "folder"),
    completion: .directory)
  var folder: String

  func run() throws {
    for line in try FleetPlan.lines(in: folder) { Console.write(try line.text) }
  }
}

struct FleetScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Scan the repositories of a plan into tables.",
    discussion: """
      Writes DIR/v1/TABLE/repository=HASH/COMMIT.jsonl for the tables scans,
      findings, credentials, references, images, sources and history; 'credlint
      schema TABLE' describes a row. Without --out rows go to standard output.
      Findings that a baseline hides are told. Exit codes: 0 all was scanned,
      2 usage, 3 some repository was not, or not whole: table scans says which.

      Examples:
        credlint fleet scan --plan plan.jsonl --out out
        credlint fleet scan --plan plan.jsonl --shard 3/64 --out out --history
        head -n 1 plan.jsonl | credlint fleet scan --plan -
      """)

  @Option(
    help: ArgumentHelp("Lines of 'fleet plan'; - for standard input.", valueName: "file"),
    completion: .file())
  var plan: String

  @Option(help: ArgumentHelp("Only every N-th line from the I-th on, I from 0.", valueName: "i/n"))
  var shard: String?

  @Option(
    help: ArgumentHelp("Where the tables go.", valueName: "folder"), completion: .directory)
  var out: String?

  @Flag(help: "Read all commits, too.")
  var history = false

  @Option(
    help: ArgumentHelp(
      "Keep here what history found, and read only what is new.", valueName: "folder"),
    completion: .directory)
  var state: String?

  @Option(
    help: ArgumentHelp(
      "A file of 32 random bytes (mode 0600): adds ids by which equal values are told.",
      valueName: "file"),
    completion: .file())
  var keyFile: String?

  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(
    help: ArgumentHelp(
      "Judge expiry as of this time (date or RFC 3339). Default: the start of today, UTC.",
      valueName: "time"))
  var now: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("How many threads to use.", valueName: "n"))
  var jobs: Int?

  @Flag(help: "Do not read the repositories' .credlint.yaml.")
  var noConfig = false

  func run() throws {
    guard (jobs ?? 1) > 0 else { throw UsageProblem("--jobs takes a number from 1") }
    guard state == nil || history else { throw UsageProblem("--state goes with --history") }
    let lines = try FleetPlan.shard(try FleetPlan.read(plan), shard)
    let threads = max(1, min(jobs ?? System.processorCount, 64))
    let base = System.currentDirectory
    var request = FleetRequest()
    request.rules = rules.selection
    request.now = try ScanPipeline.time(now ?? Self.today).text
    request.threads = max(1, threads / max(1, lines.count))
    request.readsHistory = history
    request.readsConfiguration = !noConfig
    request.state = state.map { Paths.absolute($0, base: base) }
    request.key = try keyFile.map(KeyFile.read)
    let output = FleetOutput(folder: out.map { Paths.absolute($0, base: base) })
    let outcomes = Self.scan(lines, request, output, threads: threads)
    var isWhole = true
    for (line, outcome) in zip(lines, outcomes) {
      let scan = try outcome.get()
      output.print(scan)
      guard scan.row.exit == Exit.incomplete.rawValue else { continue }
      isWhole = false
      let more = scan.row.problems.count > 1 ? " and \(scan.row.problems.count - 1) more" : ""
      Console.tell("credlint: \(line.repository): \(scan.row.problems.first ?? "")\(more)")
    }
    if !isWhole { throw ExitCode(Exit.incomplete.rawValue) }
  }

  /// Whoever runs twice on one day gets the same rows.
  private static var today: String { String(Timestamp(clamped: System.now).text.prefix(10)) }

  private static func scan(
    _ lines: [PlanLine], _ request: FleetRequest, _ output: FleetOutput, threads: Int
  ) -> [Result<FleetScan, any Error>] {
    let progress = Progress(total: lines.count)
    defer { progress.finish() }
    return Parallel.map(lines, threads: threads) { line in
      defer { progress.advance() }
      return Result {
        let clock = ContinuousClock()
        var scan = FleetScan(line, request)
        let time = try clock.measure { try scan.run() }
        try output.write(scan, of: line, seconds: time / .seconds(1))
        // Of thousands only what was counted is kept.
        if output.folder != nil { scan.forget() }
        return scan
      }
    }
  }
}
