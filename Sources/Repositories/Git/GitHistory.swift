/// What files held in earlier commits.
extension GitRepository {
  /// A content that a commit gave a file.
  package struct Version: Sendable {
    /// When it was committed, in seconds since 1970: what the committer says.
    package let seconds: Int64
    package let object: String
  }

  /// How many paths are named to git; beyond that it is asked for everything.
  private static let maximumPaths = 1_000

  /// The versions of files up to a commit, the newest first. Merges that only bring together what
  /// others committed have none.
  ///
  /// - Parameters:
  ///   - revision: nil for what is checked out.
  ///   - maximum: of each file.
  package func versions(
    of paths: [String], at revision: String?, atMost maximum: Int
  ) throws(GitProblem) -> [String: [Version]] {
    guard let start = try commit(revision ?? "HEAD") else { return [:] }
    let wanted = Set(paths)
    let named = paths.count <= Self.maximumPaths ? paths : []
    let answer = try ask(
      ["log", "-z", "--format=%ct", "--raw", "--no-abbrev", "--no-renames", start, "--"] + named)
    var versions: [String: [Version]] = [:]
    var seconds: Int64 = 0
    var object: String?
    for part in Self.parts(answer) {
      let part = part.first == 10 ? part.dropFirst() : part
      if let new = object {
        object = nil
        guard let path = Self.path(part), wanted.contains(path), isID(new),
          versions[path, default: []].count < maximum
        else { continue }
        versions[path, default: []].append(Version(seconds: seconds, object: new))
      } else if part.first == UInt8(ascii: ":") {
        // `:mode mode id id status`
        let fields = String(decoding: part, as: UTF8.self).split(separator: " ")
        object = fields.count == 5 ? String(fields[3]) : ""
      } else {
        seconds = Int64(String(decoding: part, as: UTF8.self)) ?? seconds
      }
    }
    return versions
  }

  /// Contents by their ids, each of at most `limit` bytes.
  package func contents(_ ids: [String], limit: Int) throws(GitProblem) -> [String: [UInt8]] {
    try GitObjects(ids, of: self, limit: limit).contents
  }
}
