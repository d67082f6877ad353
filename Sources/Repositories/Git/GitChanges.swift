/// What changed in a repository, and contents that are not in its work tree. Paths are relative to
/// the repository.
package struct GitChanges: Sendable {
  /// Files to report on, deleted ones included.
  package private(set) var paths: Set<String> = []
  /// Files to read; nil for those of the work tree.
  package private(set) var files: [String]?
  /// Contents to read in place of the work tree's.
  package private(set) var contents: [String: [UInt8]] = [:]
  /// Contents of changed files before the change.
  package private(set) var earlier: [String: [UInt8]] = [:]
  /// Files of a commit whose contents nobody wanted so far, by path: ids of their contents.
  package private(set) var unread: [String: GitObjectID] = [:]
  /// What git could not tell, in sentences: silence about it proves nothing.
  package private(set) var gaps: [(path: String, message: String)] = []

  /// Why no changes can be told of at all.
  package enum Failure: Error {
    case unknownRevision
  }

  /// - Parameters:
  ///   - limit: of a file, in bytes.
  ///   - isWanted: whether a file's content is of interest.
  package struct Interest: Sendable {
    let limit: Int
    let isWanted: @Sendable (String) -> Bool

    package init(limit: Int, isWanted: @escaping @Sendable (String) -> Bool) {
      self.limit = limit
      self.isWanted = isWanted
    }
  }

  /// A repository that cannot be asked.
  package static func none(_ problem: GitProblem) -> GitChanges {
    var changes = GitChanges()
    changes.files = []
    changes.gaps = [("", problem.message)]
    return changes
  }

  /// What a commit of now would hold: the index, and what of it differs from the last commit.
  package static func staged(
    in repository: GitRepository, _ interest: Interest
  ) throws(GitProblem) -> Self {
    let (entries, refused) = try repository.index()
    var changes = GitChanges()
    changes.refuse(refused)
    // Before the first commit everything is new.
    var staged = Set(entries.map(\.path))
    if let head = repository.head {
      let rows = try repository.differences(["diff-index", "--cached", head])
      staged = Set(rows.map(\.path))
      try changes.addEarlier(rows, [], repository, interest)
    }
    let modified = Set(try repository.differences(["diff-files"]).map(\.path))
    changes.paths = staged
    // Regular files, unless they wait for a merge.
    let blobs = entries.filter { $0.isFile && interest.isWanted($0.path) }
    // What is judged comes from git itself: the work tree may only look the same.
    let needed = blobs.filter {
      staged.contains($0.path) || modified.contains($0.path) || $0.isUncompared
    }
    let objects = try GitObjects(needed.map(\.object), of: repository, limit: interest.limit)
    var unreadable = Set<String>()
    for blob in needed {
      changes.contents[blob.path] = objects.contents[blob.object]
      guard objects.contents[blob.object] == nil else { continue }
      unreadable.insert(blob.path)
      changes.gaps.append(
        (blob.path, "what is staged cannot be read: git lacks it, it is forged, or it is too large")
      )
    }
    changes.files = blobs.map(\.path).filter { !unreadable.contains($0) }
    return changes
  }

  /// What the work tree changed since it parted from a revision: untracked files are new.
  ///
  /// - Throws: `GitProblem`, or `Failure` for a revision that is not there.
  package static func since(
    _ revision: String, in repository: GitRepository, _ interest: Interest
  ) throws -> Self {
    guard !revision.hasPrefix("-"), let commit = try repository.commit(revision) else {
      throw Failure.unknownRevision
    }
    // Two histories without a common commit, or a shallow clone: the revision itself.
    let base = repository.head.flatMap { repository.mergeBase(commit, $0) } ?? commit
    let (entries, refused) = try repository.index()
    let inIndex = try repository.differences(["diff-index", "--cached", base])
    let inTree = try repository.differences(["diff-files"])
    var changes = GitChanges()
    changes.refuse(refused)
    let objects = Dictionary(
      entries.map { ($0.path, $0.object) }, uniquingKeysWith: { first, _ in first })
    let tree = try? Folder(repository.workTree)
    // Git compares times and sizes; bytes decide.
    let touched = inTree.filter { row in
      guard !row.isDeletion, let object = objects[row.path],
        let bytes = try? tree?.read(row.path, limit: interest.limit)
      else { return true }
      return repository.id(of: bytes) != object
    }
    let unseen = entries.filter(\.isUncompared).map(\.path)
    changes.paths = Set(
      inIndex.map(\.path) + touched.map(\.path) + unseen + (try repository.untracked()))
    try changes.addEarlier(
      inIndex, touched.compactMap { row in objects[row.path].map { (row.path, $0) } }, repository,
      interest)
    return changes
  }

  /// What changed files held at the base: the diff against it says, and else the index.
  private mutating func addEarlier(
    _ inIndex: [GitRepository.Difference], _ touched: [(path: String, object: String)],
    _ repository: GitRepository, _ interest: Interest
  ) throws(GitProblem) {
    var wanted: [String: String] = [:]
    for (path, object) in touched { wanted[path] = object }
    for row in inIndex { wanted[row.path] = row.before }
    wanted = wanted.filter { interest.isWanted($0.key) }
    let objects = try GitObjects(wanted.values.sorted(), of: repository, limit: interest.limit)
    for (path, object) in wanted.sorted(by: { $0.key < $1.key }) {
      earlier[path] = objects.contents[object]
      if earlier[path] == nil {
        gaps.append(
          (path, "what it was cannot be read: git lacks it, it is forged, or it is too large"))
      }
    }
  }

  /// A whole commit in place of the work tree, which is not looked at.
  ///
  /// - Throws: `GitProblem`, or `Failure` for a revision that is not there.
  package static func at(
    _ revision: String, in repository: GitRepository, _ interest: Interest
  ) throws -> Self {
    guard !revision.hasPrefix("-"), let commit = try repository.commit(revision) else {
      throw Failure.unknownRevision
    }
    let (entries, refused) = try repository.tree(of: commit)
    var changes = GitChanges()
    changes.refuse(refused)
    let wanted = entries.filter { interest.isWanted($0.path) }
    let objects = try GitObjects(wanted.map(\.object), of: repository, limit: interest.limit)
    for entry in wanted { changes.contents[entry.path] = objects.contents[entry.object] }
    for entry in entries where !interest.isWanted(entry.path) {
      changes.unread[entry.path] = GitObjectID(entry.object)
    }
    changes.files = entries.map(\.path).filter {
      changes.contents[$0] != nil || changes.unread[$0] != nil
    }
    changes.paths = Set(changes.files ?? [])
    for entry in wanted where changes.contents[entry.path] == nil {
      changes.gaps.append(
        (entry.path, "it cannot be read: git lacks it, it is forged, or it is too large"))
    }
    return changes
  }

  private mutating func refuse(_ paths: [String]) {
    for path in paths {
      gaps.append((path, "git's index names it, and it can be no file of the repository"))
    }
  }
}

extension GitRepository {
  /// Files whose content in git equals that of the work tree, byte by byte: no filter has changed
  /// them.
  package func storedAsTheyStand(_ paths: [String], limit: Int) throws(GitProblem) -> Set<String> {
    let stored = Dictionary(
      try index().entries.map { ($0.path, $0.object) }, uniquingKeysWith: { _, last in last })
    guard let tree = try? Folder(workTree) else { return [] }
    return Set(
      paths.filter { path in
        guard let object = stored[path], let bytes = try? tree.read(path, limit: limit) else {
          return false
        }
        return id(of: bytes) == object
      })
  }

  /// A file as it is staged; nil when it is not.
  package func staged(_ path: String, limit: Int) throws(GitProblem) -> [UInt8]? {
    guard let entry = try index().entries.first(where: { $0.path == path && $0.isFile }) else {
      return nil
    }
    guard let bytes = try GitObjects([entry.object], of: self, limit: limit).contents[entry.object]
    else {
      throw .unsound("what is staged as \(path) cannot be read")
    }
    return bytes
  }
}
