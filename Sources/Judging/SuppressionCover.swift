internal import YAMLTree
internal import CEL
internal import Manifests
internal import Rules

/// Which findings a suppression hides.
extension Suppression {
  func covers(_ finding: Finding, line: () -> Int, at now: Timestamp) -> Bool {
    // Whoever gives no reason has decided nothing.
    guard !reason.isEmpty, !isExpired(at: now),
      rules.contains(where: finding.rule.names.contains)
    else { return false }
    switch scope {
    case .lines(let lines): return lines.contains(line())
    case .bytes(let bytes): return bytes.contains(finding.place.range.lowerBound)
    case .matching(let path, let object):
      return path.map { IgnorePatterns([$0]).cover(finding.place.file.path) } != false
        && object.map { Self.matches($0, object: finding.subject) } != false
    }
  }

  /// `Secret/dev/*` names the object and everything in it.
  private static func matches(_ pattern: String, object: String) -> Bool {
    PathPattern.matches(pattern, object) || PathPattern.matches(pattern + "/**", object)
  }
}
