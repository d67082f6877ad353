internal import Credentials

/// The tables of a fleet: what one repository at one commit contributes to each, a row a line. No time,
/// machine or duration is in a row, so that the same input gives the same bytes.
package enum FleetTable: String, Sendable, CaseIterable {
  case scans, findings, credentials, references, images, sources, history

  /// The name of its rows' schema, with its version.
  var schemaName: String {
    switch self {
    case .scans: "scan-1"
    case .findings: "finding-1"
    case .credentials: "credential-1"
    case .references: "reference-1"
    case .images: "image-1"
    case .sources: "source-1"
    case .history: "history-1"
    }
  }

  package var schema: JSON {
    let fields: [String: JSON]
    switch self {
    case .scans: fields = ScanRow.properties
    case .findings: return JSONReport.rowSchema
    case .credentials: fields = CredentialRows.properties
    case .references: fields = ReferenceRows.properties
    case .images: fields = ImageRows.properties
    case .sources: fields = SourceRows.properties
    case .history: fields = LeakJSON.properties
    }
    return RowEnvelope.schema(
      schemaName, title: "A row of the table \(rawValue) of credlint", fields)
  }
}

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
      FleetTable.scans.schemaName,
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

  static let properties: [String: JSON] = [
    "exit": .count.described("As of check: 3 where something could not be read."), "files": .count,
    "documents": .count, "resources": .count, "credentials": .count, "findings": .count,
    "unreadable": .count, "skipped": .count, "history": .flag, "problems": .texts,
    "join_epoch": .nullableText.described("Of the organisation's key, if values have ids."),
    "url_key": .nullableText.described("Where it was cloned from, as sources name repositories."),
  ]
}
