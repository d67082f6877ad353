internal import Encodings
package import Credentials
package import YAMLTree

/// A credential in clear outside the data of a Secret.
package struct HardcodedCredential: Sendable {
  /// Where it stands.
  package enum Spot: String, Sendable {
    case configMap = "config-map", environment, arguments, annotation, comment, values, file, script
    /// `variables:` of a GitLab pipeline.
    case ciVariable = "ci-variable"
    /// Any other field of a document.
    case field
  }

  package let file: InputFile
  package let spot: Spot
  package let classification: Classification
  package let place: Place
  /// The node that holds it; nil for comments and for files that are no documents.
  package let node: Node?
  /// The variable, key or annotation that holds it; may be shown.
  package let key: String
  /// The object that holds it, as messages name it; empty if none does.
  package internal(set) var owner: String
  /// Read from a cluster, not from a repository.
  /// The value itself, for comparisons that never leave the process.
  package let value: Sensitive
  /// The registry that it logs in to; empty if nothing tells.
  package var registry = ""
  package var user = ""
  /// Why it is judged apart; nil for what is taken for a credential.
  package var doubt: Doubt?

  package enum Doubt: Sendable {
    /// A default or a word.
    case guessable
    /// Its checksum is wrong.
    case imitation
    /// Whoever reads it may decrypt it.
    case cipherText
  }

  /// The same, as far as its form leaves a doubt: of programs' settings, not of what a command is given.
  package var settled: HardcodedCredential {
    guard doubt == nil, registry.isEmpty, classification.kind.id == CredentialKind.password.id,
      ![.script, .arguments, .comment].contains(spot), value.reveal(Encryption.isOfBlocks)
    else { return self }
    var settled = self
    settled.doubt = .cipherText
    return settled
  }
}
