internal import Foundation

/// As much of JSON Schema as credlint's schemas use; an unknown keyword is a problem, so that none
/// is passed over.
package struct JSONSchema {
  private indirect enum Value: Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Value])
    case object([String: Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let bool = try? container.decode(Bool.self) {
        self = .bool(bool)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else {
        self = .object(try container.decode([String: Value].self))
      }
    }

    var entries: [String: Value] { if case .object(let entries) = self { entries } else { [:] } }
    var elements: [Value] { if case .list(let elements) = self { elements } else { [] } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var texts: [String] { elements.compactMap(\.text) }

    func isA(_ type: String) -> Bool {
      switch (type, self) {
      case ("object", .object), ("array", .list), ("string", .text), ("boolean", .bool),
        ("number", .number), ("null", .null):
        true
      case ("integer", .number(let number)): number.rounded() == number
      default: false
      }
    }
  }

  private let root: Value

  package init(_ text: String) throws {
    root = try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  /// What is wrong with a JSON text, with its path; empty when nothing is.
  package func problems(in text: String) throws -> [String] {
    check(try JSONDecoder().decode(Value.self, from: Data(text.utf8)), root, "")
  }

  private static let notes: Set = ["$schema", "$id", "title", "description", "$defs"]

  private func check(_ value: Value, _ schema: Value, _ path: String) -> [String] {
    schema.entries.flatMap { keyword, rule -> [String] in
      switch keyword {
      case "type":
        let types = rule.text.map { [$0] } ?? rule.texts
        return types.contains(where: value.isA) ? [] : ["\(path): none of \(types)"]
      case "enum":
        return value.text.map(rule.texts.contains) == true ? [] : ["\(path): none of \(rule.texts)"]
      case "pattern":
        let found = value.text?.range(of: rule.text ?? "", options: .regularExpression)
        return found == nil ? ["\(path): does not match"] : []
      case "anyOf":
        let fits = rule.elements.contains { check(value, $0, path).isEmpty }
        return fits ? [] : ["\(path): fits nothing"]
      case "$ref":
        let name = String((rule.text ?? "").dropFirst("#/$defs/".count))
        guard let target = root.entries["$defs"]?.entries[name] else {
          return ["no definition '\(name)'"]
        }
        return check(value, target, path)
      case "items":
        return value.elements.enumerated().flatMap { check($1, rule, "\(path)/\($0)") }
      case "properties", "additionalProperties", "required":
        return checkEntries(of: value.entries, keyword, rule, schema, path)
      default: return Self.notes.contains(keyword) ? [] : ["unknown keyword \(keyword)"]
      }
    }
  }

  private func checkEntries(
    of object: [String: Value], _ keyword: String, _ rule: Value, _ schema: Value, _ path: String
  ) -> [String] {
    let known = schema.entries["properties"]?.entries ?? [:]
    switch (keyword, rule) {
    case ("required", _):
      return rule.texts.filter { object[$0] == nil }.map { "\(path): '\($0)' is missing" }
    case ("properties", _):
      return known.flatMap { name, rule in
        object[name].map { check($0, rule, "\(path)/\(name)") } ?? []
      }
    case (_, .bool(false)):
      return object.keys.filter { known[$0] == nil }.map { "\(path): '\($0)' is unknown" }
    default:
      return object.filter { known[$0.key] == nil }.flatMap {
        check($0.value, rule, "\(path)/\($0.key)")
      }
    }
  }
}
