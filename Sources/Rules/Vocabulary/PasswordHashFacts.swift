internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

enum PasswordHashFacts {
  static let hash: FactType<FoundHash> = FactType(
    name: "PasswordHash",
    doc: "The hash of a password, as htpasswd, crypt and LDAP write it, outside of comments.",
    facts: [
      Fact("scheme", .string, "How it was made: Apache's MD5, bcrypt of cost 10, SHA-512 …") {
        found, _ in .text(found.hash.described)
      },
      Fact("weak", .bool, "It hardly slows down who guesses.") { found, _ in
        .bool(found.hash.isWeak)
      },
      Fact("path", .string, "The file.") { found, _ in .text(found.file.path) },
      Fact("tested", .bool, "The file is in a folder of tests or examples.") { found, _ in
        .bool(found.file.isInTestFolder)
      },
    ],
    origin: { Origin(document: PlaceBox($0.place), flags: .sensitive) },
    identity: { "\($0.entry?.key ?? "")/\($0.hash.described)" })
}
