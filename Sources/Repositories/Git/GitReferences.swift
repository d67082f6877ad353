/// The names of commits, read by us: git would read the repository's configuration to find them,
/// and every file that it includes.
struct GitReferences {
  private let own: Folder
  private let common: Folder

  init(_ directory: GitDirectory) throws(GitProblem) {
    do throws(Files.ReadFailure) {
      own = try Folder(directory.own)
      common = try Folder(directory.common)
    } catch {
      throw .unsound("git's folder cannot be opened")
    }
  }

  /// In bytes. A reference is a line.
  private static let maximumSize = 4_096
  private static let maximumPackedSize = 64 << 20
  /// Names that lead to names, as git follows them (`refs.c`).
  private static let maximumDepth = 5
  private static let maximumCount = 200_000

  private enum Target {
    case id(String)
    case name(String)
  }

  /// The id of the commit that is checked out; nil before the first one.
  func head() throws(GitProblem) -> String? {
    guard let target = target("HEAD", in: own) else { throw .unsound("git's HEAD cannot be read") }
    return try resolve(target, packed: nil, depth: 0)
  }

  /// Every name that leads to an object, and its id.
  func all() throws(GitProblem) -> [(name: String, id: String)] {
    var ids = try packed()
    var names: [String] = []
    collect("refs", into: &names)
    guard names.count < Self.maximumCount else { throw .unsound("it has too many references") }
    let known = ids
    for name in names {
      guard let target = target(name, in: common) else { continue }
      ids[name] = try resolve(target, packed: known, depth: 0)
    }
    return ids.map { (name: $0.key, id: $0.value) }.sorted { $0.name < $1.name }
  }

  private func collect(_ path: String, into names: inout [String]) {
    guard let entries = try? common.folder(path).entries() else { return }
    for (name, entry) in entries where names.count < Self.maximumCount {
      switch entry {
      case .directory?: collect(path + "/" + name, into: &names)
      case .file?: names.append(path + "/" + name)
      default: continue
      }
    }
  }

  private func target(_ name: String, in folder: Folder) -> Target? {
    guard let bytes = try? folder.read(name, limit: Self.maximumSize) else { return nil }
    let line = String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    if line.hasPrefix("ref: ") {
      let name = String(line.dropFirst(5)).filter { $0 != " " }
      return Folder.isBeneath(name) ? .name(name) : nil
    }
    return Self.isID(line) ? .id(line) : nil
  }

  private func resolve(
    _ target: Target, packed: [String: String]?, depth: Int
  ) throws(GitProblem) -> String? {
    switch target {
    case .id(let id): return id
    case .name(let name):
      // What newer versions keep in tables is no file.
      guard name != "refs/heads/.invalid" else {
        throw .unsound("it keeps its references in a form that is not known")
      }
      guard depth < Self.maximumDepth else { return nil }
      if let next = self.target(name, in: common) {
        return try resolve(next, packed: packed, depth: depth + 1)
      }
      if let packed { return packed[name] }
      return try self.packed()[name]
    }
  }

  /// `id name` lines; those of comments and of what tags point at are passed over.
  private func packed() throws(GitProblem) -> [String: String] {
    guard common.entry(named: "packed-refs") != nil else { return [:] }
    guard let bytes = try? common.read("packed-refs", limit: Self.maximumPackedSize) else {
      throw .unsound("git's packed-refs cannot be read")
    }
    var ids: [String: String] = [:]
    for line in bytes.split(separator: 10) {
      guard let space = line.firstIndex(of: UInt8(ascii: " ")),
        let name = String(validating: line[(space + 1)...], as: UTF8.self), Folder.isBeneath(name)
      else { continue }
      let id = String(decoding: line[..<space], as: UTF8.self)
      if Self.isID(id) { ids[name] = id }
    }
    return ids
  }

  private static func isID(_ text: String) -> Bool {
    [40, 64].contains(text.utf8.count)
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}

extension GitRepository {
  /// The id of the commit that a work tree has checked out, without asking git; nil where that
  /// cannot be told.
  package static func head(of workTree: String) -> String? {
    guard let resolved = Files.resolved(workTree), let directory = try? GitDirectory(of: resolved)
    else { return nil }
    return (try? GitReferences(directory))?.headOrNil
  }
}

extension GitReferences {
  fileprivate var headOrNil: String? { (try? head()) ?? nil }
}
