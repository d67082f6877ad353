internal import Credentials
internal import Repositories

/// An organisation's key: never in a configuration, and never of a repository.
enum KeyFile {
  static func read(_ path: String) throws(UsageProblem) -> JoinKey {
    guard let resolved = Files.resolved(path), let mode = Files.permissions(resolved) else {
      throw UsageProblem("--key-file: '\(path)' is not there")
    }
    guard Paths.repositoryRoot(of: Paths.parent(resolved)) == nil else {
      throw UsageProblem("--key-file: '\(path)' is in a repository, and a key is in none")
    }
    // A descriptor that a shell hands over is a pipe of its own; a volume of Kubernetes belongs to root
    // and lets a group read.
    let others: UInt32 = Files.isOwn(resolved) ? 0o077 : 0o037
    guard Files.entry(resolved) != .file || mode & others == 0 else {
      throw UsageProblem("--key-file: others may read '\(path)'; chmod 600 makes it yours alone")
    }
    guard let bytes = try? Files.read(path, limit: 4_096) else {
      throw UsageProblem("--key-file: '\(path)' cannot be read")
    }
    guard let key = JoinKey(bytes) else {
      throw UsageProblem(
        "--key-file: '\(path)' has \(bytes.count) bytes, and a key has \(JoinKey.size): head -c 32 /dev/urandom makes one"
      )
    }
    return key
  }
}
