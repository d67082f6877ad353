internal import Credentials
internal import FoundationEssentials
internal import Rules
internal import YAMLTree

/// The tool's own format, version 1: lines and columns are 1-based, columns count code points,
/// `end` is exclusive.
package struct JSONReport: Encodable {
  private struct Location: Encodable {
    let path: String
    let line, column, endLine, endColumn: Int
    let inside: String?

    init(_ place: Place, _ tables: LineTables) {
      let table = tables[place.file]
      let start = table.position(of: place.range.lowerBound)
      let end = table.position(of: place.range.upperBound)
      path = place.shownPath
      (line, column) = start
      (endLine, endColumn) = end
      inside = place.inner.map(Redaction.scan)
    }
  }

  private struct Related: Encodable {
    let location: Location
    let message: String
  }

  private struct Entry: Encodable {
    let rule, severity, confidence, message, subject, fingerprint: String
    let location: Location
    let related: [Related]
    let fix: FixEntry?
    let fixRefusal: String?
  }

  private struct FixEntry: Encodable {
    let title, safety: String
  }

  private struct Failure: Encodable { let rule, message, subject: String }
  private struct NoteEntry: Encodable { let path, message: String }

  private let schema = "https://credlint.dev/schemas/report-1.json"
  private let version: String
  private let findings: [Entry]
  private let failures: [Failure]
  private let notes: [NoteEntry]
  private let counts: Report.Counts

  private init(_ report: Report) {
    let tables = report.lineTables()
    version = report.version
    counts = report.counts
    findings = report.findings.map { finding in
      Entry(
        rule: finding.rule.id, severity: finding.severity.rawValue,
        confidence: finding.rule.confidence.rawValue, message: finding.message,
        subject: finding.subject, fingerprint: finding.fingerprint,
        location: Location(finding.place, tables),
        related: finding.related.map {
          Related(location: Location($0.place, tables), message: $0.message)
        },
        fix: finding.fix.map { FixEntry(title: $0.title, safety: $0.isSafe ? "safe" : "unsafe") },
        fixRefusal: finding.refusal?.reason)
    }
    failures = report.failures.map {
      Failure(
        rule: $0.rule.id, message: Redaction.scan($0.message), subject: Redaction.scan($0.subject))
    }
    notes = report.notes.map {
      NoteEntry(path: Redaction.scan($0.path), message: Redaction.scan($0.message))
    }
  }

  static func write(_ report: Report) throws -> String {
    try JSONText.encode(JSONReport(report))
  }

  /// One finding a line, in the form it has in the whole report.
  static func writeLines(_ report: Report) throws -> String {
    try JSONReport(report).findings.map { try JSONText.encode($0, isPretty: false) }.joined()
  }
}

/// The report's JSON Schema. Within version 1 fields are added, never removed or changed.
extension JSONReport {
  private static let location: JSON = .record(
    [
      "path": .text.described("From the root of the repository."),
      "line": ["type": "integer"], "column": ["type": "integer"], "endLine": ["type": "integer"],
      "endColumn": ["type": "integer"],
      "inside": .text.described("Where in a decoded payload it is."),
    ],
    required: ["path", "line", "column", "endLine", "endColumn"])

  private static let finding: [String: JSON] = [
    "rule": .text, "severity": .choice(Severity.allCases.map(\.rawValue)),
    "confidence": .choice(Confidence.allCases.map(\.rawValue)), "message": .text,
    "subject": .text.described("What it is about; stable when the file moves."),
    "fingerprint": .text.described("Names the finding across runs."), "location": location,
    "related": .array(
      of: .record(["location": location, "message": .text], required: ["location", "message"])),
    "fix": .record(
      ["title": .text, "safety": .choice(["safe", "unsafe"])], required: ["title", "safety"]),
    "fixRefusal": .text.described("Why its fix is not offered here."),
  ]

  private static let required = [
    "rule", "severity", "confidence", "message", "subject", "fingerprint", "location", "related",
  ]

  package static let findingSchema: JSON = .schema(
    "finding-1", title: "A finding of credlint", finding, required: required)

  package static let schema: JSON = .schema(
    "report-1", title: "A report of credlint",
    [
      "schema": .text, "version": .text,
      "findings": .array(of: .record(finding, required: required)),
      "failures": .array(
        of: .record(["rule": .text, "message": .text, "subject": .text], required: ["rule"])),
      "notes": .array(of: .record(["path": .text, "message": .text], required: ["message"])),
      "counts": .map(of: ["type": "integer"]),
    ],
    required: ["schema", "version", "findings", "failures", "notes", "counts"])
}
