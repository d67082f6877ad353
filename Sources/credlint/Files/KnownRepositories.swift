internal import Manifests
internal import Repositories
internal import YAMLTree

/// The repositories of a scan, each asked through one private directory.
struct KnownRepositories {
  private var known: [String: Result<GitRepository, GitProblem>] = [:]

  /// - Parameter path: the folder that holds `.git`, or a bare repository that was named.
  mutating func repository(_ path: String) throws(GitProblem) -> GitRepository {
    if let known = known[path] { return try known.get() }
    let result = Result { () throws(GitProblem) in try GitRepository(named: path) }
    known[path] = result
    return try result.get()
  }
}
