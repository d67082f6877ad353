internal import Synchronization

/// What commits did to files: where each content came and where it went. Of commits, the newest come
/// first, and none before a commit that came after it.
package struct GitLog: Sendable {
  package struct Commit: Sendable {
    package let id: GitObjectID
    /// When it was committed, in seconds since 1970: what the committer says.
    package let seconds: Int64
  }

  /// A file that a commit changed; a merge has one for each parent.
  package struct Change: Sendable {
    /// Positions in the lists of commits, paths and blobs.
    package let commit, path: Int32
    /// Nil where there was no file before, or is none afterwards.
    package let before, after: Int32?
  }

  package private(set) var commits: [Commit] = []
  package private(set) var paths: [String] = []
  package private(set) var blobs: [GitObjectID] = []
  package private(set) var changes: [Change] = []

  private var pathNumbers: [String: Int32] = [:]
  private var blobNumbers: [GitObjectID: Int32] = [:]

  /// The position of a content; nil for one that no wanted file ever had.
  package func number(of blob: GitObjectID) -> Int32? { blobNumbers[blob] }

  fileprivate mutating func add(_ commit: Commit) { commits.append(commit) }

  fileprivate mutating func number(ofPath path: String) -> Int32 {
    if let known = pathNumbers[path] { return known }
    let number = Int32(paths.count)
    pathNumbers[path] = number
    paths.append(path)
    return number
  }

  private mutating func number(adding blob: GitObjectID?) -> Int32? {
    guard let blob, !blob.isNull else { return nil }
    if let known = blobNumbers[blob] { return known }
    let number = Int32(blobs.count)
    blobNumbers[blob] = number
    blobs.append(blob)
    return number
  }

  fileprivate mutating func add(
    path: String, from before: GitObjectID?, to after: GitObjectID?
  ) {
    let path = number(ofPath: path)
    changes.append(
      Change(
        commit: Int32(commits.count - 1), path: path, before: number(adding: before),
        after: number(adding: after)))
  }
}

/// Reads what `git log -z --raw -c` prints, piece by piece: `^A` and a commit's id and time, then for
/// each file `:mode mode id id letter` and its path, all ended by null bytes. A merge has a colon, a
/// mode and an id more for each further parent.
struct GitLogParser: Sendable {
  private(set) var log = GitLog()
  private let isWanted: @Sendable (String) -> Bool
  private var rest: [UInt8] = []
  /// Of the file whose path is next: contents before, and the one after.
  private var pending: (before: [GitObjectID?], after: GitObjectID?)?
  /// In bytes. No file system takes a longer path.
  private static let maximumPart = 1 << 16

  init(_ isWanted: @escaping @Sendable (String) -> Bool) { self.isWanted = isWanted }

  /// - Returns: false for what git does not print.
  mutating func read(_ piece: [UInt8]) -> Bool {
    rest += piece
    var start = 0
    while let end = rest[start...].firstIndex(of: 0) {
      guard take(rest[start..<end].drop { $0 == 10 }) else { return false }
      start = end + 1
    }
    rest.removeFirst(start)
    return rest.count <= Self.maximumPart
  }

  private mutating func take(_ part: ArraySlice<UInt8>) -> Bool {
    if let (before, after) = pending {
      pending = nil
      guard let path = GitRepository.path(part), isWanted(path) else { return true }
      for content in before { log.add(path: path, from: content, to: after) }
      return true
    }
    if part.first == UInt8(ascii: ":") { return takeHeader(part) }
    guard part.first == 1 else { return part.isEmpty }
    let fields = part.dropFirst().split(separator: UInt8(ascii: " "))
    guard fields.count == 2, let id = GitObjectID(fields[0]),
      let seconds = Int64(String(decoding: fields[1], as: UTF8.self))
    else { return false }
    log.add(GitLog.Commit(id: id, seconds: seconds))
    return true
  }

  private mutating func takeHeader(_ part: ArraySlice<UInt8>) -> Bool {
    let parents = part.prefix { $0 == UInt8(ascii: ":") }.count
    let fields = part.dropFirst(parents).split(separator: UInt8(ascii: " "))
    guard fields.count == 2 * parents + 3 else { return false }
    let modes = fields[0...parents]
    let ids = fields[(parents + 1)...(2 * parents + 1)].map { GitObjectID($0) }
    guard !ids.contains(nil) else { return false }
    // A link holds a path, and a submodule is another repository.
    let contents = zip(modes, ids).map { mode, id in
      mode.starts(with: Array("100".utf8)) ? id : nil
    }
    pending = (Array(contents.dropLast()), contents.last ?? nil)
    return true
  }
}

extension GitRepository {
  /// What the history of some commits is asked for.
  package struct LogQuestion: Sendable {
    /// Whose history it is.
    package var tips: [GitObjectID] = []
    /// Whose history is left out.
    package var known: [GitObjectID] = []
    /// Seconds since 1970: earlier commits are left out.
    package var since: Int64?
    /// Which files are of interest.
    package var isWanted: @Sendable (String) -> Bool

    package init(_ isWanted: @escaping @Sendable (String) -> Bool) { self.isWanted = isWanted }
  }

  /// What commits did to files.
  package func log(_ question: LogQuestion) throws(GitProblem) -> GitLog {
    try directory.checkAlternates()
    guard !question.tips.isEmpty else { return GitLog() }
    let parser = Mutex(GitLogParser(question.isWanted))
    let isSound = Mutex(true)
    let lines =
      question.tips.map { $0.text + "\n" } + question.known.map { "^\($0.text)\n" }
    let since = question.since.map { ["--since=\($0)"] } ?? []
    try ask(
      [
        "log", "--stdin", "--ignore-missing", "--topo-order", "-c", "--raw", "-z", "--no-renames",
        "--no-abbrev", "--format=%x01%H %ct",
      ] + since, input: Array(lines.joined().utf8)
    ) { piece in
      let accepted = parser.withLock { $0.read(piece) }
      if !accepted { isSound.withLock { $0 = false } }
      return accepted
    }
    guard isSound.withLock({ $0 }) else {
      throw .unsound("git's answer about its history cannot be understood")
    }
    return parser.withLock { $0.log }
  }
}
