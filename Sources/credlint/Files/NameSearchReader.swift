internal import Graph
internal import Manifests
internal import Repositories
internal import YAMLTree

/// Looks for names that no manifest explains in whatever else a repository holds: scripts,
/// documentation, code, templates.
enum NameSearchReader {
  /// 1 MiB: beyond that nobody has written a text by hand.
  private static let maximumFileSize = 1_048_576

  static func names(
    of search: NameSearch, in discovery: FileDiscovery, threads: Int
  ) -> Set<String> {
    guard !search.isEmpty else { return [] }
    let scripts = discovery.candidates.filter { ShellScripts.isScript(Paths.name($0.shown)) }
    return Parallel.map(discovery.others + scripts, threads: threads) { candidate -> Set<String> in
      guard let bytes = try? candidate.read(limit: maximumFileSize) else { return [] }
      return search.find(in: bytes)
    }.reduce(into: []) { $0.formUnion($1) }
  }
}
