internal import Credentials

/// What was scanned, and how much of it could be: "clean" and "not scanned" differ.
package struct ScanRow: Sendable {
  package var exit: Int32 = 0
  package var counts = Report.Counts()
  package var findings = 0
  package var hasHistory = false
  /// What could not be read, in sentences.
  package var problems: [String] = []
  package var joinEpoch: String?
  /// Where it was cloned from, as the rows of sources name repositories; nil where nothing tells.
  package var urlKey: String?

  package init() {}

  package func line(_ envelope: RowEnvelope) throws -> String {
    try envelope.line(
      Self.schemaName,
      [
        "exit": .integer(Int(exit)), "files": .integer(counts.files),
        "documents": .integer(counts.documents), "resources": .integer(counts.resources),
        "credentials": .integer(counts.credentials), "findings": .integer(findings),
        "unreadable": .integer(counts.unreadable), "skipped": .integer(counts.skipped),
        "history": .bool(hasHistory),
        "problems": .list(problems.map { .string(Redaction.scan($0)) }),
        "join_epoch": .text(joinEpoch), "url_key": .text(urlKey.map(Redaction.scan)),
      ])
  }

  static let schemaName = "scan-1"

  static let schema: JSON = RowEnvelope.schema(
    schemaName, title: "What was scanned of one repository", properties)

  private static let properties: [String: JSON] = [
    "exit": .count.described("As of check: 3 where something could not be read."), "files": .count,
    "documents": .count, "resources": .count, "credentials": .count, "findings": .count,
    "unreadable": .count, "skipped": .count, "history": .flag, "problems": .texts,
    "join_epoch": .nullableText.described("Of the organisation's key, if values have ids."),
    "url_key": .nullableText.described("Where it was cloned from, as sources name repositories."),
  ]
}
