package import Graph
internal import Credentials
package import Manifests
package import YAMLTree

/// A password in clear, which may be a default or a word: no leak then, and yet no protection. Or
/// what may be the encrypted form of one.
package struct ClearPassword: Sendable {
  package let place: Place
  package let key: String
  package let owner: String
  /// The registry that it logs in to; empty for anything else.
  package let registry: String
  package let file: InputFile
  /// A default, a word, or the user's name.
  package let isGuessable: Bool
  /// It has the form of a cipher's output.
  package let mayBeEncrypted: Bool

  package static func all(in graph: ResourceGraph) -> [ClearPassword] {
    graph.secrets.flatMap(all) + graph.hardcoded.doubtful.map(ClearPassword.init)
  }

  private init(_ hardcoded: HardcodedCredential) {
    place = hardcoded.place
    key = hardcoded.key
    owner = hardcoded.owner.isEmpty ? hardcoded.file.path : hardcoded.owner
    registry = hardcoded.registry
    file = hardcoded.file
    isGuessable = hardcoded.doubt == .guessable
    mayBeEncrypted = hardcoded.doubt == .cipherText
  }

  private init(
    _ secret: Secret, _ entry: SecretEntry, _ node: Node, registry: String, isGuessable: Bool
  ) {
    self.isGuessable = isGuessable
    mayBeEncrypted = false
    place = node.place
    key = entry.key
    owner = secret.described
    self.registry = registry
    file = secret.resource.file
  }

  private static func all(_ secret: Secret) -> [ClearPassword] {
    guard !secret.isEncrypted, !secret.resource.isLive else { return [] }
    let logins = secret.dockerConfigs.flatMap { config in
      config.logins.filter { !$0.secret.isEmpty && !$0.isTemplate }.map { login in
        ClearPassword(
          secret, config.entry, login.secretNode, registry: login.key?.host ?? login.registry,
          isGuessable: login.secret.reveal { Guessable.matches($0, user: login.user) })
      }
    }
    let user = secret.entry("username")?.text.trimmedWhitespace ?? ""
    let entries = secret.entries.filter { $0.isClear && SecretNames.isPassword($0.key) }
    return logins
      + entries.map {
        ClearPassword(
          secret, $0, $0.value, registry: "",
          isGuessable: Guessable.matches($0.text.trimmedWhitespace, user: user))
      }
  }

  /// The registry is on the machine itself, where nobody else comes to it.
  package var isLoopback: Bool {
    let host = registry.prefix { $0 != ":" && $0 != "/" }
    return host == "localhost" || host.hasPrefix("127.")
  }
}
