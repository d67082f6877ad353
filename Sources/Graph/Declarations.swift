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
    let parts = Self.parts(of: node.text)
    let part = parts.first { $0.host == host } ?? parts.first { $0.host.isEmpty }
    return part.map { ($0.text, node) }
  }

  /// What an annotation says, host by host. Where it names none, the host is empty: it is said of
  /// all others. What follows a comma belongs to the host before it.
  package static func parts(of text: String) -> [(host: String, text: String)] {
    guard text.contains("=") else { return [("", text.trimmedWhitespace)] }
    var parts: [(host: String, text: String)] = []
    for group in text.split(separator: ";") {
      for (index, piece) in group.split(separator: ",").enumerated() {
        let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          .map { String($0).trimmedWhitespace }
        if pair.count == 2 {
          parts.append((pair[0], pair[1]))
        } else if index == 0 || parts.isEmpty {
          parts.append(("", pair[0]))
        } else {
          parts[parts.count - 1].text += "," + pair[0]
        }
      }
    }
    return parts
  }
}
