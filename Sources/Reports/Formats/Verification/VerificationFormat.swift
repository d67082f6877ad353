internal import Verification

/// The formats of a verification.
package enum VerificationFormat: String, Sendable, CaseIterable {
  case text, json, sarif

  package static var schema: JSON { VerificationJSON.schema }

  /// The style matters to text alone.
  package func write(_ report: VerificationReport, _ style: Style = Style()) throws -> String {
    switch self {
    case .text: try VerificationText.write(report, style)
    case .json: try VerificationJSON.write(report)
    case .sarif: try ReportFormat.sarif.write(report.findings)
    }
  }
}
