internal import Subprocess

/// Questions to git, hardened against hostile repositories.
enum Git {
  /// Files that git tracks or would track, relative to `root`; nil when git cannot tell.
  static func files(in root: String) async -> [String]? {
    let arguments = [
      "-C", root, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
      "-c", "safe.bareRepository=explicit", "--no-pager", "ls-files", "-z", "--cached", "--others",
      "--exclude-standard",
    ]
    let result = try? await run(
      .name("git"), arguments: Arguments(arguments), output: .bytes(limit: 256 * 1_024 * 1_024),
      error: .discarded)
    guard let result, result.terminationStatus.isSuccess else { return nil }
    return result.standardOutput.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
