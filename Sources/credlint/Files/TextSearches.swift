internal import Graph
internal import Manifests
internal import Repositories
internal import YAMLTree

/// What is looked for in the texts of a repository once its manifests are known, whatever the files
/// are: in documentation, code and templates, and in what was read as something. Each file is read
/// once for all of it, and one that is still there not at all.
struct TextSearches {
  /// The values of known credentials.
  let values: ValueSearch
  /// Names that no manifest explains; nil where no rule asks for them.
  let names: NameSearch?

  /// 1 MiB: beyond that nobody has written a text by hand.
  private static let maximumFileSize = 1_048_576

  /// - Parameters:
  ///   - known: files whose text has been read.
  ///   - contents: what counts instead of what is on the disk, by path.
  func find(
    in discovery: FileDiscovery, known: [FileContent], replacing contents: [String: [UInt8]],
    threads: Int
  ) -> (copies: ValueCopies, names: Set<String>) {
    let names = names.flatMap { $0.isEmpty ? nil : $0 }
    guard !values.isEmpty || names != nil else { return (ValueCopies(), []) }
    let candidates =
      discovery.others.map { ($0, mayExplain: true) }
      + discovery.candidates.map { ($0, ShellScripts.isScript(Paths.name($0.shown))) }
      .filter { $0.mayExplain || !values.isEmpty }
    let read = Dictionary(
      known.lazy.filter { !$0.file.source.bytes.isEmpty }.map { ($0.file.path, $0.file.source) },
      uniquingKeysWith: { first, _ in first })
    let changed = discovery.changes?.contents ?? [:]
    let isOfCommit = discovery.isOfCommit
    var found = Parallel.map(candidates, threads: threads) { candidate, mayExplain -> Found in
      let path = candidate.shown
      let source =
        read[path]
        ?? (contents[path] ?? changed[path]
        ?? (isOfCommit ? nil : try? candidate.read(limit: Self.maximumFileSize)))
        .map { SourceFile(path: path, bytes: $0) }
      return source.map { find(in: $0, names: mayExplain ? names : nil) } ?? Found()
    }
    UnreadFiles(discovery)?.forEach(
      discovery.others.map(\.shown), limit: Self.maximumFileSize
    ) { batch in
      found += Parallel.map(batch, threads: threads) { path, bytes in
        find(in: SourceFile(path: path, bytes: bytes), names: names)
      }
    }
    return (
      ValueCopies(found.map(\.values)), found.reduce(into: []) { $0.formUnion($1.names) }
    )
  }

  private func find(in source: SourceFile, names: NameSearch?) -> Found {
    guard source.bytes.count <= Self.maximumFileSize else { return Found() }
    return Found(values: values.find(in: source), names: names?.find(in: source.bytes) ?? [])
  }

  private struct Found: Sendable {
    var values: ValueSearch.Matches = []
    var names: Set<String> = []
  }
}
