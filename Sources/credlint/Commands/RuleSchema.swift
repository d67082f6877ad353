internal import Reports
internal import Rules

/// The JSON Schema of a rule file, from the table that the loader reads by.
enum RuleSchema {
  static var schema: JSON {
    let properties = RuleKey.all.map { ($0.name, shape($0).described(plain($0.doc))) }
    return .schema(
      "rule-1", title: "A rule of credlint",
      Dictionary(uniqueKeysWithValues: properties),
      required: RuleKey.all.filter(\.isRequired).map(\.name))
  }

  private static func plain(_ doc: String) -> String { doc.replacing("`", with: "") }

  private static func shape(_ key: RuleKey) -> JSON {
    if let parts = parts[key.name] { return parts }
    switch key.shape {
    case .text: return ["type": ["string", "boolean", "number"]]
    case .list: return ["type": "array"]
    case .mapping: return ["type": "object"]
    case .textOrList: return ["anyOf": [["type": ["string", "boolean"]], .texts]]
    }
  }

  private static let expression: JSON = ["type": ["string", "boolean", "number"]]

  private static let parts: [String: JSON] = [
    "severity": .choice(Severity.allCases.map(\.rawValue)),
    "confidence": .choice(Confidence.allCases.map(\.rawValue)),
    "persona": .choice(Persona.allCases.map(\.rawValue)),
    "status": .choice(["stable", "preview"]),
    "tags": .texts, "references": .texts, "aliases": .texts, "supersedes": .texts,
    "commands": .array(
      of: [
        "anyOf": [.text, .record(["does": .text, "run": .text], required: ["does", "run"])]
      ]),
    "cwe": .array(of: ["type": "integer"]),
    "controls": .array(
      of: .choice(
        ControlFramework.all.flatMap(\.controls).filter(\.isAssessable).map(\.id))),
    "let": .array(of: .map(of: expression)),
    "parameters": .map(
      of: .record(
        [
          "type": .choice(ParameterKind.allCases.map(\.rawValue)),
          "default": ["type": ["string", "integer", "boolean", "array"]],
          "description": .text,
        ],
        required: ["type", "default"])),
    "related": .array(
      of: .record(
        ["each": .text, "at": .text, "message": .text], required: ["at", "message"])),
    "fix": .record(
      [
        "title": .text, "safety": .choice(["safe", "unsafe"]), "when": expression,
        "edits": .array(of: .map(of: expression)),
      ],
      required: ["title", "edits"]),
  ]
}
