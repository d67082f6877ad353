internal import Rules
internal import YAMLTree

/// Annotations of GitHub's workflow commands, one line for each finding
/// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
///
/// Only the start is named: an end at the end of the file is shown badly. GitHub shows ten
/// annotations of each kind for a step; SARIF has no such limit.
enum GitHubReport {
  static func write(_ report: Report) -> String {
    let tables = report.lineTables()
    let findings = report.findings.map { line($0, tables) }.joined()
    guard !report.gapLine.isEmpty else { return findings }
    return findings + "::notice title=credlint::\(escaped(report.gapLine, isProperty: false))\n"
  }

  private static func line(_ finding: Finding, _ tables: LineTables) -> String {
    let place = finding.place
    let table = tables[place.file]
    let (line, column) = table.position(of: place.range.lowerBound)
    let properties = [
      ("file", place.shownPath), ("line", String(line)), ("col", String(column)),
      ("title", finding.rule.id),
    ].map { "\($0)=\(escaped($1, isProperty: true))" }
    return "::\(command(finding.severity)) \(properties.joined(separator: ","))"
      + "::\(escaped(finding.message, isProperty: false))\n"
  }

  private static func command(_ severity: Severity) -> String {
    switch severity {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low: "notice"
    }
  }

  /// As `actions/toolkit` escapes (`packages/core/src/command.ts`); other control characters have no
  /// escape.
  private static func escaped(_ text: String, isProperty: Bool) -> String {
    Terminal.visible(text) { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      case ":" where isProperty: "%3A"
      case "," where isProperty: "%2C"
      default: nil
      }
    }
  }
}
