internal import Manifests
internal import Repositories
internal import Synchronization

/// Files of a commit that are read from git when somebody asks for them: all of them at once would
/// not always fit into memory.
final class UnreadFiles: Sendable {
  private let repository: GitRepository
  private let ids: [String: GitObjectID]
  /// Git is asked one question at a time.
  private let lock = Mutex(())

  /// Nil where everything is on the disk.
  init?(_ discovery: FileDiscovery) {
    var repositories = discovery.repositories
    guard let ids = discovery.changes?.unread, !ids.isEmpty,
      let repository = try? repositories.repository(discovery.root)
    else { return nil }
    self.repository = repository
    self.ids = ids
  }

  /// Nil for what is not there, or larger than `limit` bytes.
  func read(_ path: String, limit: Int) -> [UInt8]? {
    guard let id = ids[path] else { return nil }
    return lock.withLock { _ in
      (try? GitContents([id], of: repository, limit: limit))?.next()?.first?.bytes
    }
  }

  /// Hands over the contents of some of them, batch by batch.
  func forEach(
    _ paths: [String], limit: Int, _ body: ([(path: String, bytes: [UInt8])]) -> Void
  ) {
    let known = paths.compactMap { path in ids[path].map { (path: path, id: $0) } }
    let byID = Dictionary(grouping: known, by: \.id).mapValues { $0.map(\.path) }
    let order = Set(known.map(\.id)).sorted { $0.text < $1.text }
    guard let contents = try? GitContents(order, of: repository, limit: limit) else { return }
    let batches = Ahead { contents.next() }
    while let batch = batches.next() {
      body(batch.flatMap { content in (byID[content.id] ?? []).map { ($0, content.bytes) } })
    }
  }
}
