/// Why git's answer cannot be had.
package enum GitProblem: Error {
  /// There is no git here.
  case unavailable(String)
  /// The repository is damaged or made to mislead, or git failed: its silence proves nothing.
  case unsound(String)

  package var message: String {
    switch self {
    case .unavailable(let reason), .unsound(let reason): reason
    }
  }
}

/// Where a repository keeps what git reads. Found and looked at before git starts: git trusts what
/// it finds, waits for ever at a pipe, and reads wherever a file of the repository sends it.
struct GitDirectory: Sendable {
  /// The folder of the work tree, absolute and without links; of a bare repository, its own.
  let workTree: String
  /// Holds HEAD and the index of this work tree.
  let own: String
  /// Holds objects and references; of a linked work tree, the main one's.
  let common: String
  var isBare: Bool { own == workTree }
  let usesSHA256: Bool
  let isShallow: Bool

  /// - Parameter workTree: the folder that holds `.git`, absolute and without links.
  init(of workTree: String) throws(GitProblem) {
    let place = workTree + "/.git"
    let own: String
    switch Files.entry(place) {
    case .directory?: own = place
    case .file?: own = try Self.target(of: place, workTree)
    default: throw .unsound(".git is no folder")
    }
    try self.init(workTree, own: own, common: try Self.common(of: own, place))
  }

  /// A repository without a work tree. One that stands inside another was put there by whoever wrote
  /// that one: only who names a bare repository asks for it.
  ///
  /// - Parameter bare: the folder that holds `HEAD`, absolute and without links.
  init(bare: String) throws(GitProblem) {
    guard Self.isBare(bare) else { throw .unsound("it is no repository of git") }
    try self.init(bare, own: bare, common: bare)
  }

  /// Whether a folder looks like a repository without a work tree.
  static func isBare(_ path: String) -> Bool {
    Files.entry(path + "/HEAD") == .file
      && ["objects", "refs"].allSatisfy { Files.entry(path + "/" + $0) == .directory }
  }

  private init(_ workTree: String, own: String, common: String) throws(GitProblem) {
    (self.workTree, self.own, self.common) = (workTree, own, common)
    for name in ["HEAD", "index"] { try Self.checkFile(own + "/" + name) }
    for name in ["config", "packed-refs", "shallow", "objects/info/alternates"] {
      try Self.checkFile(common + "/" + name)
    }
    for name in ["objects", "refs"] where Files.entry(common + "/" + name) != .directory {
      throw .unsound("git's \(name) is no folder")
    }
    usesSHA256 = try Self.usesSHA256(common + "/config")
    isShallow = Files.entry(common + "/shallow") == .file
  }

  /// Nothing is fine; what is there must be a file.
  private static func checkFile(_ path: String) throws(GitProblem) {
    guard let entry = Files.entry(path) else { return }
    guard entry == .file else { throw .unsound("git's \(Paths.name(path)) is no regular file") }
  }

  private static func line(of path: String) throws(GitProblem) -> String {
    try checkFile(path)
    guard let bytes = try? Files.read(path, limit: 4_096), !bytes.contains(0) else {
      throw .unsound("git's \(Paths.name(path)) cannot be read")
    }
    return String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
  }

  // MARK: Work trees that are elsewhere

  /// What a `.git` file names: a linked work tree that names it back, or a submodule of a
  /// repository around it.
  private static func target(of place: String, _ workTree: String) throws(GitProblem) -> String {
    let text = try line(of: place)
    guard text.hasPrefix("gitdir: ") else { throw .unsound(".git names no repository") }
    let named = Paths.absolute(String(text.dropFirst(8)), base: workTree)
    guard let target = Files.resolved(named), Files.isDirectory(target) else {
      throw .unsound(".git names a repository that is not there")
    }
    if Files.entry(target + "/commondir") != nil {
      let back = try line(of: target + "/gitdir")
      guard Files.resolved(Paths.absolute(back, base: target)) == place else {
        throw .unsound(".git names a repository that does not name it")
      }
      return target
    }
    guard isModule(target, of: workTree) else {
      throw .unsound(".git names a repository outside of those around it")
    }
    return target
  }

  /// `<around>/.git/modules/<name>`, of a repository at any level above.
  private static func isModule(_ target: String, of workTree: String) -> Bool {
    var folder = workTree
    while folder != "/" {
      folder = Paths.parent(folder)
      let place = folder + "/.git"
      switch Files.entry(place) {
      case .directory?:
        if Paths.relative(target, to: place + "/modules") != nil { return true }
      case .file?:
        guard let own = try? self.target(of: place, folder),
          let common = try? common(of: own, place)
        else { continue }
        if Paths.relative(target, to: common + "/modules") != nil { return true }
        if Paths.relative(target, to: own + "/modules") != nil { return true }
      default: continue
      }
    }
    return false
  }

  private static func common(of own: String, _ place: String) throws(GitProblem) -> String {
    guard Files.entry(own + "/commondir") != nil else { return own }
    let named = Paths.absolute(try line(of: own + "/commondir"), base: own)
    // `<main>/.git/worktrees/<name>` is all that git makes.
    guard own != place, let common = Files.resolved(named),
      Paths.parent(own) == common + "/worktrees"
    else { throw .unsound("git's commondir names another repository") }
    return common
  }

  // MARK: What the private directory must know

  /// Git believes whatever it is told: an index of SHA-256 that is read as one of SHA-1 is garbage
  /// without an error. The key stands in the repository's own configuration or nowhere (`setup.c`).
  private static func usesSHA256(_ path: String) throws(GitProblem) -> Bool {
    guard Files.entry(path) != nil else { return false }
    guard let bytes = try? Files.read(path, limit: 1 << 20) else {
      throw .unsound("git's \(Paths.name(path)) cannot be read")
    }
    let lines = String(decoding: bytes, as: UTF8.self).lowercased().split(separator: "\n")
    guard let line = lines.last(where: { $0.contains("objectformat") }) else { return false }
    let value = line.split(separator: "=").last.map(String.init) ?? ""
    switch value.filter({ !" \t\r\"".contains($0) }) {
    case "sha256": return true
    case "sha1": return false
    default: throw .unsound("git's config names an object format that is not known")
    }
  }

  /// Objects that the repository takes from elsewhere: only its own tree is read.
  func checkAlternates() throws(GitProblem) {
    let path = common + "/objects/info/alternates"
    guard Files.entry(path) != nil else { return }
    guard let bytes = try? Files.read(path, limit: 65_536) else {
      throw .unsound("git's \(Paths.name(path)) cannot be read")
    }
    for line in bytes.split(separator: 10) where line.first != UInt8(ascii: "#") {
      let named = Paths.absolute(
        String(decoding: line, as: UTF8.self), base: common + "/objects")
      guard let folder = Files.resolved(named), Paths.relative(folder, to: common) != nil else {
        throw .unsound("git's alternates name objects outside of the repository")
      }
    }
  }
}
