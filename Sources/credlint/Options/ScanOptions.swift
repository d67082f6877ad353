internal import ArgumentParser
internal import Credentials
internal import Judging
internal import Repositories

/// What is read and how it is judged: the options of every command that scans.
struct ScanOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Files or folders, or - for standard input.", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(help: ArgumentHelp("Judge expiry as of this time (date or RFC 3339).", valueName: "time"))
  var now: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("How many files to read at a time.", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Where references may lead: 'none', or a folder. Default: the repository.",
      valueName: "context"),
    completion: .directory)
  var context: String?

  @Option(
    help: ArgumentHelp("Pass over paths that match (gitignore pattern).", valueName: "pattern"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read paths that match also in vendor/, third_party/ and node_modules/.",
      valueName: "pattern"))
  var include: [String] = []

  @Flag(help: "Report on staged files, and read everything as it is staged.")
  var staged = false

  @Option(
    help: ArgumentHelp(
      "Report on what changed since the branch left this revision, and on what that concerns.",
      valueName: "revision"))
  var changedSince: String?

  @Option(
    help: ArgumentHelp(
      "Read standard input in place of this file, in its repository.", valueName: "name"))
  var stdinFilename: String?

  @Option(
    help: ArgumentHelp(
      "Read this configuration instead of the repository's .credlint.yaml. Default: CREDLINT_CONFIG.",
      valueName: "file"),
    completion: .file())
  var config: String?

  @Flag(help: "Do not read .credlint.yaml.")
  var noConfig = false

  @Flag(help: "Report what comments and annotations suppress.")
  var noSuppressions = false

  @Option(
    help: ArgumentHelp(
      "Hide the findings of a baseline. Default: \(Baseline.fileName), if it is there.",
      valueName: "file"),
    completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "A file of 32 random bytes (mode 0600): a baseline knows values again by it.",
      valueName: "file"),
    completion: .file())
  var keyFile: String?

  @Option(
    help: ArgumentHelp("Judge by answers that 'verify --save' has kept.", valueName: "file"),
    completion: .file())
  var verified: String?

  @Flag(help: "Report what the baseline hides.")
  var noBaseline = false

  private var chosenConfiguration: String? {
    guard config == nil, !noConfig else { return config }
    return System.environment("CREDLINT_CONFIG").flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The same without the parser of arguments.
  var request: ScanRequest {
    get throws {
      var request = try request(key: try keyFile.map(KeyFile.read))
      if let verified { request.answers = try KeptAnswers.read(verified) }
      return request
    }
  }

  private func request(key: JoinKey?) throws -> ScanRequest {
    ScanRequest(
      paths: paths, rules: rules.selection, now: now, jobs: jobs, context: context,
      excluded: exclude, included: include, isStaged: staged, changedSince: changedSince,
      standardInputName: stdinFilename, configuration: chosenConfiguration,
      readsConfiguration: !noConfig,
      honoursSuppressions: !noSuppressions, baseline: baseline, readsBaseline: !noBaseline,
      key: key)
  }
}
