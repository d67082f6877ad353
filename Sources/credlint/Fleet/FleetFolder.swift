internal import FoundationEssentials
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
    shards = repositories.compactMap { repository, _ in
      Self.newest(in: folder, "scans/" + repository).map { (repository, $0) }
    }.sorted { ($0.repository, $0.name) < ($1.repository, $1.name) }
  }

  /// Scans of several commits lie side by side: the one that ended last counts.
  private static func newest(in folder: Folder, _ path: String) -> String? {
    let entries = (try? folder.folder(path))?.entries() ?? []
    let names = entries.map(\.name).filter { $0.hasSuffix(".jsonl") }
    guard names.count > 1 else { return names.first }
    return names.max { finished(folder, path, $0) < finished(folder, path, $1) }
  }

  private static func finished(
    _ folder: Folder, _ path: String, _ name: String
  ) -> (time: String, name: String) {
    let run = path + "/" + name.dropLast(6) + ".run.json"
    let bytes = (try? folder.read(run, limit: 65_536)) ?? []
    let fields = (try? JSONDecoder().decode([String: JSON].self, from: Data(bytes))) ?? [:]
    guard case .string(let time)? = fields["finished"] else { return ("", name) }
    return (time, name)
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
