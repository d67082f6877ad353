internal import CEL
internal import Checks
internal import Manifests
internal import YAMLTree

enum FieldFacts {
  static let field: FactType<ObjectField> = FactType(
    name: "ObjectField",
    doc: "A field at the top or in the metadata of a Secret, SealedSecret or ServiceAccount.",
    facts: [
      Fact("key", .string, "Its key.") { field, _ in
        .text(field.entry.key.text, at: field.entry.key)
      },
      Fact("resource", .string, "The object, as messages name it.") { field, _ in
        .text(field.resource.described)
      },
      Fact("meant", .string, "The field that is misspelt; empty if none is.") { field, _ in
        field.meant.map { .text($0) }
      },
      Fact("home", .string, "Where a field of metadata belongs that stands beside it.") {
        field, _ in field.home.map { .text($0) }
      },
    ],
    origin: { Origin($0.entry.key) }, identity: { $0.resource.identity })
}
