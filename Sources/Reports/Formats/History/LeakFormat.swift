/// The formats in which a history can be reported.
package enum LeakFormat: String, Sendable, CaseIterable {
  case text, json, jsonl, sarif, html

  package static var schema: JSON { LeakJSON.schema }

  /// The style matters to text alone.
  package func write(_ report: LeakReport, _ style: Style = Style()) throws -> String {
    switch self {
    case .text: LeakText.write(report, style)
    case .json: try LeakJSON.write(report)
    case .jsonl: try LeakJSON.writeLines(report)
    case .sarif: try LeakSARIF.write(report)
    case .html: LeakPage.write(report)
    }
  }
}
