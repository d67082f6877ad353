internal import Judging
internal import Rules
internal import YAMLTree

/// The formats in which a report can be written.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, short, json, jsonl, sarif, github, gitlab, junit, markdown, html

  /// It shows every credential, and who uses it.
  package var needsInventory: Bool { self == .html }

  /// The report in this format; `useColor` matters to text alone.
  package func write(_ report: Report, useColor: Bool = false) throws -> String {
    switch self {
    case .text: TextReport.write(report, useColor: useColor)
    case .short: TextReport.writeShort(report)
    case .json: try JSONReport.write(report)
    case .jsonl: try JSONReport.writeLines(report)
    case .sarif: try SARIFReport.write(report)
    case .github: GitHubReport.write(report)
    case .gitlab: try CodeQualityReport.write(report)
    case .junit: JUnitReport.write(report)
    case .markdown: MarkdownReport.write(report)
    case .html: HTMLReport.write(report)
    }
  }
}
