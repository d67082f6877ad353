internal import CEL
internal import Checks
internal import Manifests
internal import YAMLTree

enum ClearPasswordFacts {
  static let password: FactType<ClearPassword> = FactType(
    name: "ClearPassword", doc: "A password in clear, of a Secret or a default anywhere else.",
    facts: [
      Fact("key", .string, "The key or variable that holds it.") { password, _ in
        .text(password.key)
      },
      Fact("owner", .string, "The object that holds it, as messages name it, or the file.") {
        password, _ in .text(password.owner)
      },
      Fact("guessable", .bool, "Whoever knows the product, or nothing at all, would try it first.")
      {
        password, _ in .bool(password.isGuessable)
      },
      Fact(
        "blocks", .bool,
        "Outside of Secrets: 16 or 32 bytes in base64, as a generator or a cipher makes them."
      ) { password, _ in .bool(password.mayBeEncrypted) },
      Fact("registry", .string, "The registry that it logs in to; empty for anything else.") {
        password, _ in .text(password.registry)
      },
      Fact("loopback", .bool, "That registry is on the machine itself.") { password, _ in
        .bool(password.isLoopback)
      },
      Fact("tested", .bool, "The file is in a folder of tests or examples.") { password, _ in
        .bool(password.file.isInTestFolder)
      },
    ],
    origin: { Origin(document: PlaceBox($0.place), flags: .sensitive) },
    identity: { "\($0.owner)/\($0.key)/\($0.registry)" })
}
