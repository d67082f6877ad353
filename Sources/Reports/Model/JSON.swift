/// A JSON value as it is written, such as a schema.
package indirect enum JSON: Encodable, Sendable, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  case string(String)
  case integer(Int)
  case bool(Bool)
  case list([JSON])
  case object([String: JSON])
  case null

  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(arrayLiteral elements: JSON...) { self = .list(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }

  /// Writes the value as it is.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .bool(let bool): try container.encode(bool)
    case .list(let elements): try container.encode(elements)
    case .object(let entries): try container.encode(entries)
    case .null: try container.encodeNil()
    }
  }

  /// What may not be known.
  static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  static func number(_ number: Int64?) -> JSON { number.map { .integer(Int($0)) } ?? .null }

  /// With sorted keys and a line break at the end.
  package func written() throws -> String { try JSONText.encode(self) }

  /// The same in one line.
  package func line() throws -> String { try JSONText.encode(self, isPretty: false) }
}

/// Building blocks of JSON Schema (draft 2020-12).
extension JSON {
  /// A whole schema: an object that allows these properties alone.
  package static func schema(
    _ id: String, title: String, _ properties: [String: JSON], required: [String] = []
  ) -> JSON {
    guard case .object(var entries) = record(properties, required: required) else { return [:] }
    entries["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    entries["$id"] = .string(schemaName(id))
    entries["title"] = .string(title)
    return .object(entries)
  }

  /// What a schema is called: a name with its version, which no server has to answer for.
  package static func schemaName(_ id: String) -> String { "urn:credlint:schema:\(id)" }

  /// The schema of an object that has these properties and no others.
  package static func record(_ properties: [String: JSON], required: [String] = []) -> JSON {
    var entries: [String: JSON] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
    if !required.isEmpty { entries["required"] = .list(required.map(JSON.string)) }
    return .object(entries)
  }

  /// The same, with one at least of these properties.
  package func anyRequired(_ names: [String]) -> JSON {
    guard case .object(var entries) = self else { return self }
    entries["anyOf"] = .list(names.map { ["required": .list([.string($0)])] })
    return .object(entries)
  }

  /// An object whose keys are free and whose values are alike.
  package static func map(of values: JSON) -> JSON {
    ["type": "object", "additionalProperties": values]
  }

  /// The schema of a list.
  package static func array(of elements: JSON) -> JSON { ["type": "array", "items": elements] }

  /// The schema of one of a few words.
  package static func choice(_ words: [String]) -> JSON {
    ["type": "string", "enum": .list(words.map(JSON.string))]
  }

  package static let text: JSON = ["type": "string"]
  package static let texts: JSON = array(of: text)
  static let count: JSON = ["type": "integer"]
  static let flag: JSON = ["type": "boolean"]
  static let nullableText: JSON = ["type": ["string", "null"]]
  static let nullableCount: JSON = ["type": ["integer", "null"]]

  /// The same schema with a description.
  package func described(_ text: String) -> JSON {
    guard case .object(var entries) = self else { return self }
    entries["description"] = .string(text)
    return .object(entries)
  }
}
