internal import Reports
internal import Repositories
internal import Rules

/// What `verify --save` has kept.
enum KeptAnswers {
  /// In days: what was true then need not be now.
  private static let freshness: Int64 = 7

  static func read(_ path: String) throws -> VerifiedAnswers {
    guard let bytes = try? Files.read(path, limit: 64 << 20) else {
      throw UsageProblem("--verified: '\(path)' cannot be read")
    }
    guard let (answers, oldest) = SavedAnswers.read(bytes) else {
      throw UsageProblem("--verified: '\(path)' holds no answers of 'verify --save'")
    }
    let days = oldest.map { (System.now - $0) / 86_400 } ?? 0
    if days >= freshness {
      Console.tell("credlint: answers of '\(path)' are up to \(days) days old; 'verify' asks again")
    }
    return answers
  }
}
