/// The tables of a fleet: what one repository at one commit contributes to each, a row a line. No time,
/// machine or duration is in a row, so that the same input gives the same bytes.
package enum FleetTable: String, Sendable, CaseIterable {
  case scans, findings, credentials, references, images, sources, history

  /// The name of its rows' schema, with its version.
  var schemaName: String {
    switch self {
    case .scans: ScanRow.schemaName
    case .findings: JSONReport.rowName
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
    case .scans: return ScanRow.schema
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
