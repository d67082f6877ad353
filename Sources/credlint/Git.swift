internal import Dispatch
internal import Subprocess
internal import Synchronization

/// Questions to git, hardened against hostile repositories.
enum Git {
  /// Files that git tracks or would track, relative to `root`; nil when git cannot tell.
  static func files(in root: String) -> [String]? {
    output(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], in: root)?
      .split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What git prints; nil when it fails.
  ///
  /// The one place that waits: a program that is asynchronous from its `main` on pays for threads
  /// at every start, and most runs of a hook ask git nothing.
  private static func output(_ question: [String], in root: String) -> [UInt8]? {
    let arguments =
      [
        "-C", root, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
        "-c", "safe.bareRepository=explicit", "--no-pager",
      ] + question
    let answer = Answer()
    let done = DispatchSemaphore(value: 0)
    Task {
      let result = try? await run(
        .name("git"), arguments: Arguments(arguments), output: .bytes(limit: 256 << 20),
        error: .discarded)
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
