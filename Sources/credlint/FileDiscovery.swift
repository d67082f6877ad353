internal import Manifests
internal import YAMLTree

/// Which files a run reads, and which of them it reports on.
struct FileDiscovery {
  struct Candidate: Sendable {
    /// Where the file is.
    let path: String
    /// As reports show it.
    let shown: String
    let isReported: Bool
  }

  /// What is reported on of what was named.
  enum Selection {
    case everything
    case staged
    case changed(since: String)
  }

  enum ContextChoice {
    case repository
    case none
    case directory(String)
  }

  private(set) var candidates: [Candidate] = []
  /// Text of `.gitattributes` files.
  private(set) var attributes: [(path: String, text: String)] = []
  private(set) var problems: [(path: String, message: String)] = []
  /// What the reader should know, without anything being left out.
  private(set) var notes: [(path: String, message: String)] = []
  private(set) var skippedLinks = 0
  /// Every file that git lists, as reports show it; nil where git was not asked.
  private(set) var listed: Set<String>?
  /// What reported paths are relative to.
  private(set) var root = "/"
  private(set) var changes: GitChanges?
  private let excluded: [String]
  /// Folders that are not read, with a slash at the end: the fixtures of the user's rules are wrong
  /// on purpose.
  private let passedOver: [String]
  private var seen = Set<String>()
  private var excludedNames = Set<String>()

  init(
    _ paths: [String], context: ContextChoice, selection: Selection = .everything,
    excluding excluded: [String], passingOver folders: [String] = []
  ) throws(UsageProblem) {
    self.excluded = excluded
    passedOver = folders.map { folder in
      let path = Paths.absolute(folder, base: System.currentDirectory)
      return (System.resolved(path) ?? path) + "/"
    }
    let base = System.currentDirectory
    let named = paths.map { Paths.absolute($0, base: base) }
    var isStaged = false
    if case .staged = selection { isStaged = true }
    for (path, written) in zip(named, paths) where !isStaged && System.entry(path) == nil {
      throw UsageProblem("'\(written)' does not exist")
    }
    if case .directory(let path) = context {
      guard case .directory? = System.entry(Paths.absolute(path, base: base)) else {
        throw UsageProblem("--context: '\(path)' is no folder")
      }
    }
    let resolved = named.map { System.resolved($0) ?? $0 }
    root = Self.root(of: resolved, context, base: System.resolved(base) ?? base)
    let contextRoot: String? =
      switch context {
      case .none: nil
      case .directory(let path): Paths.absolute(path, base: base)
      case .repository: resolved.first.flatMap { Paths.repositoryRoot(of: $0) }
      }
    changes = try Self.changes(selection, in: contextRoot)
    collectNamed(resolved, as: paths)
    if let contextRoot { collect(contextRoot, isReported: false) }
    candidates.sort { $0.shown.utf8.lexicographicallyPrecedes($1.shown.utf8) }
  }

  /// Silence about a path that was named must not look like "nothing found".
  private mutating func collectNamed(_ paths: [String], as written: [String]) {
    var unread: [String] = []
    for (path, written) in zip(paths, written) {
      let known = seen.count
      collect(path, isReported: true)
      if seen.count == known || excludedNames.contains(path) { unread.append(written) }
    }
    guard let first = unread.first else { return }
    let more = unread.count > 1 ? " and \(unread.count - 1) more" : ""
    notes.append(("", "nothing was read in '\(first)'\(more): empty or excluded"))
  }

  private static func changes(
    _ selection: Selection, in repository: String?
  ) throws(UsageProblem) -> GitChanges? {
    func wants(_ path: String) -> Bool { isWanted(Paths.name(path)) }
    switch selection {
    case .everything: return nil
    case .staged:
      guard let repository else { throw UsageProblem("--staged needs a git repository") }
      return try .staged(in: repository, isWanted: wants)
    case .changed(let revision):
      guard let repository else { throw UsageProblem("--changed-since needs a git repository") }
      return try .since(revision, in: repository, isWanted: wants)
    }
  }

  /// The repository, or the folder that is scanned, or the current folder.
  private static func root(of paths: [String], _ context: ContextChoice, base: String) -> String {
    if case .directory(let path) = context { return Paths.absolute(path, base: base) }
    guard let first = paths.first else { return base }
    if let repository = Paths.repositoryRoot(of: first),
      paths.allSatisfy({ Paths.relative($0, to: repository) != nil })
    {
      return repository
    }
    if paths.allSatisfy({ Paths.relative($0, to: base) != nil }) { return base }
    if paths.count == 1, case .directory? = System.entry(first) { return first }
    return paths.dropFirst().reduce(Paths.parent(first)) { Paths.common($0, $1) }
  }

  private mutating func collect(_ path: String, isReported: Bool) {
    if let files = changes?.files { return collectStaged(files, under: path, isReported) }
    guard case .directory? = System.entry(path) else {
      add(path, isReported: isReported, isNamed: true)
      return
    }
    if let repository = Paths.repositoryRoot(of: path) {
      if let files = Git.files(in: path) {
        for file in files { addListed(path + "/" + file, isReported: isReported) }
        return
      }
      let name = shown(repository).isEmpty ? "the repository" : shown(repository)
      notes.append(
        (
          shown(path),
          "git cannot list the files of \(name), so ignored ones are read too; is git here, and is "
            + "the repository yours, or a safe.directory?"
        ))
    }
    walk(path, isReported: isReported)
  }

  /// The index is the repository's: what was named is a part of it.
  private mutating func collectStaged(_ files: [String], under path: String, _ isReported: Bool) {
    listed = Set(files)
    for file in files where Paths.relative(root + "/" + file, to: path) != nil {
      add(root + "/" + file, isReported: isReported, isNamed: false)
    }
  }

  /// A folder in git's list is a repository of its own: a submodule, or one inside the other.
  private mutating func addListed(_ path: String, isReported: Bool) {
    let path = path.hasSuffix("/") ? String(path.dropLast()) : path
    let entry = System.entry(path)
    if case .directory? = entry {
      if System.entry(path + "/.git") != nil { collect(path, isReported: isReported) }
      return
    }
    // What git lists and the work tree lacks was deleted, unless its name was not text.
    if entry == nil, path.contains("\u{FFFD}"), Self.isWanted(Paths.name(path)),
      seen.insert(path).inserted
    {
      problems.append((shown(path), "\(shown(path)): name is not UTF-8, so it cannot be read"))
    }
    let shown = shown(path)
    listed = listed ?? []
    listed?.insert(shown)
    addFound(path, entry, isReported: isReported)
  }

  private mutating func walk(_ directory: String, isReported: Bool) {
    guard let entries = System.entries(in: directory) else {
      guard seen.insert(directory).inserted else { return }
      problems.append((shown(directory), "\(shown(directory)): folder cannot be read"))
      return
    }
    for (name, entry) in entries where name != ".git" {
      let path = directory + "/" + name
      switch entry {
      case .directory?: walk(path, isReported: isReported)
      case .file?, .link?: addFound(path, entry, isReported: isReported)
      default: break
      }
    }
  }

  /// A link is passed over: inside the root its target is read itself, and outside it is foreign.
  private mutating func addFound(_ path: String, _ entry: System.Entry?, isReported: Bool) {
    guard Self.isWanted(Paths.name(path)) else { return }
    switch entry ?? System.entry(path) {
    case .file?: add(path, isReported: isReported, isNamed: false)
    case .link?: skippedLinks += 1
    default: break
    }
  }

  private mutating func add(_ path: String, isReported: Bool, isNamed: Bool) {
    let shown = shown(path)
    guard seen.insert(path).inserted else { return }
    guard !excluded.contains(where: { PathPattern.matches($0, shown) }),
      !passedOver.contains(where: path.hasPrefix)
    else {
      if isNamed { excludedNames.insert(path) }
      return
    }
    let isReported = isReported && changes?.paths.contains(shown) ?? true
    if Paths.name(path) == ".gitattributes" {
      if let bytes = changes?.contents[shown] ?? (try? System.read(path, limit: 1_000_000)) {
        attributes.append((shown, String(decoding: bytes, as: UTF8.self)))
      }
      if !isNamed { return }
    }
    candidates.append(Candidate(path: path, shown: shown, isReported: isReported))
  }

  private func shown(_ path: String) -> String { Paths.relative(path, to: root) ?? path }

  private static let suffixes = [
    ".yaml", ".yml", ".json", ".sh", ".bash", ".mk", ".dockerconfigjson", ".dockercfg",
    ".kubeconfig", ".yaml.dec", ".yml.dec",
  ]
  private static let names: Set<String> = [
    "Makefile", "makefile", "Kustomization", ".gitattributes", "kubeconfig",
  ]

  private static func isWanted(_ name: String) -> Bool {
    names.contains(name) || suffixes.contains(where: name.hasSuffix)
      || InputFile.isKeyFileName(name)
  }
}
