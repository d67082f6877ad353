internal import CEL
internal import Checks
internal import Manifests
internal import YAMLTree

enum MalformedFacts {
  static let reference: FactType<MalformedReference> = FactType(
    name: "MalformedReference",
    doc: "A reference to a Secret that the API server refuses or drops.",
    facts: [
      Fact("from", .string, "What refers, as messages name it.") { reference, _ in
        .text(reference.from.described)
      },
      Fact("problem", .string, "What is wrong.") { reference, _ in
        .text(reference.problem, at: reference.node)
      },
      Fact("text", .string, "What stands there as text instead of an object with a name.") {
        reference, _ in reference.node.kind == .scalar ? .text(reference.node) : nil
      },
    ],
    origin: { Origin($0.node) },
    identity: { $0.from.identity })
}
