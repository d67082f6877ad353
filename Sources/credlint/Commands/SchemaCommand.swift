internal import ArgumentParser
internal import Reports
internal import Repositories

/// What credlint writes and reads, as JSON Schemas.
struct SchemaCommand: ParsableCommand {
  enum Subject: String, Choice {
    case json, jsonl, inventory, audit, answer, history, verify, graph, configuration, rule, rules,
      scans,
      findings, credentials, references, images, sources, fleet
    case historyRow = "history-row"

    var schema: JSON {
      switch self {
      case .json: JSONReport.schema
      case .jsonl: JSONReport.rowSchema
      case .history: LeakFormat.schema
      case .verify: VerificationFormat.schema
      case .historyRow: FleetTable.history.schema
      case .scans: FleetTable.scans.schema
      case .findings: FleetTable.findings.schema
      case .credentials: FleetTable.credentials.schema
      case .references: FleetTable.references.schema
      case .images: FleetTable.images.schema
      case .sources: FleetTable.sources.schema
      case .fleet: FleetOverview.schema
      case .inventory: InventoryFormat.schema
      case .audit: AuditFormat.schema
      case .answer: AnswerFormat.schema
      case .graph: AccessGraph.schema
      case .configuration: ConfigurationKey.schema
      case .rule: RuleSchema.schema
      case .rules: RuleGuide.schema
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of an output or of a file.",
    discussion: """
      The number in a schema's name is its version: within one version fields
      are added and never removed or changed.

      Examples:
        credlint schema json > report-1.json
        credlint schema configuration
      """)

  @Argument(
    help: ArgumentHelp(
      "One of \(Subject.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "subject"))
  var subject: Subject

  func run() throws { Console.write(try subject.schema.written()) }
}
