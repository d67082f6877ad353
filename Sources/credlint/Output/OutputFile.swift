internal import Repositories

/// Files that a command writes for its user.
enum OutputFile {
  static func create(_ path: String, _ text: String) throws(UsageProblem) {
    if let problem = Replacement.create(path, text) { throw refusal(path, problem) }
  }

  /// The same, with the folders above it.
  static func createInFolder(_ path: String, _ text: String) throws(UsageProblem) {
    if let problem = Files.makeFolder(Paths.parent(path)) { throw refusal(path, problem) }
    try create(path, text)
  }

  private static func refusal(_ path: String, _ problem: String) -> UsageProblem {
    UsageProblem("'\(path)' cannot be written: \(problem)")
  }
}
