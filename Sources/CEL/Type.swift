/// A static type of the language.
package indirect enum Type: Sendable, Hashable {
  case dyn
  case null
  case bool
  case int
  case uint
  case double
  case string
  case bytes
  case timestamp
  case duration
  case list(Type)
  case map(Type, Type)
  case optional(Type)
  case type(Type)
  /// A declared record type.
  case message(String)
  /// A type parameter of a declaration, or during checking an inference variable.
  case parameter(Int)

  /// The type as rule authors read it.
  package var description: String {
    switch self {
    case .dyn: "dyn"
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .list(let element): "list(\(element.description))"
    case .map(let key, let value): "map(\(key.description), \(value.description))"
    case .optional(let value): "optional_type(\(value.description))"
    case .type(let value): "type(\(value.description))"
    case .message(let name): name
    case .parameter: "dyn"
    }
  }

  /// What `type(x)` shows and compares: parameters do not exist at run time.
  var runtimeName: String {
    switch self {
    case .list: "list"
    case .map: "map"
    case .optional: "optional_type"
    case .type: "type"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    default: description
    }
  }
}

/// A fact type that the host declares: the names and types of its fields, in index order.
package struct MessageType: Sendable {
  /// A field of a message: name, type and meaning.
  package struct Field: Sendable {
    package let name: String
    package let type: Type
    package let doc: String

    package init(name: String, type: Type, doc: String) {
      self.name = name
      self.type = type
      self.doc = doc
    }
  }

  package let name: String
  package let doc: String
  package let fields: [Field]
  /// What fields that it once had are called now, to tell who still uses the old names.
  package let formerFields: [String: String]
  /// What to write instead of a loop over it, as the end of a sentence; empty for a plain fact.
  package let iterationHint: String
  private let indices: [String: Int]

  package init(
    name: String, doc: String, fields: [Field], formerFields: [String: String] = [:],
    iterationHint: String = ""
  ) {
    self.name = name
    self.doc = doc
    self.fields = fields
    self.formerFields = formerFields
    self.iterationHint = iterationHint
    indices = Dictionary(
      fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The position of a field by its name.
  package func index(of field: String) -> Int? { indices[field] }
}

extension Payload {
  /// The run-time type; element types are not tracked.
  var type: Type {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type(.dyn)
    case .optional: .optional(.dyn)
    case .record(let record): .message(record.typeName)
    }
  }
}
