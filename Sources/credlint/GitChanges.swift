/// What changed in a repository, and contents that are not in its work tree. Paths are relative to
/// the repository.
struct GitChanges {
  /// Files to report on, deleted ones included.
  private(set) var paths: Set<String> = []
  /// Files to read; nil for those of the work tree.
  private(set) var files: [String]?
  /// Contents to read in place of the work tree's.
  private(set) var contents: [String: [UInt8]] = [:]
  /// Contents of changed files before the change.
  private(set) var earlier: [String: [UInt8]] = [:]

  /// What a commit of now would hold: the index, and what of it differs from the last commit.
  static func staged(in root: String, isWanted: (String) -> Bool) throws(UsageProblem) -> Self {
    guard let entries = Git.index(in: root),
      let staged = Git.names(["diff", "--cached", "--diff-filter=d"] + listing, in: root),
      let modified = Git.namesWithoutFilters(["diff"] + listing, in: root)
    else { throw UsageProblem("--staged: git cannot tell what is staged in '\(root)'") }
    var changes = GitChanges()
    changes.paths = Set(staged)
    // Regular files, unless they wait for a merge.
    let blobs = entries.filter { $0.mode.hasPrefix("100") && $0.stage == "0" && isWanted($0.path) }
    changes.files = blobs.map(\.path)
    let isModified = Set(modified)
    let different = blobs.filter { isModified.contains($0.path) }
    guard let contents = read(different.map(\.object), in: root) else {
      throw UsageProblem("--staged: git cannot read what is staged in '\(root)'")
    }
    for (blob, bytes) in zip(different, contents) { changes.contents[blob.path] = bytes }
    return changes
  }

  /// What the work tree changed since it parted from a revision: untracked files are new.
  static func since(
    _ revision: String, in root: String, isWanted: (String) -> Bool
  ) throws(UsageProblem) -> Self {
    guard !revision.hasPrefix("-"),
      let commit = line(["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], in: root)
    else { throw UsageProblem("--changed-since: there is no revision '\(revision)'") }
    // Two histories without a common commit, or a shallow clone: the revision itself.
    let base = line(["merge-base", commit, "HEAD"], in: root) ?? commit
    guard let changed = Git.namesWithoutFilters(["diff"] + listing + [base], in: root),
      let new = Git.names(["ls-files", "-z", "--others", "--exclude-standard"], in: root)
    else { throw UsageProblem("--changed-since: git cannot compare with '\(revision)'") }
    var changes = GitChanges()
    changes.paths = Set(changed + new)
    let wanted = changed.filter { isWanted($0) && !$0.contains("\n") }
    guard let contents = read(wanted.map { "\(base):\($0)" }, in: root) else {
      throw UsageProblem("--changed-since: git cannot read the files of '\(revision)'")
    }
    for (path, bytes) in zip(wanted, contents) { changes.earlier[path] = bytes }
    return changes
  }

  /// Names alone: neither renames nor what a configuration would run on contents.
  private static let listing = [
    "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules",
  ]

  private static func line(_ question: [String], in root: String) -> String? {
    guard let bytes = Git.output(question, in: root), !bytes.isEmpty else { return nil }
    return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
  }

  /// The objects' bytes in the order of their names, nil for what is not there; nil when git fails.
  private static func read(_ names: [String], in root: String) -> [[UInt8]?]? {
    guard !names.isEmpty else { return [] }
    let lines = names.map { $0 + "\n" }.joined()
    guard let output = Git.output(["cat-file", "--batch"], in: root, input: Array(lines.utf8))
    else { return nil }
    var rest = output[...]
    return names.map { _ in
      // `hash blob size`, the bytes and a line break; or `name missing`.
      guard let end = rest.firstIndex(of: 10) else { return nil }
      let header = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard header.count == 3, header[1] == "blob", let size = Int(header[2]), size < rest.count
      else { return nil }
      defer { rest = rest.dropFirst(size + 1) }
      return Array(rest.prefix(size))
    }
  }
}
