internal import Encodings
package import Graph
package import Manifests

/// What SOPS's own files say.
package enum SOPS {
  /// Whether a regular expression, the first, is found in a text.
  package typealias Match = (String, String) -> Bool

  /// The first creation rule that covers the path, of the nearest `.sops.yaml`, as SOPS chooses it.
  package static func rule(for path: String, in graph: ResourceGraph, matches: Match)
    -> EncryptionRule?
  {
    let name = String(path.lastPathPart)
    guard name != ".sops.yaml", name != ".sops.yml" else { return nil }
    let rules = graph.encryptionRules.filter { !$0.isIgnored && path.hasPrefix($0.directory) }
    guard let nearest = rules.map(\.directory.utf8.count).max() else { return nil }
    return rules.first { rule in
      guard rule.directory.utf8.count == nearest else { return false }
      return self.matches(rule, path, matches)
    }
  }

  /// Whether the rule is about the path, whatever other rules come before.
  static func matches(_ rule: EncryptionRule, _ path: String, _ matches: Match) -> Bool {
    guard let expression = rule.pathExpression else { return true }
    return matches(expression, String(path.dropFirst(rule.directory.count)))
  }

  /// Whether a selector says that the value is encrypted.
  ///
  /// - Parameter path: the keys from the root to the value.
  package static func covers(
    _ selector: EncryptedDocument.Selector, _ path: [String], matches: Match
  ) -> Bool {
    switch selector {
    case .everything: !path.contains { $0.hasSuffix("_unencrypted") }
    case .matching(let expression): path.contains { matches(expression, $0) }
    case .except(let expression): !path.contains { matches(expression, $0) }
    case .suffix(let suffix): path.contains { $0.hasSuffix(suffix) }
    case .exceptSuffix(let suffix): !path.contains { $0.hasSuffix(suffix) }
    case .comments: false
    }
  }
}
