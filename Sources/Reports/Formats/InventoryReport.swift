internal import CEL
internal import Rules
internal import Credentials
internal import Graph
package import Judging
internal import YAMLTree

/// The formats in which an inventory can be written.
package enum InventoryFormat: String, Sendable, CaseIterable {
  case table, json, csv, markdown

  package static var schema: JSON { InventoryJSON.schema }

  /// - Parameter width: columns of the terminal, for `table`; nil does not cut.
  package func write(_ inventory: Inventory, width: Int? = nil) throws -> String {
    switch self {
    case .table: InventoryTable.write(inventory, width: width)
    case .json: try InventoryJSON(inventory).written()
    case .csv: InventoryColumn.csv(inventory)
    case .markdown: InventoryColumn.markdown(inventory)
    }
  }
}

/// One column of an inventory: its title, and what an entry has in it. Nothing of it is secret, and
/// yet every text is scanned: a host can be written with a token in it.
struct InventoryColumn: Sendable {
  let title: String
  private let read: @Sendable (Inventory.Entry, LineTables) -> String

  func text(_ entry: Inventory.Entry, _ tables: LineTables) -> String {
    Redaction.scan(read(entry, tables))
  }

  static let all: [InventoryColumn] = [
    InventoryColumn(title: "Place") { entry, tables in
      "\(entry.place.shownPath):\(tables[entry.place.file].line(of: entry.place.range.lowerBound))"
    },
    InventoryColumn(title: "Held by") { entry, _ in entry.holder },
    InventoryColumn(title: "Namespace") { entry, _ in entry.namespaces.joined(separator: " ") },
    InventoryColumn(title: "Credential") { entry, _ in entry.title },
    InventoryColumn(title: "Host") { entry, _ in entry.host },
    InventoryColumn(title: "User") { entry, _ in entry.user },
    InventoryColumn(title: "Purpose") { entry, _ in
      Redaction.names(in: entry.purpose)
    },
    InventoryColumn(title: "Scopes") { entry, _ in
      Redaction.names(in: entry.scopes.joined(separator: " "))
    },
    InventoryColumn(title: "Verified") { entry, _ in entry.verified },
    InventoryColumn(title: "Expires") { entry, _ in
      entry.expires.map { String($0.text.prefix(10)) } ?? ""
    },
    InventoryColumn(title: "Unchanged since") { entry, _ in
      entry.unchangedSince.map { String($0.text.prefix(10)) } ?? ""
    },
    InventoryColumn(title: "Kept") { entry, _ in entry.protection.rawValue },
    InventoryColumn(title: "Origin") { entry, _ in entry.origin },
    InventoryColumn(title: "Used by") { entry, _ in
      Set(entry.users.map(\.described)).sorted().listed(atMost: maximumUsers)
    },
    InventoryColumn(title: "Keys") { entry, _ in entry.keys.listed(atMost: maximumKeys) },
    InventoryColumn(title: "Reach") { entry, _ in entry.usage },
    InventoryColumn(title: "Deployed") { entry, _ in entry.reach.described(atMost: maximumRoots) },
    InventoryColumn(title: "Owner") { entry, _ in entry.owners.listed(atMost: maximumUsers) },
    InventoryColumn(title: "Copies") { entry, _ in entry.copies == 0 ? "" : "\(entry.copies)" },
  ]

  private static let maximumUsers = 20
  private static let maximumRoots = 10
  private static let maximumKeys = 4

  static func csv(_ inventory: Inventory) -> String {
    let tables = LineTables(places: inventory.entries.map(\.place))
    let rows =
      [all.map(\.title)] + inventory.entries.map { entry in all.map { $0.text(entry, tables) } }
    return rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
  }

  /// Quoted as RFC 4180 has it; what a spreadsheet would take for a formula becomes text
  /// (https://owasp.org/www-community/attacks/CSV_Injection).
  static func cell(_ text: String) -> String {
    let visible = Terminal.visible(text)
    let isFormula = visible.first.map { "=+-@".contains($0) } ?? false
    return "\"" + (isFormula ? "'" : "") + visible.replacing("\"", with: "\"\"") + "\""
  }

  static func markdown(_ inventory: Inventory) -> String {
    "### credlint: \(InventoryTable.sum(of: inventory))\n\n" + table(inventory)
  }

  /// In Markdown; empty for no credentials.
  static func table(_ inventory: Inventory) -> String {
    let tables = LineTables(places: inventory.entries.map(\.place))
    var text = ""
    let columns = all.map { column in
      (column.title, inventory.entries.map { MarkdownReport.escaped(column.text($0, tables)) })
    }.filter { !$0.1.allSatisfy(\.isEmpty) }
    guard !columns.isEmpty else { return text }
    text += "| " + columns.map(\.0).joined(separator: " | ") + " |\n"
    text += "|" + columns.map { _ in "---|" }.joined() + "\n"
    for row in inventory.entries.indices {
      text += "| " + columns.map { $0.1[row] }.joined(separator: " | ") + " |\n"
    }
    return text
  }
}

/// For people: aligned columns, those that are empty everywhere left out.
enum InventoryTable {
  static func write(_ inventory: Inventory, width: Int?) -> String {
    guard !inventory.entries.isEmpty else { return "no credentials\n" }
    let tables = LineTables(places: inventory.entries.map(\.place))
    var columns = InventoryColumn.all.map { column in
      [column.title]
        + inventory.entries.map { Terminal.visible(column.text($0, tables)) }
    }
    columns.removeAll { $0.dropFirst().allSatisfy(\.isEmpty) }
    let widths = columns.map { column in column.map(\.count).max() ?? 0 }
    var text = ""
    for row in columns[0].indices {
      var line = ""
      for (column, width) in zip(columns, widths) {
        line += column[row] + String(repeating: " ", count: width - column[row].count + 2)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      if let width, line.count > width { line = line.prefix(width - 1) + "…" }
      text += line + "\n"
    }
    return text + "\n" + sum(of: inventory) + "\n"
  }

  /// `12 credentials: 3 clear, 9 encrypted; 2 end within 30 days`
  static func sum(of inventory: Inventory) -> String {
    let entries = inventory.entries
    let kinds = Inventory.Protection.allCases.compactMap { protection -> String? in
      let count = entries.count { $0.protection == protection }
      return count == 0 ? nil : "\(count) \(protection.rawValue)"
    }
    let what = entries.count == 1 ? "1 credential" : "\(entries.count) credentials"
    return kinds.isEmpty ? what : "\(what): \(kinds.joined(separator: ", "))"
  }
}

/// Version 1; every entry has every field but `roots`.
struct InventoryJSON {
  private let inventory: Inventory

  init(_ inventory: Inventory) { self.inventory = inventory }

  func written() throws -> String {
    let tables = LineTables(places: inventory.entries.map(\.place))
    let entries = inventory.entries.map { Self.json(of: $0, tables) }
    let report: JSON = [
      "schema": .string(JSON.schemaName("inventory-1")), "credentials": .list(entries),
    ]
    return try report.written()
  }

  private static func text(_ text: String) -> JSON { .string(Redaction.scan(text)) }

  private static func texts(_ texts: [String]) -> JSON { .list(texts.map(text)) }

  static func json(of entry: Inventory.Entry, _ tables: LineTables) -> JSON {
    let table = tables[entry.place.file]
    let (line, column) = table.position(of: entry.place.range.lowerBound)
    let users = entry.users.map { user -> JSON in
      [
        "kind": text(user.kind), "name": text(user.name), "namespaces": texts(user.namespaces),
        "field": text(user.field), "account": text(user.account), "images": texts(user.images),
        "workload": .bool(user.isWorkload),
      ]
    }
    var fields: [String: JSON] = [
      "kind": text(entry.kind), "title": text(entry.title), "provider": text(entry.provider),
      "host": text(entry.host), "user": text(entry.user),
      "purpose": .string(Redaction.names(in: entry.purpose)),
      "scopes": .list(entry.scopes.map { .string(Redaction.names(in: $0)) }),
      "expires": .string(entry.expires?.text ?? ""),
      "scopesBasis": .string(entry.scopesBasis?.rawValue ?? ""),
      "expiresBasis": .string(entry.endBasis?.rawValue ?? ""),
      "verified": .string(entry.validity?.rawValue ?? ""),
      "proved": .list(entry.provedRights.map { .string(Redaction.names(in: $0)) }),
      "unchangedSince": .string(entry.unchangedSince?.text ?? ""), "keys": texts(entry.keys),
      "owners": texts(entry.owners), "copies": .integer(entry.copies),
      "holder": text(entry.holder), "key": .string(Redaction.names(in: entry.key)),
      "namespaces": texts(entry.namespaces),
      "origin": text(entry.origin), "kept": .string(entry.protection.rawValue),
      "reach": text(entry.usage), "users": .list(users),
      "location": [
        "path": .string(entry.place.shownPath), "line": .integer(line), "column": .integer(column),
      ],
    ]
    fields["roots"] = ReachJSON.json(entry.reach)
    return .object(fields)
  }

  private static let user: JSON = .record(
    [
      "kind": .text, "name": .text, "namespaces": .texts, "field": .text, "account": .text,
      "images": .texts, "workload": ["type": "boolean"],
    ],
    required: ["kind", "name", "workload"])

  /// One credential.
  static let entry: JSON = .record(
    [
      "kind": .text.described("The id of its kind, such as gitlab-deploy-token."),
      "title": .text, "provider": .text, "host": .text, "user": .text,
      "purpose": .text.described("pull, push, clone, webhook, sign or api."),
      "scopes": .texts, "expires": .text.described("RFC 3339; empty when not known."),
      "scopesBasis": .text.described("Who says so: proved, declared or by form; empty for nobody."),
      "expiresBasis": .text.described("The same of its end."),
      "verified": .text.described(
        "What its provider says: yes, no or unknown; empty if not asked."),
      "proved": .texts.described("What its provider has proved it to be able to do."),
      "unchangedSince": .text.described(
        "RFC 3339: nothing of it was changed since; empty when not known."),
      "keys": .texts.described("What opens it, where it is encrypted."),
      "owners": .texts.described("Of its file, as CODEOWNERS says."),
      "copies": ["type": "integer"],
      "holder": .text.described("What holds it."), "key": .text, "namespaces": .texts,
      "origin": .text.described("How it got there."),
      "kept": .choice(Inventory.Protection.allCases.map(\.rawValue)),
      "reach": .text.described("How many workloads use it."), "roots": ReachJSON.schema,
      "users": .array(of: user),
      "location": .record(
        ["path": .text, "line": ["type": "integer"], "column": ["type": "integer"]],
        required: ["path", "line", "column"]),
    ],
    required: ["kind", "holder", "kept", "location", "users"])

  static let schema: JSON = .schema(
    "inventory-1", title: "Credentials that credlint found",
    [
      "schema": .text,
      "credentials": .array(
        of: entry),
    ],
    required: ["schema", "credentials"])
}

extension Inventory.Entry {
  /// `yes: pull, push`; empty where nobody was asked.
  var verified: String {
    guard let validity else { return "" }
    let rights = Redaction.names(in: provedRights.joined(separator: ", "))
    return rights.isEmpty ? validity.rawValue : "\(validity.rawValue): \(rights)"
  }
}
