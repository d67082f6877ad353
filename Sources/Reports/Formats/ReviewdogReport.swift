internal import Credentials
internal import FoundationEssentials
internal import Rules
internal import YAMLTree

/// Reviewdog's Diagnostic Format (`reviewdog.proto`): lines are 1-based, columns 1-based and count
/// bytes of UTF-8, ends are exclusive.
struct ReviewdogReport: Encodable {
  private struct Position: Encodable { let line, column: Int }
  private struct Range: Encodable { let start, end: Position }

  private struct Location: Encodable {
    let path: String
    let range: Range
  }

  private struct Code: Encodable {
    let value: String
    let url: String?
  }

  private struct Suggestion: Encodable {
    let range: Range
    let text: String
  }

  private struct Diagnostic: Encodable {
    let message: String
    let location: Location
    let severity: String
    let code: Code
    let suggestions: [Suggestion]?
  }

  private struct Source: Encodable { let name = "credlint" }

  private let source = Source()
  private let diagnostics: [Diagnostic]

  static func write(_ report: Report) throws -> String {
    try JSONText.encode(ReviewdogReport(report))
  }

  private init(_ report: Report) {
    let tables = report.lineTables()
    func range(_ range: Swift.Range<Int>, _ file: SourceFile) -> Range {
      let table = tables[file]
      func position(_ offset: Int) -> Position {
        let line = table.line(of: offset)
        return Position(line: line, column: offset - table.range(ofLine: line).lowerBound + 1)
      }
      return Range(start: position(range.lowerBound), end: position(range.upperBound))
    }
    diagnostics = report.findings.map { finding in
      let place = finding.place
      // A suggestion is taken over by a click, and so is offered whole or not at all.
      let fix = finding.fix.flatMap { fix in
        fix.isSafe && fix.file.path == place.file.path && !report.masks.hides(fix) ? fix : nil
      }
      return Diagnostic(
        message: "\(finding.message). \(finding.rule.remedy)",
        location: Location(path: place.shownPath, range: range(place.range, place.file)),
        severity: Self.severity(finding.severity),
        code: Code(
          value: finding.rule.id,
          url: RulePage.address(of: finding.rule.id, below: report.rulePages)),
        suggestions: fix?.edits.map { edit in
          Suggestion(
            range: range(edit.range, place.file),
            text: Redaction.scan(String(decoding: edit.replacement, as: UTF8.self)))
        })
    }
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .critical, .high: "ERROR"
    case .medium: "WARNING"
    case .low: "INFO"
    }
  }
}
