internal import Credentials
internal import Rules

/// What is asked of a scan, whoever asks it.
struct ScanRequest {
  /// As they were named; `-` is standard input.
  var paths: [String] = []
  var rules = RuleSelection()
  /// A date or RFC 3339; nil for the clock's.
  var now: String?
  /// How many files to read at a time.
  var jobs: Int?
  /// `none`, or a folder; nil for the repository.
  var context: String?
  /// gitignore patterns.
  var excluded: [String] = []
  /// gitignore patterns of what is read although it is others' code.
  var included: [String] = []
  var isStaged = false
  var changedSince: String?
  /// A commit to read in place of the work tree.
  var revision: String?
  /// A repository that was named itself, bare or not, and that is read at a commit.
  var repository: String?
  /// The file that standard input is.
  var standardInputName: String?
  /// The bytes that are read in place of that file's.
  var overlay: [UInt8]?
  /// Since when cipher text stands as it does is asked of git's history.
  var readsHistory = false
  /// A CODEOWNERS in place of the repository's own, as text.
  var owners: String?
  /// What became of every file is wanted.
  var listsFiles = false
  /// A file in place of the repository's own.
  var configuration: String?
  var readsConfiguration = true
  var honoursSuppressions = true
  var baseline: String?
  var readsBaseline = true
  /// What providers have said of credentials.
  var answers = VerifiedAnswers()
  /// An organisation's, by which a baseline knows values again.
  var key: JoinKey?

  var selectsEverything: Bool { !isStaged && changedSince == nil }
}

/// Which rules run, and how they are set, as texts of the command line.
struct RuleSelection {
  var folders: [String] = []
  var select: [String] = []
  var ignore: [String] = []
  var severity: [String] = []
  var param: [String] = []
  var target: [String] = []
  var persona: Persona?
}
