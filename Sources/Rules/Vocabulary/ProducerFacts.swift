internal import CEL
internal import Checks
internal import Graph
internal import Manifests
internal import YAMLTree

/// What makes Secrets, fills them, and renews what is in them.
enum ProducerFacts {
  /// What a Secret's producer and copies say of it.
  static let ofSecret: [Fact<Secret>] = [
    Fact("misplacedType", .string, "A type in a field of its producer that nothing reads.") {
      secret, _ in SecretTypes.misplaced(secret).map { .text($0.text, at: $0) }
    },
    Fact(
      "ignoredNames", .list(.string),
      "A name and a namespace in a SealedSecret's template that differ from its own."
    ) {
      secret, _ in
      Value(.list(SealedSecrets.ignored(secret).map { .text($0.text, at: $0) }))
    },
    Fact(
      "globs", .list(.string),
      "Globs where a controller that copies it wants regular expressions."
    ) {
      secret, _ in
      Value(.list(CopyController.globs(of: secret).map { .text($0.pattern.text, at: $0.node) }))
    },
    Fact(
      "copyRefusal", .string, "Why a controller leaves it empty; empty if it may fill it."
    ) {
      secret, world in
      guard let refusal = world.graph.refusal(of: secret), !world.graph.allowsAllCopies else {
        return nil
      }
      return .text(refusal.text, at: CopyController.mirror(secret)?.node)
    },
  ]
}
