internal import Synchronization

/// Questions to git about a repository that a stranger may have made.
///
/// Git never sees the repository's own directory: a private one of ours points at its objects, its
/// index and its work tree, so that no configuration, hook, filter, attribute, replacement or
/// promisor of the repository is ever read. Git's answers are still the repository's data; what they
/// name is checked here.
package final class GitRepository: Sendable {
  let directory: GitDirectory
  private let home: PrivateFolder
  private let program: String
  private let limits: Child.Limits
  /// The id of the commit that is checked out; nil before the first one.
  let head: String?
  private let hasReferences = Atomic(false)

  package var workTree: String { directory.workTree }
  /// It has no work tree.
  package var isBare: Bool { directory.isBare }
  /// History ends at the commits that a shallow clone holds.
  package var isShallow: Bool { directory.isShallow }

  /// - Parameter workTree: the folder that holds `.git`.
  package convenience init(workTree: String) throws(GitProblem) {
    try self.init(workTree: workTree, limits: Child.Limits())
  }

  /// - Parameter limits: of each question.
  convenience init(workTree: String, limits: Child.Limits) throws(GitProblem) {
    guard let resolved = Files.resolved(workTree) else {
      throw .unsound("its folder is not there")
    }
    try self.init(GitDirectory(of: resolved), limits)
  }

  /// A repository that somebody has named, with a work tree or without one.
  package convenience init(named path: String) throws(GitProblem) {
    guard let resolved = Files.resolved(path) else { throw .unsound("its folder is not there") }
    let hasWorkTree = Files.entry(resolved + "/.git") != nil
    try self.init(
      hasWorkTree ? GitDirectory(of: resolved) : GitDirectory(bare: resolved), Child.Limits())
  }

  private init(_ directory: GitDirectory, _ limits: Child.Limits) throws(GitProblem) {
    guard let program = Self.program else { throw .unavailable("there is no git on the PATH") }
    self.program = program
    self.limits = limits
    self.directory = directory
    head = try GitReferences(directory).head()
    guard let home = PrivateFolder(), home.makeFolder("objects"), home.makeFolder("refs"),
      home.write("config", Self.configuration(directory)),
      home.write("HEAD", (head ?? "ref: refs/heads/none") + "\n")
    else { throw .unsound("no temporary folder can be made") }
    self.home = home
  }

  private static let program = Paths.program("git")

  private static func configuration(_ directory: GitDirectory) -> String {
    guard directory.usesSHA256 else {
      return "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
    }
    return "[core]\n\trepositoryformatversion = 1\n\tbare = false\n"
      + "[extensions]\n\tobjectFormat = sha256\n"
  }

  // MARK: Asking

  /// Nothing of ours reaches git, and nothing of the machine's.
  private var environment: [String: String] {
    var variables = [
      "PATH": Paths.parent(program) + ":/usr/bin:/bin", "LC_ALL": "C", "HOME": home.path,
      "GIT_DIR": home.path, "GIT_OBJECT_DIRECTORY": directory.common + "/objects",
      "GIT_INDEX_FILE": directory.own + "/index", "GIT_WORK_TREE": directory.workTree,
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
      "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "credlint-none",
      "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0",
      "GIT_LITERAL_PATHSPECS": "1",
    ]
    if directory.isShallow { variables["GIT_SHALLOW_FILE"] = directory.common + "/shallow" }
    return variables
  }

  private static let bounds = [
    "-c", "core.fsmonitor=false", "-c", "core.commitGraph=false", "-c", "core.multiPackIndex=false",
    "-c", "core.packedGitWindowSize=1m", "-c", "core.packedGitLimit=32m",
    "-c", "core.deltaBaseCacheLimit=32m", "--no-pager",
  ]

  /// What git prints about objects, index and work tree.
  ///
  /// - Parameter folder: of the work tree, which paths are relative to.
  func ask(
    _ question: [String], in folder: String? = nil, input: [UInt8] = []
  ) throws(GitProblem) -> [UInt8] {
    try take(child(question, in: folder).run(input: input, limits: limits))
  }

  /// The same for an answer of any length, piece by piece. Git has the time of a question for each.
  ///
  /// - Parameter receive: called for one piece after the other; false to hear no more.
  func ask(
    _ question: [String], input: [UInt8], _ receive: @escaping @Sendable ([UInt8]) -> Bool
  ) throws(GitProblem) {
    try take(child(question, in: nil).stream(input: input, limits: limits, to: receive))
  }

  private func child(_ question: [String], in folder: String?) -> Child {
    Child(
      program: program, arguments: Self.bounds + question, environment: environment,
      folder: folder ?? directory.workTree)
  }

  private func take<Output>(
    _ outcome: Result<Output, Child.Failure>
  ) throws(GitProblem) -> Output {
    switch outcome {
    case .success(let output): return output
    case .failure(.notStarted(let reason)): throw .unsound("git cannot be started: \(reason)")
    case .failure(.failed): throw .unsound("git cannot read it")
    case .failure(.tooLarge): throw .unsound("git's answer is too long")
    case .failure(.tooLate):
      throw .unsound("git did not answer in \(limits.seconds) seconds")
    }
  }

  /// Lets git know the repository's names of commits, for questions that name them.
  func addReferences() throws(GitProblem) {
    guard !hasReferences.exchange(true, ordering: .relaxed) else { return }
    let lines = try GitReferences(directory).all().map { "\($0.id) \($0.name)\n" }
    guard home.write("packed-refs", lines.joined()) else {
      throw .unsound("no temporary file can be written")
    }
  }

  // MARK: Answers

  /// The parts of an answer that null bytes separate.
  static func parts(_ answer: [UInt8]) -> [ArraySlice<UInt8>] {
    answer.split(separator: 0)
  }

  /// A path that git names, if it can only mean a file of the work tree.
  static func path(_ bytes: some Collection<UInt8>) -> String? {
    guard let path = String(validating: bytes, as: UTF8.self), Folder.isBeneath(path) else {
      return nil
    }
    // Most paths hold no letter that the names in question have.
    let mayBeGit = bytes.contains { $0 | 0x20 == UInt8(ascii: "g") }
    let isGit = mayBeGit && path.split(separator: "/").contains(where: isGitDirectory)
    return isGit ? nil : path
  }

  /// `.git`, and what file systems of other machines take for it (`read-cache.c`).
  private static func isGitDirectory(_ component: Substring) -> Bool {
    let name = component.unicodeScalars.filter { !ignorable.contains($0.value) }
    let text = String(String.UnicodeScalarView(name)).lowercased()
    let stem = text.prefix { $0 != ":" }
    return [".git", "git~1"].contains { name in
      stem.hasPrefix(name) && stem.dropFirst(name.count).allSatisfy { ". ".contains($0) }
    }
  }

  /// Code points that HFS+ leaves out of names.
  private static let ignorable: Set<UInt32> = [
    0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x206A, 0x206B, 0x206C,
    0x206D, 0x206E, 0x206F, 0xFEFF,
  ]
}
