package import Audits
package import Rules
package import YAMLTree

/// The formats in which an audit can be handed over.
package enum AuditFormat: String, Sendable, CaseIterable {
  case html, markdown, json

  package static var schema: JSON { AuditJSON.schema }

  /// - Parameter report: of the same run, for what was read and what is to be masked.
  package func write(_ audit: Audit, _ report: Report) throws -> String {
    switch self {
    case .html: AuditPage.write(audit, report)
    case .markdown: AuditMarkdown.write(audit, report)
    case .json: try AuditJSON(audit, report).written()
    }
  }

  /// What an audit in JSON keeps for a later one.
  ///
  /// - Throws: what is wrong with the file, at its place.
  package static func snapshot(_ source: SourceFile) throws(PolicyProblem) -> AuditSnapshot {
    try AuditJSON.snapshot(source)
  }
}
