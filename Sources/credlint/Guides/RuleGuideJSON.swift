internal import Proof
internal import Reports
internal import Rules

extension RuleGuide {
  /// Rules as a program reads them.
  static func json(_ guides: [RuleGuide]) -> JSON {
    ["schema": .string(JSON.schemaName("rules-1")), "rules": .list(guides.map(\.json))]
  }

  private var json: JSON {
    var entries: [String: JSON] = [
      "id": .string(rule.id), "title": .string(rule.title), "group": .string(rule.group),
      "severity": .string(rule.severity.rawValue),
      "confidence": .string(rule.confidence.rawValue), "persona": .string(rule.persona.rawValue),
      "tags": Self.list(rule.tags), "aliases": Self.list(rule.aliases),
      "cwe": .list(rule.cwe.map(JSON.integer)), "controls": Self.list(rule.controls.map(\.id)),
      "since": .string(rule.since),
      "status": .string(rule.isPreview ? "preview" : "stable"), "why": .string(rule.why),
      "remedy": .string(rule.remedy), "references": Self.list(rule.references),
      "supersedes": Self.list(supersedes), "parameters": .list(rule.parameters.map(Self.json)),
      "commands": .list(
        commands.map { ["does": .string($0.does), "run": .string($0.run)] }),
    ]
    if let fix = rule.body.fix {
      entries["fix"] = [
        "title": .string(fix.title), "safety": .string(fix.isSafe ? "safe" : "unsafe"),
      ]
    }
    if let bad { entries["bad"] = Self.json(bad) }
    if let good { entries["good"] = Self.json(good) }
    return .object(entries)
  }

  private static func list(_ texts: [String]) -> JSON { .list(texts.map(JSON.string)) }

  private static func json(_ parameter: Rule.Parameter) -> JSON {
    [
      "name": .string(parameter.name), "type": .string(parameter.kind.rawValue),
      "default": .string(parameter.defaultText), "value": .string(parameter.text),
      "description": .string(parameter.description),
    ]
  }

  private static func json(_ example: RuleExample) -> JSON {
    let files: [JSON] = example.files.map { file in
      [
        "name": .string(file.name), "text": .string(file.lines.joined(separator: "\n") + "\n"),
        "lines": .list(file.reported.sorted().map { .integer($0 + 1) }),
      ]
    }
    return ["files": .list(files), "settings": list(example.options)]
  }

  static var schema: JSON {
    let example: JSON = .record(
      [
        "settings": .texts,
        "files": .array(
          of: .record(
            ["name": .text, "text": .text, "lines": .array(of: ["type": "integer"])],
            required: ["name", "text", "lines"])),
      ], required: ["files", "settings"])
    let parameter: JSON = .record(
      [
        "name": .text, "type": .choice(ParameterKind.allCases.map(\.rawValue)), "default": .text,
        "value": .text, "description": .text,
      ], required: ["name", "type", "default", "value", "description"])
    let texts = ["tags", "aliases", "controls", "references", "supersedes"].map { ($0, JSON.texts) }
    let words = ["id", "title", "group", "since", "why", "remedy"].map { ($0, JSON.text) }
    var properties = Dictionary(uniqueKeysWithValues: texts + words)
    properties["severity"] = .choice(Severity.allCases.map(\.rawValue))
    properties["confidence"] = .choice(Confidence.allCases.map(\.rawValue))
    properties["persona"] = .choice(Persona.allCases.map(\.rawValue))
    properties["status"] = .choice(["stable", "preview"])
    properties["cwe"] = .array(of: ["type": "integer"])
    properties["parameters"] = .array(of: parameter)
    properties["commands"] = .array(
      of: .record(["does": .text, "run": .text], required: ["does", "run"]))
    let required = properties.keys.sorted()
    properties["fix"] = .record(
      ["title": .text, "safety": .choice(["safe", "unsafe"])], required: ["title", "safety"])
    (properties["bad"], properties["good"]) = (example, example)
    return .schema(
      "rules-1", title: "Rules of credlint",
      ["schema": .text, "rules": .array(of: .record(properties, required: required))],
      required: ["schema", "rules"])
  }
}
