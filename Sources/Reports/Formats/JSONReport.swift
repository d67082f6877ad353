internal import Credentials
internal import FoundationEssentials
internal import Rules
internal import YAMLTree

/// The tool's own format, version 1: lines and columns are 1-based, `end` is exclusive; columns count
/// code points, and those with `utf16` UTF-16 units.
package struct JSONReport: Encodable {
  private struct Location: Encodable {
    let path: String
    let line, column, endLine, endColumn, utf16Column, utf16EndColumn: Int
    let inside: String?

    init(_ place: Place, _ tables: LineTables) {
      self.init(place.range, in: place.file, path: place.shownPath, inside: place.inner, tables)
    }

    init(
      _ range: Range<Int>, in file: SourceFile, path: String, inside: String?, _ tables: LineTables
    ) {
      let table = tables[file]
      self.path = path
      (line, column) = table.position(of: range.lowerBound)
      (endLine, endColumn) = table.position(of: range.upperBound)
      utf16Column = table.utf16Column(of: range.lowerBound)
      utf16EndColumn = table.utf16Column(of: range.upperBound)
      self.inside = inside.map(Redaction.scan)
    }
  }

  private struct Related: Encodable {
    let location: Location
    let message: String
  }

  private struct Entry: Encodable {
    let rule, severity, confidence, message, subject, fingerprint, group: String
    let reach: JSON?
    let object: ObjectEntry?
    let location: Location
    let related: [Related]
    let fix: FixEntry?
    let fixRefusal: String?
  }

  private struct ObjectEntry: Encodable {
    let kind, name: String
    let namespace: String?
  }

  private struct FixEntry: Encodable {
    let title, safety: String
    let edits: [EditEntry]
  }

  /// An edit whose text is secret says only where it is.
  private struct EditEntry: Encodable {
    let location: Location
    let text: String?
  }

  private struct RuleEntry: Encodable {
    let title, group, why, remedy: String
    /// Where the configuration says that the rule's page is.
    let page: String?
    let cwe: [Int]
    let tags, controls, references: [String]
  }

  private struct FileEntry: Encodable { let path, outcome, reason: String }

  private struct Failure: Encodable { let rule, message, subject: String }
  private struct NoteEntry: Encodable { let path, message: String }

  private let schema = JSON.schemaName("report-1")
  private let version: String
  /// Filled in as they are written.
  private let findings: [Entry] = []
  private let failures: [Failure]
  private let notes: [NoteEntry]
  private let counts: Report.Counts
  private let persona: String
  private let notJudged: [String]
  private let rules: [String: RuleEntry]
  /// Where it is asked for.
  private let files: [FileEntry]?

  private init(_ report: Report) {
    version = report.version
    counts = report.counts
    persona = report.persona.rawValue
    notJudged = report.gapsBesideNotes
    rules = Self.rules(of: report)
    files =
      !report.listsFiles
      ? nil
      : report.files.map {
        FileEntry(path: Redaction.scan($0.path), outcome: $0.outcome.rawValue, reason: $0.reason)
      }
    failures = report.failures.map {
      Failure(
        rule: $0.rule.id, message: Redaction.scan($0.message), subject: Redaction.scan($0.subject))
    }
    notes = report.notes.map {
      NoteEntry(path: Redaction.scan($0.path), message: Redaction.scan($0.message))
    }
  }

  private static func entry(_ finding: Finding, _ report: Report, _ tables: LineTables) -> Entry {
    Entry(
      rule: finding.rule.id, severity: finding.severity.rawValue,
      confidence: finding.rule.confidence.rawValue, message: finding.message,
      subject: finding.subject, fingerprint: finding.fingerprint,
      group: finding.group, reach: ReachJSON.json(finding.reach),
      object: finding.object.map {
        ObjectEntry(kind: $0.kind, name: $0.name, namespace: $0.namespace)
      },
      location: Location(finding.place, tables),
      related: finding.related.map {
        Related(location: Location($0.place, tables), message: $0.message)
      },
      fix: finding.fix.map { entry($0, report, tables) }, fixRefusal: finding.refusal?.reason)
  }

  private static func entry(_ fix: Fix, _ report: Report, _ tables: LineTables) -> FixEntry {
    let edits = fix.edits.map { edit in
      let text = String(decoding: edit.replacement, as: UTF8.self)
      return EditEntry(
        location: Location(
          edit.range, in: fix.file, path: Redaction.scan(fix.file.path), inside: nil, tables),
        text: report.masks.hides(edit, of: fix) ? nil : Redaction.scan(text))
    }
    return FixEntry(title: fix.title, safety: fix.isSafe ? "safe" : "unsafe", edits: edits)
  }

  /// Of the rules that found something.
  private static func rules(of report: Report) -> [String: RuleEntry] {
    var entries: [String: RuleEntry] = [:]
    for rule in report.findings.map(\.rule) where entries[rule.id] == nil {
      entries[rule.id] = RuleEntry(
        title: rule.title, group: rule.group, why: rule.why, remedy: rule.remedy,
        page: RulePage.address(of: rule.id, below: report.rulePages), cwe: rule.cwe,
        tags: rule.tags, controls: rule.controls.map(\.id), references: rule.references)
    }
    return entries
  }

  static func write(_ report: Report) throws -> String {
    let tables = report.lineTables()
    let list = JSONText.List(count: report.findings.count) {
      entry(report.findings[$0], report, tables)
    }
    return try JSONText.encode(JSONReport(report), filling: "findings", atDepth: 1, [list])
  }

  /// One finding a line, in the form it has in the whole report, behind what every row begins with.
  package static func rows(_ report: Report, _ envelope: RowEnvelope) throws -> String {
    let tables = report.lineTables()
    return try report.findings.map { finding in
      let row = Row(envelope: envelope, finding: entry(finding, report, tables))
      return try JSONText.encode(row, isPretty: false)
    }.joined()
  }

  private struct Row: Encodable {
    let envelope: RowEnvelope
    let finding: Entry

    func encode(to encoder: any Encoder) throws {
      try envelope.encode(JSONReport.rowName, to: encoder)
      try finding.encode(to: encoder)
    }
  }

  /// One finding a line.
  static func writeLines(_ report: Report) throws -> String {
    try rows(report, RowEnvelope(report))
  }
}
