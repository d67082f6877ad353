internal import Foundation

/// Recorded outputs. `RECORD=1` writes them and still fails, so that no run blesses itself.
package enum Golden {
  /// Nil when `text` is what was recorded; otherwise what to show.
  package static func difference(_ text: String, _ path: String) -> String? {
    let url = Repository.root.appending(path: path)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try? FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try? Data(text.utf8).write(to: url)
      return "recorded \(path); look at it and run again without RECORD"
    }
    guard let recorded = try? String(contentsOf: url, encoding: .utf8) else {
      return "\(path) is not recorded; run with RECORD=1"
    }
    return recorded == text ? nil : "\(path): " + firstDifference(recorded, text)
  }

  private static func firstDifference(_ old: String, _ new: String) -> String {
    let left = old.split(separator: "\n", omittingEmptySubsequences: false)
    let right = new.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(left.count, right.count) {
      let a = index < left.count ? String(left[index]) : "(end)"
      let b = index < right.count ? String(right[index]) : "(end)"
      if a != b { return "line \(index + 1)\n- \(a)\n+ \(b)" }
    }
    return "differs in its line ends"
  }
}
