internal import CEL

/// The vocabulary as documentation shows it.
package struct FactSchema: Sendable {
  /// One field of a fact: name, type and meaning, as texts.
  package struct Field: Sendable {
    package let name: String
    package let type: String
    package let doc: String
  }

  package let name: String
  package let doc: String
  /// True when a rule's `for` can range over it.
  package let isCollection: Bool
  /// True for a value that every expression sees under the name, and whose fields are functions.
  package let isGlobal: Bool
  package let fields: [Field]

  /// How a rule comes to it, to stand behind its name.
  package var access: String {
    if isGlobal { return " (in every expression)" }
    return isCollection ? "" : " (reached through others)"
  }

  package static let all: [FactSchema] =
    FactCollection.all.map { collection in
      FactSchema(
        name: collection.message.name, doc: collection.message.doc,
        isCollection: collection.rows != nil, isGlobal: false,
        fields: collection.message.fields.map {
          Field(name: $0.name, type: $0.type.description, doc: $0.doc)
        })
    } + WorldCollection.all.map(lookup)

  private static func lookup(_ collection: WorldCollection) -> FactSchema {
    FactSchema(
      name: collection.name, doc: collection.message.doc, isCollection: false, isGlobal: true,
      fields: collection.functions.map { function in
        let types = function.parameters.dropFirst().map(\.description).joined(separator: ", ")
        let call = function.isMember ? "\(function.name)(\(types))" : function.indexForm
        return Field(name: call, type: function.result.description, doc: function.doc)
      })
  }
}

extension Overload {
  /// `[?'x']` for the operator `_[?_]`.
  fileprivate var indexForm: String { name == "_[?_]" ? "[?'x']" : "['x']" }
}
