internal import Rules

/// The report's JSON Schema. Within version 1 fields are added, never removed or changed.
extension JSONReport {
  private static let location: JSON = .record(
    [
      "path": .text.described("From the root of the repository."),
      "line": ["type": "integer"], "column": ["type": "integer"], "endLine": ["type": "integer"],
      "endColumn": ["type": "integer"],
      "utf16Column": ["type": "integer"], "utf16EndColumn": ["type": "integer"],
      "inside": .text.described("Where in a decoded payload it is."),
    ],
    required: ["path", "line", "column", "endLine", "endColumn"])

  private static let edit: JSON = .record(
    ["location": location, "text": .text.described("What takes its place; absent where secret.")],
    required: ["location"])

  private static let rule: JSON = .record(
    [
      "title": .text, "group": .text, "why": .text, "remedy": .text,
      "page": .text.described("Its page, where rule-pages says."),
      "cwe": .array(of: ["type": "integer"]), "tags": .texts,
      "controls": .texts.described("Requirements of frameworks, such as cis-5.1.2."),
      "references": .texts,
    ], required: ["title", "why", "remedy"])

  private static let file: JSON = .record(
    [
      "path": .text, "outcome": .choice(FileRecord.Outcome.allCases.map(\.rawValue)),
      "reason": .text,
    ], required: ["path", "outcome", "reason"])

  private static let finding: [String: JSON] = [
    "rule": .text, "severity": .choice(Severity.allCases.map(\.rawValue)),
    "confidence": .choice(Confidence.allCases.map(\.rawValue)), "message": .text,
    "subject": .text.described("What it is about; stable when the file moves."),
    "fingerprint": .text.described("Names the finding across runs."),
    "group": .text.described("The same for findings that say the same of one object."),
    "reach": ReachJSON.schema,
    "object": .record(
      ["kind": .text, "name": .text, "namespace": .text], required: ["kind", "name"]
    )
    .described("The object that it stands in."),
    "location": location,
    "related": .array(
      of: .record(["location": location, "message": .text], required: ["location", "message"])),
    "fix": .record(
      ["title": .text, "safety": .choice(["safe", "unsafe"]), "edits": .array(of: edit)],
      required: ["title", "safety", "edits"]),
    "fixRefusal": .text.described("Why its fix is not offered here."),
  ]

  private static let required = [
    "rule", "severity", "confidence", "message", "subject", "fingerprint", "location", "related",
  ]

  static let rowName = "finding-1"

  /// One finding in a line of its own.
  package static let rowSchema: JSON = RowEnvelope.schema(
    rowName, title: "A finding of credlint", finding, required: required)

  package static let schema: JSON = .schema(
    "report-1", title: "A report of credlint",
    [
      "schema": .text, "version": .text,
      "findings": .array(of: .record(finding, required: required)),
      "failures": .array(
        of: .record(["rule": .text, "message": .text, "subject": .text], required: ["rule"])),
      "notes": .array(of: .record(["path": .text, "message": .text], required: ["message"])),
      "counts": .map(of: ["type": "integer"]),
      "persona": .choice(Persona.allCases.map(\.rawValue)),
      "notJudged": .texts.described("What was passed over, one sentence for each kind."),
      "rules": .map(of: rule).described("The rules that found something, by id."),
      "files": .array(of: file).described("What became of each file, with --show-files."),
    ],
    required: ["schema", "version", "findings", "failures", "notes", "counts"])
}
