internal import Credentials
internal import Manifests
internal import YAMLTree

/// Facts that an annotation on the Secret, or on its producer's template, declares.
package struct Declarations: Sendable {
  /// What an annotation can declare about a credential.
  package enum Fact: String, Sendable, CaseIterable { case scopes, expires, rotated, purpose }

  /// An organisation's own annotation keys, which are read where credlint's is absent.
  package var ownKeys: [Fact: [String]] = [:]

  package init() {}

  /// credlint's own annotation for the fact.
  package static func key(of fact: Fact) -> String { "credlint.dev/" + fact.rawValue }

  /// A Secret with several logins says `host=value; host=value`.
  func read(_ fact: Fact, of secret: Secret, host: String) -> (text: String, node: Node)? {
    let keys = [Self.key(of: fact)] + (ownKeys[fact] ?? [])
    let found = keys.lazy.compactMap { secret.annotation($0) ?? secret.resource.annotation($0) }
    guard let node = found.first, node.kind == .scalar else { return nil }
    let text = node.text
    guard text.contains("=") else { return (text.trimmedWhitespace, node) }
    for part in text.split(whereSeparator: { ",;".contains($0) }) {
      let pair = part.split(separator: "=", maxSplits: 1).map { String($0).trimmedWhitespace }
      if pair.count == 2, pair[0] == host { return (pair[1], node) }
    }
    return nil
  }
}
