internal import Dispatch
internal import Subprocess
internal import Synchronization

/// Questions to git, hardened against hostile repositories.
enum Git {
  /// Files that git tracks or would track, relative to `root`; nil when git cannot tell.
  static func files(in root: String) -> [String]? {
    names(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], in: root)
  }

  /// Files whose content in git equals that of the work tree, byte by byte: no filter has changed
  /// them. Paths are relative to `root`.
  static func storedAsTheyStand(_ paths: [String], in root: String) -> Set<String> {
    let paths = paths.filter { !$0.contains("\n") && !$0.hasPrefix("-") }
    guard let index = index(paths, in: root),
      let plain = output(["hash-object", "--no-filters", "--"] + paths, in: root)
    else { return [] }
    let stored = Dictionary(index.map { ($0.path, $0.object) }) { _, last in last }
    let hashes = plain.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    guard hashes.count == paths.count else { return [] }
    return Set(zip(paths, hashes).filter { stored[$0] == $1 }.map(\.0))
  }

  struct IndexEntry {
    let path, mode, object, stage: String
  }

  /// What the index holds, of all files or of some; nil when git cannot tell.
  static func index(_ paths: [String] = [], in root: String) -> [IndexEntry]? {
    names(["ls-files", "--stage", "-z", "--"] + paths, in: root)?.compactMap { entry in
      // `mode hash stage<TAB>path`
      let parts = entry.split(separator: "\t", maxSplits: 1)
      let fields = parts[0].split(separator: " ").map(String.init)
      guard parts.count == 2, fields.count == 3 else { return nil }
      return IndexEntry(
        path: String(parts[1]), mode: fields[0], object: fields[1], stage: fields[2])
    }
  }

  /// Names that git separates by null bytes.
  static func names(_ question: [String], in root: String) -> [String]? {
    output(question, in: root)?.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The same for questions that compare the work tree, for which git would run the clean filters
  /// that the repository's own configuration names.
  static func namesWithoutFilters(_ question: [String], in root: String) -> [String]? {
    guard let keys = names(["config", "--list", "--name-only", "-z"], in: root) else { return nil }
    let filters = Set(keys.filter { $0.hasPrefix("filter.") }).sorted().flatMap { key in
      if key.hasSuffix(".clean") || key.hasSuffix(".process") { return ["-c", "\(key)="] }
      return key.hasSuffix(".required") ? ["-c", "\(key)=false"] : []
    }
    return names(filters + question, in: root)
  }

  /// What git prints; nil when it fails.
  ///
  /// The one place that waits: a program that is asynchronous from its `main` on pays for threads
  /// at every start, and most runs of a hook ask git nothing.
  static func output(_ question: [String], in root: String, input: [UInt8] = []) -> [UInt8]? {
    let arguments =
      [
        "-C", root, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
        "-c", "safe.bareRepository=explicit", "--no-pager",
      ] + question
    let answer = Answer()
    let done = DispatchSemaphore(value: 0)
    Task {
      let result = try? await run(
        .name("git"), arguments: Arguments(arguments), input: .array(input),
        output: .bytes(limit: 256 << 20), error: .discarded)
      if let result, result.terminationStatus.isSuccess {
        answer.bytes.withLock { $0 = result.standardOutput }
      }
      done.signal()
    }
    done.wait()
    return answer.bytes.withLock { $0 }
  }

  private final class Answer: Sendable {
    let bytes = Mutex<[UInt8]?>(nil)
  }
}
