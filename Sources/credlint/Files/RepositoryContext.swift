internal import Credentials
internal import Graph
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import Synchronization
internal import YAMLTree

/// What the repository says about its files.
struct RepositoryContext: Sendable {
  let attributes: GitAttributes
  /// Files that git-crypt is to encrypt and that git holds as they stand.
  let clearInGit: Set<String>
  /// What is read in place of the files on the disk, by path.
  let contents: [String: [UInt8]]
  private let folder: Folder?
  /// Nothing is on the disk.
  private let isOfCommit: Bool
  private let listed: Set<String>?
  private let unread: UnreadFiles?

  init(_ discovery: FileDiscovery, replacing contents: [String: [UInt8]]) {
    let staged = discovery.changes?.contents ?? [:]
    self.contents = staged.merging(contents) { _, replaced in replaced }
    attributes = GitAttributes(discovery.attributes)
    folder = discovery.folder
    isOfCommit = discovery.isOfCommit
    listed = discovery.listed
    unread = UnreadFiles(discovery)
    let attributes = self.attributes
    let covered = discovery.candidates.map(\.shown).filter { attributes.isGitCrypted($0) }
    guard !discovery.isOfCommit else {
      // What git holds and nothing has encrypted is told by its first bytes.
      clearInGit = Set(
        covered.filter { path in
          staged[path].map { !$0.starts(with: Encryption.gitCryptHeader) } ?? false
        })
      return
    }
    var repositories = discovery.repositories
    let repository = covered.isEmpty ? nil : try? repositories.repository(discovery.root)
    let clear = try? repository?.storedAsTheyStand(covered, limit: InputReader.maximumFileSize)
    clearInGit = clear ?? []
  }

  /// A chart is told by its description.
  func isChart(_ folder: String) -> Bool {
    ["Chart.yaml", "Chart.yml"].contains { name in
      if folder.hasPrefix("/") { return Files.entry(folder + "/" + name) != nil }
      let path = folder.isEmpty ? name : folder + "/" + name
      return contents[path] != nil || !isOfCommit && self.folder?.entry(path) != nil
    }
  }

  /// A file that another one names: of the repository, of a sensible size, and text.
  func load(_ path: String) -> SourceFile? {
    guard Folder.isBeneath(path), listed?.contains(path) ?? true,
      let bytes = contents[path] ?? other(path),
      bytes.count <= Self.maximumLoad,
      case .text(let source) = DecodedText.decode(path: path, bytes: bytes)
    else { return nil }
    return source
  }

  /// What nobody has read yet.
  private func other(_ path: String) -> [UInt8]? {
    guard !isOfCommit else { return unread?.read(path, limit: Self.maximumLoad) }
    return try? folder?.read(path, limit: Self.maximumLoad)
  }

  private static let maximumLoad = 1 << 20
}
