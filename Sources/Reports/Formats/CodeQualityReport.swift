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
    return try JSONText.encode(
      report.findings.map { finding in
        let place = finding.place
        let table = tables[place.file]
        return Issue(
          description: finding.message, check: finding.rule.id,
          fingerprint: finding.fingerprint, severity: severity(finding.severity),
          location: Location(
            path: place.shownPath,
            lines: Lines(begin: table.line(of: place.range.lowerBound))))
      })
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
