internal import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Manifests

enum CheckedTokenFacts {
  static let token: FactType<HardcodedCredential> = FactType(
    name: "CheckedToken", doc: "A token outside of Secrets whose kind has a checksum.",
    facts: [
      Fact("phrase", .string, "How messages name it, with its article.") { token, _ in
        .text(FoundCredential.hardcoded(token).phrase)
      },
      Fact("path", .string, "The file.") { token, _ in .text(token.file.path) },
      Fact("genuine", .bool, "Its checksum is right.") { token, _ in
        .bool(token.classification.isGenuine)
      },
    ],
    origin: { Origin(document: PlaceBox($0.place), flags: .sensitive) },
    identity: { "\($0.file.path)/\($0.classification.kind.id)" })

  static func all(in graph: ResourceGraph) -> [HardcodedCredential] {
    graph.hardcoded.credentials.filter(\.classification.kind.hasChecksum)
      + graph.hardcoded.imitations
  }
}
