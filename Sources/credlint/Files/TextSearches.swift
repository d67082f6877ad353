internal import Graph
internal import Manifests
internal import Repositories
internal import YAMLTree

/// What is looked for in the texts of a repository once its manifests are known, whatever the files
/// are: in documentation, code and templates, and in what was read as something. Each file is read
/// once for all of it.
struct TextSearches {
  /// The values of known credentials.
  let values: ValueSearch
  /// Names that no manifest explains; nil where no rule asks for them.
  let names: NameSearch?

  /// 1 MiB: beyond that nobody has written a text by hand.
  private static let maximumFileSize = 1_048_576

  /// - Parameter contents: what counts instead of what is on the disk, by path.
  func find(
    in discovery: FileDiscovery, replacing contents: [String: [UInt8]], threads: Int
  ) -> (copies: ValueCopies, names: Set<String>) {
    let names = names.flatMap { $0.isEmpty ? nil : $0 }
    guard !values.isEmpty || names != nil else { return (ValueCopies(), []) }
    let candidates =
      discovery.others.map { ($0, mayExplain: true) }
      + discovery.candidates.map { ($0, ShellScripts.isScript(Paths.name($0.shown))) }
      .filter { $0.mayExplain || !values.isEmpty }
    let changed = discovery.changes?.contents ?? [:]
    let found = Parallel.map(
      candidates.sorted { $0.0.shown.utf8.lexicographicallyPrecedes($1.0.shown.utf8) },
      threads: threads
    ) { candidate, mayExplain -> Found in
      let known = contents[candidate.shown] ?? changed[candidate.shown]
      guard let bytes = known ?? (try? candidate.read(limit: Self.maximumFileSize)) else {
        return Found()
      }
      return Found(
        values: values.find(in: SourceFile(path: candidate.shown, bytes: bytes)),
        names: mayExplain ? names?.find(in: bytes) ?? [] : [])
    }
    return (
      ValueCopies(found.map(\.values)), found.reduce(into: []) { $0.formUnion($1.names) }
    )
  }

  private struct Found: Sendable {
    var values: ValueSearch.Matches = []
    var names: Set<String> = []
  }
}
