internal import Manifests
internal import Repositories
internal import YAMLTree

/// The repositories of a scan, each asked through one private directory.
struct KnownRepositories {
  private var known: [String: Result<GitRepository, GitProblem>] = [:]

  /// - Parameter workTree: the folder that holds `.git`.
  mutating func repository(_ workTree: String) throws(GitProblem) -> GitRepository {
    if let known = known[workTree] { return try known.get() }
    let result = Result { () throws(GitProblem) in try GitRepository(workTree: workTree) }
    known[workTree] = result
    return try result.get()
  }
}
