internal import Graph
internal import Manifests
internal import Repositories
internal import YAMLTree

/// Looks for the values of known credentials in every text of a repository: in what was read as
/// something, and in documentation, code and whatever else there is.
enum ValueCopyReader {
  /// 1 MiB: beyond that nobody has written a text by hand.
  private static let maximumFileSize = 1_048_576

  static func copies(
    of search: ValueSearch, in discovery: FileDiscovery, replacing contents: [String: [UInt8]],
    threads: Int
  ) -> ValueCopies {
    guard !search.isEmpty else { return ValueCopies() }
    let candidates = (discovery.candidates + discovery.others).sorted {
      $0.shown.utf8.lexicographicallyPrecedes($1.shown.utf8)
    }
    let changed = discovery.changes?.contents ?? [:]
    return ValueCopies(
      Parallel.map(candidates, threads: threads) { candidate in
        let known = contents[candidate.shown] ?? changed[candidate.shown]
        guard let bytes = known ?? (try? candidate.read(limit: maximumFileSize)) else { return [] }
        return search.find(in: SourceFile(path: candidate.shown, bytes: bytes))
      })
  }
}
