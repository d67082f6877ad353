internal import CEL

/// The vocabulary as documentation shows it.
package struct FactSchema: Sendable {
  package struct Field: Sendable {
    package let name: String
    package let type: String
    package let doc: String
  }

  package let name: String
  package let doc: String
  /// True when a rule's `for` can range over it.
  package let isCollection: Bool
  package let fields: [Field]

  package static let all: [FactSchema] =
    FactCollection.all.map { collection in
      FactSchema(
        name: collection.message.name, doc: collection.message.doc,
        isCollection: collection.rows != nil,
        fields: collection.message.fields.map {
          Field(name: $0.name, type: $0.type.description, doc: $0.doc)
        })
    }
}
