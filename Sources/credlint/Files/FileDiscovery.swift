internal import Manifests
internal import Repositories
internal import YAMLTree

/// Which files a run reads, and which of them it reports on.
struct FileDiscovery {
  struct Candidate: Sendable {
    /// The folder that the file is opened beneath; nil for what was named and is no file, such as
    /// the pipe of a shell.
    let folder: Folder?
    /// Relative to the folder.
    let path: String
    /// As reports show it.
    let shown: String
    let isReported: Bool
    /// It was named itself, and not a folder that holds it.
    var isNamed = false

    /// - Parameter limit: in bytes.
    func read(limit: Int) throws(Files.ReadFailure) -> [UInt8] {
      guard let folder else { return try Files.read(path, limit: limit) }
      return try folder.read(path, limit: limit)
    }
  }

  /// What is reported on of what was named.
  enum Selection {
    case everything
    case staged
    case changed(since: String)
    /// A commit, whatever the work tree holds.
    case revision(String)
  }

  enum ContextChoice {
    case repository
    case none
    case directory(String)
  }

  /// What is asked for.
  struct Question {
    /// As they were named.
    var paths: [String]
    var context: ContextChoice = .repository
    var selection: Selection = .everything
    /// gitignore patterns of what is passed over.
    var excluded: [String] = []
    /// gitignore patterns of what is read although it is others' code.
    var included: [String] = []
    /// Folders of the fixtures of the user's rules, which are wrong on purpose.
    var fixtures: [String] = []
    /// A repository that was named itself, bare or not; nil for the one around the first path.
    var repository: String?
    /// The path that is read in place of the disk, whether a file is there or not.
    var overlaid: String?
    /// What is passed over is wanted by its name.
    var listsEverything = false
  }

  private(set) var candidates: [Candidate] = []
  /// Files of other kinds, in which values of known credentials are looked for.
  private(set) var others: [Candidate] = []
  /// Text of `.gitattributes` files.
  private(set) var attributes: [(path: String, text: String)] = []
  /// What could not be read, so that silence proves nothing.
  private(set) var problems: [(path: String, message: String)] = []
  /// What the reader should know, without anything being left out.
  private(set) var notes: [(path: String, message: String)] = []
  private(set) var skippedLinks = 0
  /// Every file that git lists, as reports show it; nil where git was not asked.
  private(set) var listed: Set<String>?
  /// What reported paths are relative to.
  private(set) var root = "/"
  private(set) var changes: GitChanges?
  private(set) var repositories = KnownRepositories()
  private(set) var vendored: VendoredFolders
  /// What was passed over, and why, as the end of a sentence.
  private(set) var passedOver: [(path: String, reason: String)] = []
  private let excluded: IgnorePatterns
  /// With a slash at the end.
  private let fixtures: [String]
  private let listsEverything: Bool
  private var fixtureCount = 0
  private var excludedCount = 0
  private var seen: [String: String] = [:]
  private var seenOthers: Set<String> = []
  private var excludedNames = Set<String>()
  /// Links are not followed beneath the root, or beneath what was named outside of it.
  private var tree: ScannedTree

  init(_ question: Question) throws(UsageProblem) {
    excluded = IgnorePatterns(question.excluded)
    vendored = VendoredFolders(including: question.included)
    listsEverything = question.listsEverything
    fixtures = question.fixtures.map { folder in
      let path = Paths.absolute(folder, base: System.currentDirectory)
      return (Files.resolved(path) ?? path) + "/"
    }
    let base = System.currentDirectory
    try Self.checkPaths(of: question, base)
    var resolved: [String] = []
    var kept: [String] = []
    for written in question.paths {
      let path = Paths.absolute(written, base: base)
      let target = Self.resolved(path)
      if Self.leadsOut(target, written, base: base) {
        problems.append(
          (written, "\(written): leads out of the repository by a link; name its target"))
      } else {
        resolved.append(target)
        kept.append(written)
      }
    }
    let named = question.repository.map { Files.resolved($0) ?? $0 }
    root =
      named ?? Self.root(of: resolved, question.context, base: Files.resolved(base) ?? base)
    tree = ScannedTree(root)
    let contextRoot: String? =
      switch question.context {
      case .none: nil
      case .directory(let path): Paths.absolute(path, base: base)
      case .repository: named ?? resolved.first.flatMap { Paths.repositoryRoot(of: $0) }
      }
    for path in resolved { vendored.ask(for: shown(path)) }
    try findChanges(question.selection, in: contextRoot)
    collectNamed(resolved, as: kept)
    tellExcluded()
    if let contextRoot { collect(contextRoot, isReported: false) }
    candidates.sort { $0.shown.utf8.lexicographicallyPrecedes($1.shown.utf8) }
  }

  private static func checkPaths(of question: Question, _ base: String) throws(UsageProblem) {
    var isStaged = false
    if case .staged = question.selection { isStaged = true }
    if case .revision = question.selection { isStaged = true }
    for written in question.paths where !isStaged && written != question.overlaid {
      guard Files.entry(Paths.absolute(written, base: base)) != nil else {
        throw UsageProblem("'\(written)' does not exist")
      }
    }
    guard case .directory(let path) = question.context,
      !Files.isDirectory(Paths.absolute(path, base: base))
    else { return }
    throw UsageProblem("--context: '\(path)' is no folder")
  }

  /// A path without links; of what is not there, as far as it is.
  private static func resolved(_ path: String) -> String {
    if let path = Files.resolved(path) { return path }
    return Files.resolved(Paths.parent(path)).map { $0 + "/" + Paths.name(path) } ?? path
  }

  /// As reports show what was named.
  func shown(named written: String) -> String {
    shown(Self.resolved(Paths.absolute(written, base: System.currentDirectory)))
  }

  /// Who excludes all that there is has slipped, as with `!` alone.
  private mutating func tellExcluded() {
    if fixtureCount > 0 {
      let files = fixtureCount == 1 ? "1 file is" : "\(fixtureCount) files are"
      notes.append(("", "\(files) passed over as fixtures of rules"))
    }
    guard excludedCount > 0, !candidates.contains(where: \.isReported), changes == nil else {
      return
    }
    notes.append(("", "'exclude' passes over everything that was to be read"))
  }

  /// Nothing is read from the disk.
  private(set) var isOfCommit = false

  /// The folder that reported paths are relative to, held open.
  var folder: Folder? { tree.folder }

  /// Who answers for the files, where the repository says so.
  func owners() -> CodeOwners {
    let text = { (path: String) -> String? in
      guard let changes, changes.files != nil else { return tree.text(path) }
      return changes.contents[path].map { String(decoding: $0, as: UTF8.self) }
    }
    return CodeOwners(CodeOwners.places.lazy.compactMap(text).first ?? "")
  }

  /// Silence about a path that was named must not look like "nothing found".
  private mutating func collectNamed(_ paths: [String], as written: [String]) {
    var unread: [String] = []
    for (path, written) in zip(paths, written) {
      let known = seen.count
      collect(path, isReported: true)
      if seen.count == known || excludedNames.contains(path) { unread.append(written) }
    }
    guard let first = unread.first, excludedCount == 0 || !candidates.isEmpty else { return }
    let more = unread.count > 1 ? " and \(unread.count - 1) more" : ""
    notes.append(("", "nothing was read in '\(first)'\(more): empty or excluded"))
  }

  /// Who names a file of the repository may have the name from the repository, as a hook does.
  private static func leadsOut(_ resolved: String, _ written: String, base: String) -> Bool {
    guard let repository = Paths.repositoryRoot(of: base), let real = Files.resolved(repository),
      Paths.relative(Paths.absolute(written, base: base), to: base) != nil
    else { return false }
    return Paths.relative(resolved, to: real) == nil
  }

  private mutating func findChanges(
    _ selection: Selection, in repository: String?
  ) throws(UsageProblem) {
    let interest = GitChanges.Interest(limit: InputReader.maximumFileSize) {
      KnownFiles.isWanted(Paths.name($0)) || CodeOwners.places.contains($0)
    }
    do {
      switch selection {
      case .everything: return
      case .staged:
        guard let repository else { throw UsageProblem("--staged needs a git repository") }
        changes = try .staged(in: repositories.repository(repository), interest)
      case .changed(let revision):
        guard let repository else { throw UsageProblem("--changed-since needs a git repository") }
        changes = try .since(revision, in: repositories.repository(repository), interest)
      case .revision(let revision):
        guard let repository else { throw UsageProblem("a revision needs a git repository") }
        isOfCommit = true
        changes = try .at(revision, in: repositories.repository(repository), interest)
      }
    } catch let problem as GitProblem {
      changes = .none(problem)
    } catch let problem as UsageProblem {
      throw problem
    } catch {
      let revision: String
      let option: Message
      switch selection {
      case .changed(let name): (revision, option) = (name, "--changed-since")
      case .revision(let name): (revision, option) = (name, "--since")
      case .everything, .staged: return
      }
      let isShallow = repository.map { Files.entry($0 + "/.git/shallow") != nil } ?? false
      let hint: Message = isShallow ? "; the clone is shallow: fetch-depth: 0 brings the rest" : ""
      throw UsageProblem("\(option): there is no revision '\(revision)'\(hint)")
    }
    for (path, message) in changes?.gaps ?? [] {
      problems.append((path, path.isEmpty ? message : "\(path): \(message)"))
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
    if paths.count == 1, Files.isDirectory(first) { return first }
    return paths.dropFirst().reduce(Paths.parent(first)) { Paths.common($0, $1) }
  }

  private mutating func collect(_ path: String, isReported: Bool) {
    if let files = changes?.files { return collectStaged(files, under: path, isReported) }
    guard case .directory? = tree.entry(path) else {
      add(path, isReported: isReported, isNamed: true)
      return
    }
    if let repository = Paths.repositoryRoot(of: path) {
      do {
        let listing = try repositories.repository(repository).files(in: path)
        for name in listing.refused { refuse(path + "/" + name) }
        for file in listing.paths { addListed(path + "/" + file, isReported: isReported) }
        if listsEverything, isReported { findIgnored(path, Set(listing.paths), beneath: "") }
        return
      } catch {
        tell(error, of: repository, at: path)
      }
    }
    walk(path, isReported: isReported)
  }

  /// What would be read if git listed it.
  private mutating func findIgnored(_ root: String, _ listed: Set<String>, beneath folder: String) {
    for (name, entry) in tree.entries(folder.isEmpty ? root : root + "/" + folder) ?? [] {
      let relative = folder.isEmpty ? name : folder + "/" + name
      switch entry {
      case .directory? where name != ".git" && tree.entry(root + "/" + relative + "/.git") == nil:
        findIgnored(root, listed, beneath: relative)
      case .file? where KnownFiles.isWanted(name) && !listed.contains(relative):
        passOver(shown(root + "/" + relative), "git ignores it", true)
      default: break
      }
    }
  }

  /// Without git every file is read; a repository that misleads git may mislead about the rest.
  private mutating func tell(_ problem: GitProblem, of repository: String, at path: String) {
    let name = shown(repository).isEmpty ? "the repository" : shown(repository)
    let message =
      "git cannot list the files of \(name), so ignored ones are read too: \(problem.message)"
    switch problem {
    case .unavailable: notes.append((shown(path), message))
    case .unsound:
      if !problems.contains(where: { $0.message == message }) {
        problems.append((shown(path), message))
      }
    }
  }

  /// What git lists and no file can be called, or no text.
  private mutating func refuse(_ path: String) {
    guard path.unicodeScalars.contains("\u{FFFD}") else {
      problems.append(
        (shown(path), "\(shown(path)): git names it, and it can be no file of the repository"))
      return
    }
    guard KnownFiles.isWanted(Paths.name(path)), isNew(path) else { return }
    problems.append((shown(path), "\(shown(path)): name is not UTF-8, so it cannot be read"))
  }

  /// The index is the repository's: what was named is a part of it.
  private mutating func collectStaged(_ files: [String], under path: String, _ isReported: Bool) {
    listed = Set(files)
    for file in files where Paths.relative(root + "/" + file, to: path) != nil {
      let path = root + "/" + file
      if KnownFiles.isWanted(Paths.name(file)) {
        add(path, isReported: isReported, isNamed: false)
      } else {
        addOther(path)
      }
    }
  }

  /// A folder in git's list is a repository of its own: a submodule, or one inside the other.
  private mutating func addListed(_ path: String, isReported: Bool) {
    let entry = tree.entry(path)
    if case .directory? = entry {
      if tree.entry(path + "/.git") != nil { collect(path, isReported: isReported) }
      return
    }
    // What git lists and the work tree lacks was deleted.
    guard let entry else { return }
    let shown = shown(path)
    listed = listed ?? []
    listed?.insert(shown)
    addFound(path, entry, isReported: isReported)
  }

  private mutating func walk(_ directory: String, isReported: Bool) {
    guard let entries = tree.entries(directory) else {
      guard isNew(directory) else { return }
      let name = shown(directory).isEmpty ? "." : shown(directory)
      problems.append((shown(directory), "\(name): folder cannot be read"))
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
  private mutating func addFound(_ path: String, _ entry: Files.Entry?, isReported: Bool) {
    guard KnownFiles.isWanted(Paths.name(path)) else {
      if changes == nil, case .file? = entry ?? tree.entry(path) { addOther(path) }
      return
    }
    switch entry ?? tree.entry(path) {
    case .file?: add(path, isReported: isReported, isNamed: false)
    case .link?:
      skippedLinks += 1
      passOver(shown(path), "it is a link", isReported)
    default: break
    }
  }

  private mutating func addOther(_ path: String) {
    let shown = shown(path)
    guard seenOthers.insert(path).inserted, !vendored.isVendored(shown), !excluded.cover(shown),
      !fixtures.contains(where: path.hasPrefix)
    else { return }
    let (folder, relative) = tree.place(of: path)
    others.append(Candidate(folder: folder, path: relative, shown: shown, isReported: false))
  }

  /// Texts that Unicode takes for the same are two files to the system, and one would hide the
  /// other.
  private mutating func isNew(_ path: String) -> Bool {
    guard let known = seen.updateValue(path, forKey: path) else { return true }
    if !known.utf8.elementsEqual(path.utf8) {
      problems.append(
        (shown(path), "\(shown(path)): another file's name is the same text; rename one"))
    }
    return false
  }

  private mutating func add(_ path: String, isReported: Bool, isNamed: Bool) {
    let shown = shown(path)
    guard !vendored.leavesOut(shown) else {
      return passOver(shown, "it is in a folder of others' code", isReported)
    }
    guard isNew(path) else { return }
    if excluded.cover(shown) || fixtures.contains(where: path.hasPrefix) {
      if isNamed { excludedNames.insert(path) }
      if fixtures.contains(where: path.hasPrefix) {
        fixtureCount += 1
      } else if isReported {
        excludedCount += 1
      }
      return passOver(shown, "a pattern of 'exclude' names it", isReported)
    }
    let isReported = isReported && changes?.paths.contains(shown) ?? true
    let (folder, relative) = tree.place(of: path)
    let candidate = Candidate(
      folder: folder, path: relative, shown: shown, isReported: isReported,
      isNamed: isNamed && isReported)
    if Paths.name(path) == ".gitattributes" {
      if let bytes = changes?.contents[shown] ?? (try? candidate.read(limit: 1_000_000)) {
        attributes.append((shown, String(decoding: bytes, as: UTF8.self)))
      }
      if !isNamed { return }
    }
    candidates.append(candidate)
  }

  private mutating func passOver(_ shown: String, _ reason: String, _ isReported: Bool) {
    if listsEverything, isReported { passedOver.append((shown, reason)) }
  }

  private func shown(_ path: String) -> String { Paths.relative(path, to: root) ?? path }
}
