/// What names of a repository lead to, and what stands in commits.
extension GitRepository {
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

  /// The texts of the files in a folder of a commit, by path, each of at most `limit` bytes.
  package func texts(
    in folder: String, at revision: String?, limit: Int
  ) throws(GitProblem) -> [(path: String, text: String)] {
    guard let commit = revision ?? head else { return [] }
    let prefix = folder.split(separator: "/").filter { $0 != "." }.joined(separator: "/") + "/"
    let own = try tree(of: commit).entries.filter { $0.path.hasPrefix(prefix) }
    let contents = try GitObjects(own.map(\.object), of: self, limit: limit).contents
    return own.compactMap { entry in
      contents[entry.object].map { (entry.path, String(decoding: $0, as: UTF8.self)) }
    }
  }
}

extension GitRepository {
  /// What a plan must know of a repository.
  package struct Summary: Sendable {
    /// The id of the commit that is checked out; nil before the first one.
    package let head: String?
    /// Where it was cloned from, as its configuration has it; nil where nothing tells.
    package let url: String?
    /// Of its packs, in bytes.
    package let size: Int
  }

  /// Nil for a folder that is no repository. Git is not asked.
  ///
  /// - Parameter path: absolute and without links.
  package static func summary(of path: String) -> Summary? {
    let hasWorkTree = Files.entry(path + "/.git") != nil
    guard hasWorkTree || GitDirectory.isBare(path) else { return nil }
    guard
      let directory = try? hasWorkTree ? GitDirectory(of: path) : GitDirectory(bare: path)
    else { return Summary(head: nil, url: nil, size: 0) }
    let references = try? GitReferences(directory)
    let head = (try? references?.head()) ?? references.flatMap(mainBranch)
    let packs = (try? Folder(directory.common + "/objects/pack"))?.entries() ?? []
    let size = packs.filter { $0.name.hasSuffix(".pack") }.reduce(0) { sum, pack in
      sum + (Files.size(directory.common + "/objects/pack/" + pack.name) ?? 0)
    }
    return Summary(head: head, url: origin(directory.common + "/config"), size: size)
  }

  /// What stands in for a HEAD that leads to a branch which nobody has made.
  private static func mainBranch(_ references: GitReferences) -> String? {
    let all = (try? references.all()) ?? []
    let branches = all.filter { $0.name.hasPrefix("refs/heads/") }
    let usual = ["main", "master", "develop", "trunk"].lazy.compactMap { name in
      branches.first { $0.name == "refs/heads/" + name }
    }.first
    return (usual ?? branches.first)?.id
  }

  /// The `url` of `[remote "origin"]`: git is not asked, and includes are not followed.
  private static func origin(_ path: String) -> String? {
    guard Files.entry(path) == .file, let bytes = try? Files.read(path, limit: 1 << 20) else {
      return nil
    }
    var isOrigin = false
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split { " \t\r".contains($0) }
      if line.first == "[" { isOrigin = words.joined(separator: " ") == "[remote \"origin\"]" }
      if isOrigin, words.count == 3, words[0] == "url", words[1] == "=" { return String(words[2]) }
    }
    return nil
  }

  package static func isCommitID(_ text: String) -> Bool { GitObjectID(text) != nil }
}
