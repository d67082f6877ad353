internal import Credentials
internal import Rules
internal import YAMLTree

/// GitLab's Code Quality (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format):
/// equal fingerprints are shown once.
enum CodeQualityReport {
  private struct Issue: Encodable {
    let description: String
    let check: String
    let fingerprint: String
    let severity: String
    let location: Location

    private enum CodingKeys: String, CodingKey {
      case description
      case check = "check_name"
      case fingerprint, severity, location
    }
  }

  private struct Location: Encodable {
    let path: String
    let lines: Lines
  }

  private struct Lines: Encodable { let begin: Int }

  static func write(_ report: Report) throws -> String {
    let tables = report.lineTables()
    let findings = report.findings.map { finding in
      let place = finding.place
      let table = tables[place.file]
      return Issue(
        description: finding.message, check: finding.rule.id,
        fingerprint: finding.fingerprint, severity: severity(finding.severity),
        location: Location(
          path: place.shownPath,
          lines: Lines(begin: table.line(of: place.range.lowerBound))))
    }
    return try JSONText.encode(findings + gaps(of: report))
  }

  /// The format knows issues alone: what was not judged is one, for information, at the first file.
  private static func gaps(of report: Report) -> [Issue] {
    guard !report.gapLine.isEmpty else { return [] }
    let file = report.files.first { $0.outcome != .judged }
    return [
      Issue(
        description: report.gapLine, check: "not-judged", fingerprint: "credlint-not-judged",
        severity: "info",
        location: Location(path: Redaction.scan(file?.path ?? "."), lines: Lines(begin: 1)))
    ]
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .critical: "critical"
    case .high: "major"
    case .medium: "minor"
    case .low: "info"
    }
  }
}
