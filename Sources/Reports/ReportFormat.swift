internal import Judging
internal import Rules
internal import YAMLTree

/// The formats in which a report can be written.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, short, json, jsonl, sarif, github, gitlab, junit, rdjson, markdown, html

  /// It shows every credential, and who uses it.
  package var needsInventory: Bool { self == .html }

  /// It has no room for what was not judged: that is told beside it.
  package var tellsGapsAside: Bool { [.short, .jsonl, .rdjson].contains(self) }

  /// The report in this format; the style matters to text alone.
  package func write(_ report: Report, _ style: Style = Style()) throws -> String {
    switch self {
    case .text: TextReport.write(report, style)
    case .short: TextReport.writeShort(report, style)
    case .json: try JSONReport.write(report)
    case .jsonl: try JSONReport.writeLines(report)
    case .sarif: try SARIFReport.write(report)
    case .github: GitHubReport.write(report)
    case .gitlab: try CodeQualityReport.write(report)
    case .junit: JUnitReport.write(report)
    case .rdjson: try ReviewdogReport.write(report)
    case .markdown: MarkdownReport.write(report)
    case .html: HTMLReport.write(report)
    }
  }
}
