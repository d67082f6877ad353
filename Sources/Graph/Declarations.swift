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

  /// What is declared of the credentials of a Secret.
  func declared(of secret: Secret) -> Declared {
    Declared(
      Dictionary(
        uniqueKeysWithValues: Fact.allCases.compactMap { fact in
          let keys = [Self.key(of: fact)] + (ownKeys[fact] ?? [])
          let found = keys.lazy.compactMap {
            secret.annotation($0) ?? secret.resource.annotation($0)
          }
          guard let node = found.first, node.kind == .scalar else { return nil }
          return (fact, (node, Self.parts(of: node.text)))
        }))
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

/// What annotations of one Secret declare. A Secret with several logins says
/// `host=value; host=value`.
struct Declared {
  private var nodes: [Declarations.Fact: Node] = [:]
  private var texts: [Declarations.Fact: [String: String]] = [:]

  fileprivate init(
    _ facts: [Declarations.Fact: (node: Node, parts: [(host: String, text: String)])]
  ) {
    nodes = facts.mapValues(\.node)
    texts = facts.mapValues { fact in
      Dictionary(fact.parts.map { ($0.host, $0.text) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// What is said of the host, or of all that are not named.
  func read(_ fact: Declarations.Fact, host: String) -> (text: String, node: Node)? {
    guard let node = nodes[fact], let texts = texts[fact], let text = texts[host] ?? texts[""]
    else {
      return nil
    }
    return (text, node)
  }
}
