internal import ArgumentParser
internal import Credentials
internal import History
internal import Reports
internal import Repositories
internal import Rules

extension LeakFormat: Choice {}

/// What every commit of a repository gave away.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Find the credentials that stand, or ever stood, in a repository's commits.",
    discussion: """
      Reads each content of each file once, from git itself: no checkout, and
      nothing of the repository runs. Judges exposure and expiry. One entry a
      credential, with the commits that brought it and took it away. Whatever
      stood in a commit is to be revoked first; rewriting history comes second.
      With --state only what is new is read; nothing secret is kept there.
      Exit codes: 0 nothing found, 1 credentials, 2 usage, 3 something could
      not be read: a partial or shallow clone, --max-blobs.

      Examples:
        credlint history
        credlint history mirrors/shop.git --format sarif -o history.sarif
        credlint history --state ~/.cache/credlint --fail-on high
        credlint history --since v2.0 --format json
      """)

  @Argument(
    help: ArgumentHelp("A repository, bare or not.", valueName: "repository"),
    completion: .directory)
  var repository = "."

  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(help: ArgumentHelp("Judge expiry as of this time (date or RFC 3339).", valueName: "time"))
  var now: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("How many files to read at a time.", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Leave out commits before a date, or those that a revision has.", valueName: "revision|date"))
  var since: String?

  @Option(help: ArgumentHelp("Read so many contents at most, the newest.", valueName: "n"))
  var maxBlobs: Int?

  @Option(
    help: ArgumentHelp("Leave out contents above so many MiB. Default: 1.", valueName: "mib"))
  var maxSize: Int?

  @Option(
    help: ArgumentHelp("Keep what was found here, and read only what is new.", valueName: "folder"),
    completion: .directory)
  var state: String?

  @Option(
    help: ArgumentHelp(
      "A file of 32 random bytes (mode 0600): adds ids by which equal values are told.",
      valueName: "file"),
    completion: .file())
  var keyFile: String?

  @Option(
    help: ArgumentHelp("Pass over paths that match (gitignore pattern).", valueName: "pattern"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read paths that match also in vendor/, third_party/ and node_modules/.",
      valueName: "pattern"))
  var include: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read this configuration instead of the repository's .credlint.yaml.", valueName: "file"),
    completion: .file())
  var config: String?

  @Flag(help: "Do not read .credlint.yaml.")
  var noConfig = false

  @Flag(help: "Report what comments and annotations suppress.")
  var noSuppressions = false

  @Option(
    help: ArgumentHelp(
      "How to write it: \(LeakFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: LeakFormat = .text

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  @Option(help: "Exit with 1 for credentials of this severity and above.")
  var failOn: Severity?

  @Flag(help: "Exit with 0 in spite of credentials.")
  var exitZero = false

  @Option(help: "Colour: auto, always or never.")
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Write credentials alone: no sums, no hints.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Write every file that held a credential.")
  var verbose = false

  func run() throws {
    let report = try HistoryScan.run(try request)
    var style = output == nil ? TerminalStyle.style(color: color, root: "") : Style()
    (style.isQuiet, style.isVerbose) = (quiet, verbose)
    let text = try format.write(report, style)
    if let output {
      try OutputFile.create(output, text)
    } else {
      Console.write(text, hasStyles: style.useColor)
    }
    if format != .text || quiet {
      for note in report.notes { Console.tell("credlint: \(note.message)") }
    }
    let limit = failOn ?? report.failOn
    let hasFindings = !exitZero && report.credentials.contains { $0.traits.severity >= limit }
    let code = Exit.code(
      hasFailures: !report.failures.isEmpty, isIncomplete: report.isIncomplete,
      hasFindings: hasFindings)
    if code != .clean { throw ExitCode(code.rawValue) }
  }

  private var request: HistoryRequest {
    get throws {
      guard (maxBlobs ?? 0) >= 0 else { throw UsageProblem("--max-blobs takes a number from 0") }
      guard config == nil || !noConfig else {
        throw UsageProblem("--config and --no-config exclude each other")
      }
      guard (1...64).contains(maxSize ?? 1) else {
        throw UsageProblem("--max-size takes a number from 1 to 64")
      }
      var request = HistoryRequest()
      request.maximumSize = (maxSize ?? 1) << 20
      request.path = repository
      request.rules = rules.selection
      (request.now, request.jobs, request.since) = (now, jobs, since)
      (request.maximumBlobs, request.state) = (maxBlobs, state)
      request.key = try keyFile.map(KeyFile.read)
      (request.excluded, request.included) = (exclude, include)
      (request.configuration, request.readsConfiguration) = (config, !noConfig)
      request.honoursSuppressions = !noSuppressions
      return request
    }
  }
}
