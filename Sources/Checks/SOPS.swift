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
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard name != ".sops.yaml", name != ".sops.yml" else { return nil }
    let rules = graph.encryptionRules.filter { path.hasPrefix($0.directory) }
    guard let nearest = rules.map(\.directory.utf8.count).max() else { return nil }
    return rules.first { rule in
      guard rule.directory.utf8.count == nearest else { return false }
      guard let expression = rule.pathExpression else { return true }
      let relative = String(path.dropFirst(rule.directory.count))
      return matches(expression, relative)
    }
  }

  /// Whether the file's own selector says that the value is encrypted.
  package static func covers(_ document: EncryptedDocument, _ path: [String], matches: Match)
    -> Bool
  {
    switch document.selector {
    case .everything: !path.contains { $0.hasSuffix("_unencrypted") }
    case .matching(let expression): path.contains { matches(expression, $0) }
    case .except(let expression): !path.contains { matches(expression, $0) }
    case .suffix(let suffix): path.contains { $0.hasSuffix(suffix) }
    case .exceptSuffix(let suffix): !path.contains { $0.hasSuffix(suffix) }
    case .comments: false
    }
  }
}
