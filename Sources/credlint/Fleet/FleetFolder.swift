internal import Reports
internal import Repositories

/// The tables below a folder, as `fleet scan` wrote them.
struct FleetFolder {
  private let path: String
  private let folder: Folder
  /// `repository=…` and the commit, in order.
  let shards: [(repository: String, name: String)]

  /// In bytes, of one table of one repository.
  private static let maximumSize = 512 << 20

  init(_ path: String) throws(UsageProblem) {
    self.path = path
    guard let folder = try? Folder(path).folder("v1") else {
      throw UsageProblem("'\(path)' holds no tables: 'credlint fleet scan --out' writes them")
    }
    self.folder = folder
    let repositories = (try? folder.folder("scans"))?.entries() ?? []
    shards = repositories.flatMap { repository, _ in
      ((try? folder.folder("scans/" + repository))?.entries() ?? []).compactMap { name, entry in
        guard case .file? = entry, name.hasSuffix(".jsonl") else { return nil }
        return (repository, name)
      }
    }.sorted { ($0.repository, $0.name) < ($1.repository, $1.name) }
  }

  /// A table of one of them; empty where it has none.
  func bytes(
    _ table: FleetTable, of shard: (repository: String, name: String)
  ) throws(UsageProblem) -> [UInt8] {
    let name = "\(table.rawValue)/\(shard.repository)/\(shard.name)"
    guard folder.entry(name) != nil else { return [] }
    do {
      return try folder.read(name, limit: Self.maximumSize)
    } catch {
      throw UsageProblem("'\(path)/v1/\(name)' cannot be read")
    }
  }
}
