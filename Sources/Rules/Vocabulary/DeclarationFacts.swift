internal import CEL
internal import Graph
internal import YAMLTree

/// Annotations that declare what credentials do not show.
enum DeclarationFacts {
  static let declaration: FactType<Declaration> = FactType(
    name: "Declaration",
    doc: "An annotation that declares something of an object's credentials, or was meant to.",
    facts: [
      Fact("key", .string, "The annotation.") { declaration, _ in
        .text(declaration.entry.key.text, at: declaration.entry.key)
      },
      Fact("owner", .string, "The object that has it, as messages name it.") { declaration, _ in
        .text(declaration.owner)
      },
      Fact("fact", .string, "expires, rotated, scopes or purpose; empty for a key that is none.") {
        declaration, _ in declaration.fact.map { .text($0.rawValue) }
      },
      Fact("meantKey", .string, "The annotation that was meant; empty where none is like it.") {
        declaration, _ in declaration.meantKey.map { .text($0) }
      },
      Fact("siblings", .list(.string), "All annotations beside it.") { declaration, _ in
        .texts(declaration.entry.key.parent?.entries.map(\.key.text) ?? [])
      },
      Fact("problem", .string, "Why it says nothing, as the end of a sentence; empty if it does.") {
        declaration, world in
        declaration.problem(world).map { .text($0.text, at: $0.node) }
      },
    ],
    origin: { Origin($0.entry.value) },
    identity: { "\($0.identity)/\($0.entry.key.text)" })
}
