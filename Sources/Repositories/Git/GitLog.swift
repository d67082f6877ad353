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

  /// What every name of the repository leads to in the end: a commit, or a tree or a file without
  /// one. What is not there is left out, and counted.
  package func tips() throws(GitProblem) -> Tips {
    var ids = Set(try GitReferences(directory).all().compactMap { GitObjectID($0.id) })
    if let head { ids.formUnion([GitObjectID(head)].compactMap { $0 }) }
    var tips = Tips(head: head.flatMap(GitObjectID.init))
    let named = ids.map(\.text).sorted()
    guard !named.isEmpty else { return tips }
    let answer = try ask(
      ["cat-file", "--batch-check=%(objectname) %(objecttype)"],
      input: Array(named.map { "\($0)^{}\n" }.joined().utf8))
    let replies = answer.split(separator: 10)
    guard replies.count == named.count else { throw .unsound("git cannot tell its references") }
    for reply in replies {
      let fields = reply.split(separator: UInt8(ascii: " "))
      guard fields.count == 2, let id = GitObjectID(fields[0]) else {
        tips.missing += 1
        continue
      }
      switch String(decoding: fields[1], as: UTF8.self) {
      case "commit": tips.commits.append(id)
      case "tree": tips.trees.append(id)
      case "blob": tips.blobs.append(id)
      default: tips.missing += 1
      }
    }
    return tips
  }

  /// What the names of a repository lead to.
  package struct Tips: Sendable {
    package let head: GitObjectID?
    package fileprivate(set) var commits: [GitObjectID] = []
    package fileprivate(set) var trees: [GitObjectID] = []
    package fileprivate(set) var blobs: [GitObjectID] = []
    /// Names that lead to nothing that is here.
    package fileprivate(set) var missing = 0
  }

  /// Whether every commit is in the history of the others, so that nothing was taken away.
  package func isHistory(_ commits: [GitObjectID], of tips: [GitObjectID]) throws(GitProblem)
    -> Bool
  {
    guard !commits.isEmpty else { return true }
    let lines = commits.map { $0.text + "\n" } + tips.map { "^\($0.text)\n" }
    // What is not there any more cannot be told: it counts as taken away.
    guard
      let answer = try? ask(
        ["rev-list", "--stdin", "--max-count=1"], input: Array(lines.joined().utf8))
    else { return false }
    return answer.isEmpty
  }

  /// The regular files of a commit or a tree: paths and contents.
  package func files(
    of commit: GitObjectID
  ) throws(GitProblem) -> [(path: String, blob: GitObjectID)] {
    try tree(of: commit.text).entries.compactMap { entry in
      GitObjectID(entry.object).map { (entry.path, $0) }
    }
  }

  /// The commit that a revision names; nil when there is none.
  package func commitID(_ revision: String) throws(GitProblem) -> GitObjectID? {
    try commit(revision).flatMap { GitObjectID($0) }
  }

  /// Branches and tags, by name, and what they lead to.
  package func ends() throws(GitProblem) -> [(name: String, id: GitObjectID)] {
    try GitReferences(directory).all().compactMap { reference in
      GitObjectID(reference.id).map { (Self.short(reference.name), $0) }
    }
  }

  /// What some paths hold in commits: their contents' ids, commit by commit.
  package func contents(
    of paths: [String], in commits: [GitObjectID]
  ) throws(GitProblem) -> [Set<GitObjectID>] {
    // A line is a question.
    let paths = paths.filter { !$0.contains("\n") }
    guard !paths.isEmpty, !commits.isEmpty else { return commits.map { _ in [] } }
    let lines = commits.flatMap { commit in paths.map { "\(commit.text):\($0)\n" } }
    let answer = try ask(
      ["cat-file", "--batch-check=%(objectname)"], input: Array(lines.joined().utf8))
    let replies = answer.split(separator: 10)
    guard replies.count == lines.count else { throw .unsound("git cannot tell what commits hold") }
    return commits.indices.map { index in
      let own = replies[(index * paths.count)..<((index + 1) * paths.count)]
      // `COMMIT:PATH missing` is no id.
      return Set(own.compactMap { GitObjectID($0) })
    }
  }

  private static func short(_ name: String) -> String {
    for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/", "refs/"]
    where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }

  /// A file of a commit, of at most `limit` bytes; nil where there is none.
  ///
  /// - Parameter revision: the id of a commit; nil for what is checked out.
  package func content(
    of path: String, at revision: String?, limit: Int
  ) throws(GitProblem) -> [UInt8]? {
    guard let commit = revision ?? head else { return nil }
    let answer = try ask(["ls-tree", "-z", "--full-tree", commit, "--", path])
    guard let tab = answer.firstIndex(of: 9) else { return nil }
    let fields = String(decoding: answer[..<tab], as: UTF8.self).split(separator: " ")
    guard fields.count == 3, fields[0].hasPrefix("100") else { return nil }
    let id = String(fields[2])
    guard let bytes = try GitObjects([id], of: self, limit: limit).contents[id] else {
      throw .unsound("\(path) cannot be read")
    }
    return bytes
  }
}
