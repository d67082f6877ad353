internal import CEL
internal import Encodings
internal import Rules

/// The formats into which tables are merged.
package enum FleetFormat: String, Sendable, CaseIterable {
  case html, json, sarif, csv
}

extension FleetOverview {
  package func html() -> String { FleetPage(self).html }

  /// Numbers alone.
  package func json() throws -> String {
    let whole: JSON = [
      "schema": .string(JSON.schemaName("fleet-1")), "tool": .string(version),
      "now": .string(now.text), "repositories": .integer(repositories.count),
      "not_scanned_whole": .list(incomplete.map { .string($0.name) }),
      "credentials": .integer(credentials), "exposures": .integer(exposures.count),
      "shared": .integer(shared.count), "malformed": .integer(malformed),
      "join_epochs": .list(epochs.sorted().map { .string($0) }),
      "findings": .object(
        Dictionary(
          uniqueKeysWithValues: Severity.allCases.map { ($0.rawValue, .integer(count($0))) })),
      "rules": .object(rules.mapValues { .integer($0.findings) }),
    ]
    return try whole.written()
  }

  package static let schema: JSON = .schema(
    "fleet-1", title: "What the repositories of an organisation hold, in numbers",
    [
      "schema": .text, "tool": .text, "now": .text, "repositories": .count,
      "not_scanned_whole": .texts, "credentials": .count, "exposures": .count, "shared": .count,
      "malformed": .count, "join_epochs": .texts, "findings": .map(of: .count),
      "rules": .map(of: .count),
    ],
    required: ["schema", "repositories", "findings"])
}

/// One table for a spreadsheet.
package struct FleetCSV: Sendable {
  private let columns: [String]

  /// - Parameter table: whose fields are columns; what is nested in a row is left out, but for places
  ///   and names of objects.
  package init(_ table: FleetTable) {
    let first = ["repository", "revision", "severity", "rule", "path", "line", "column"]
    guard case .object(let schema) = table.schema, case .object(let fields)? = schema["properties"]
    else {
      columns = first
      return
    }
    var names = Set(fields.keys).subtracting(["related", "fix", "reach", "schema"])
    if names.remove("location") != nil { names.formUnion(["path", "line", "column"]) }
    columns = first.filter(names.contains) + names.subtracting(first).sorted()
  }

  package var header: String { line(columns) }

  /// The rows of one file; what is no row is left out.
  package func lines(_ bytes: [UInt8]) -> String {
    bytes.split(separator: 10).compactMap { text in
      guard case .object(let row)? = JSON(line: text) else { return nil }
      return line(columns.map { cell($0, row) })
    }.joined()
  }

  private func line(_ cells: [String]) -> String {
    cells.map(InventoryColumn.cell).joined(separator: ",") + "\r\n"
  }

  private func cell(_ column: String, _ row: [String: JSON]) -> String {
    if let value = row[column] { return Self.text(value) }
    guard case .object(let location)? = row["location"], let value = location[column] else {
      return ""
    }
    return Self.text(value)
  }

  private static func text(_ value: JSON) -> String {
    switch value {
    case .string(let text): text
    case .integer(let number): String(number)
    case .bool(let flag): String(flag)
    case .null: ""
    case .list(let elements): elements.map(text).joined(separator: " ")
    case .object(let fields):
      ["kind", "namespace", "name"].compactMap { fields[$0].map(text) }.joined(separator: " ")
    }
  }
}
