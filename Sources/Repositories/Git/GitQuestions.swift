/// What is asked about the index and the work tree.
extension GitRepository {
  /// One file of the index.
  package struct IndexEntry: Sendable {
    package let path: String
    /// Octal, as git writes it: `100644`.
    package let mode: String
    package let object: String
    /// `0`, or the side of a merge that waits.
    package let stage: String
    /// Git was told not to look at the work tree's file.
    let isUncompared: Bool

    package var isFile: Bool { mode.hasPrefix("100") && stage == "0" }
  }

  /// Paths that git names, and what it names that is no path of the work tree.
  package struct Listing: Sendable {
    package var paths: [String] = []
    /// As they can be shown.
    package var refused: [String] = []

    fileprivate mutating func add(_ bytes: ArraySlice<UInt8>) {
      // A repository inside this one ends with a slash.
      let trimmed = bytes.last == UInt8(ascii: "/") && bytes.count > 1 ? bytes.dropLast() : bytes
      guard let path = GitRepository.path(trimmed) else {
        refused.append(String(decoding: bytes, as: UTF8.self))
        return
      }
      paths.append(path)
    }
  }

  /// Files that git tracks or would track beneath a folder of the work tree, relative to it. Only
  /// `.gitignore` files leave files out: neither the repository's nor the user's own settings do.
  package func files(in folder: String) throws(GitProblem) -> Listing {
    try list(["--cached", "--others"], in: folder)
  }

  /// Files that git does not track and does not ignore.
  func untracked() throws(GitProblem) -> [String] {
    try list(["--others"], in: directory.workTree).paths
  }

  private func list(_ kinds: [String], in folder: String) throws(GitProblem) -> Listing {
    let answer = try ask(
      ["ls-files", "-z"] + kinds + ["--exclude-per-directory=.gitignore"], in: folder)
    var listing = Listing()
    for part in Self.parts(answer) { listing.add(part) }
    return listing
  }

  /// What the index holds. Entries whose path is none are left out, and listed.
  package func index() throws(GitProblem) -> (entries: [IndexEntry], refused: [String]) {
    let answer = try ask(["ls-files", "-s", "-v", "-z"])
    var refused: [String] = []
    let entries = Self.parts(answer).compactMap { entry -> IndexEntry? in
      // `TAG mode id stage<TAB>path`
      guard let tab = entry.firstIndex(of: 9) else { return nil }
      let fields = String(decoding: entry[..<tab], as: UTF8.self).split(separator: " ")
      guard fields.count == 4 else { return nil }
      guard let path = Self.path(entry[(tab + 1)...]) else {
        refused.append(String(decoding: entry[(tab + 1)...], as: UTF8.self))
        return nil
      }
      return IndexEntry(
        path: path, mode: String(fields[1]), object: String(fields[2]), stage: String(fields[3]),
        isUncompared: fields[0] == "S" || fields[0].first?.isLowercase == true)
    }
    return (entries, refused)
  }

  /// The regular files of a commit, and what it names that can be none.
  func tree(
    of commit: String
  ) throws(GitProblem) -> (entries: [(path: String, object: String)], refused: [String]) {
    let answer = try ask(["ls-tree", "-r", "-z", "--full-tree", commit])
    var refused: [String] = []
    let entries = Self.parts(answer).compactMap { entry -> (path: String, object: String)? in
      // `mode type id<TAB>path`
      guard let tab = entry.firstIndex(of: 9) else { return nil }
      let fields = String(decoding: entry[..<tab], as: UTF8.self).split(separator: " ")
      guard fields.count == 3, fields[0].hasPrefix("100") else { return nil }
      guard let path = Self.path(entry[(tab + 1)...]) else {
        refused.append(String(decoding: entry[(tab + 1)...], as: UTF8.self))
        return nil
      }
      return (path, String(fields[2]))
    }
    return (entries, refused)
  }

  struct Difference {
    let path: String
    /// Nil where there was no file before.
    let before: String?
    /// Nil where git did not read the content.
    let after: String?
    let isDeletion: Bool
  }

  /// The rows of a raw diff: `:mode mode id id S NUL path NUL`.
  func differences(_ question: [String]) throws(GitProblem) -> [Difference] {
    let answer = try ask(
      question.prefix(1) + [
        "--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=all",
      ]
        + question.dropFirst())
    let parts = Self.parts(answer)
    return stride(from: 0, to: parts.count - 1, by: 2).compactMap { index in
      let fields = String(decoding: parts[index], as: UTF8.self).split(separator: " ")
      guard fields.count == 5, let path = Self.path(parts[index + 1]) else { return nil }
      func id(_ field: Substring) -> String? {
        field.allSatisfy { $0 == "0" } ? nil : String(field)
      }
      return Difference(
        path: path, before: id(fields[2]), after: id(fields[3]), isDeletion: fields[4] == "D")
    }
  }

  // MARK: Commits

  /// The id of the commit that a revision names; nil when there is none. What stands in
  /// configurations and logs, as `@{upstream}` and `main@{1}` do, is none.
  func commit(_ revision: String) throws(GitProblem) -> String? {
    if revision == "HEAD" { return head }
    try addReferences()
    let question = [
      "rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}",
    ]
    do {
      return id(try ask(question))
    } catch {
      // Git says with its exit code alone that there is none.
      if case .unsound = error { return nil }
      throw error
    }
  }

  /// The last commit that two histories share; nil where there is none, or a shallow clone ends
  /// before it.
  func mergeBase(_ one: String, _ other: String) -> String? {
    (try? ask(["merge-base", one, other])).flatMap(id)
  }

  private func id(_ answer: [UInt8]) -> String? {
    let text = String(decoding: answer.prefix { $0 != 10 }, as: UTF8.self)
    return isID(text) ? text : nil
  }

  func isID(_ text: String) -> Bool {
    text.utf8.count == (directory.usesSHA256 ? 64 : 40) && text.allSatisfy(\.isHexDigit)
  }
}
