internal import Audits
internal import CEL
internal import Credentials
internal import Encodings
internal import Graph
internal import Judging
internal import Rules

/// An audit as Markdown, for a wiki or a report that somebody goes on writing.
struct AuditMarkdown {
  private let audit: Audit
  private let report: Report
  private let tables: AuditTables
  private var text = ""

  static func write(_ audit: Audit, _ report: Report) -> String {
    var writer = AuditMarkdown(audit, report)
    writer.write()
    return writer.text
  }

  private init(_ audit: Audit, _ report: Report) {
    self.audit = audit
    self.report = report
    tables = AuditTables(audit, LineTables(audit))
  }

  private static func cell(_ text: String) -> String { MarkdownReport.escaped(text) }

  /// As it is typed, so that it can be copied.
  private static func name(_ text: String) -> String {
    MarkdownReport.code(Redaction.scan(text))
  }

  private mutating func add(_ line: String) { text += line + "\n" }

  private mutating func write() {
    writeHead()
    writeFirst()
    writeDifference()
    write("Who can read what", tables.readers)
    write("Plan by owner", tables.plan)
    write("Everything else", tables.rest)
    add("\n## Credentials\n")
    add(InventoryColumn.table(audit.inventory))
    for verdicts in audit.compliance {
      write(
        "\(verdicts.framework.title) \(verdicts.framework.version)", tables.compliance(verdicts))
    }
    add("\n## Method\n")
    if !report.gapLine.isEmpty { add(Self.cell(report.gapLine) + ".\n") }
    add("Points are \(Self.cell(AuditIssue.formula)).")
  }

  private mutating func writeHead() {
    let head = audit.head
    let name = head.repository.isEmpty ? "" : " of \(head.repository)"
    add("# Audit of the credentials\(Self.cell(name))\n")
    let parts: [(String, String?)] = [
      ("For", head.client), ("By", head.auditor), ("Commit", head.commit),
      ("Judged as of", String(audit.now.text.prefix(10))), ("Persona", head.persona.rawValue),
      ("Made with", "credlint \(head.version), rules \(audit.rulesDigest.prefix(12))"),
      ("Options", head.options.isEmpty ? nil : head.options.joined(separator: " ")),
    ]
    for (title, value) in parts {
      if let value { add("- \(title): \(Self.cell(value))") }
    }
    add("\n## Summary\n")
    for sentence in audit.summary { add("- \(Self.cell(sentence))") }
  }

  private mutating func writeFirst() {
    add("\n## What matters most\n")
    for (index, issue) in audit.issues.prefix(Audit.shown).enumerated() {
      let finding = issue.group.first
      let times = issue.group.findings.count > 1 ? " ×\(issue.group.findings.count)" : ""
      add("\(index + 1). **\(finding.severity.rawValue)** \(Self.cell(finding.message))\(times)")
      add("   - Where: \(Self.name(tables.place(of: issue)))")
      let reach = issue.group.reach.described(atMost: 3)
      if !reach.isEmpty { add("   - Deployed: \(Self.cell(reach))") }
      if !issue.owners.isEmpty {
        add("   - Owner: \(Self.cell(issue.owners.joined(separator: ", ")))")
      }
      add("   - Effort: \(issue.effort.rawValue); points: \(issue.points)")
      add("   - What to do: \(Self.cell(finding.rule.remedy)) (\(Self.name(finding.rule.id)))")
    }
    if audit.issues.isEmpty { add("Nothing was found.") }
  }

  private mutating func writeDifference() {
    guard let difference = audit.difference else { return }
    add("\n## Since the last audit\n\n\(difference.stayed.counted("finding")) stayed.")
    for part in tables.difference {
      add("\n### \(part.title): \(part.items.count)\n")
      for item in part.items { add("- \(Self.cell(item))") }
    }
  }

  private mutating func write(_ title: String, _ table: AuditTables.Table) {
    guard !table.rows.isEmpty else { return }
    add("\n## \(title)\n")
    add("| " + table.titles.joined(separator: " | ") + " |")
    add("|" + table.titles.map { _ in "---|" }.joined())
    for row in table.rows {
      let cells = row.enumerated().map { column, text in
        table.names.contains(column) && !text.isEmpty ? Self.name(text) : Self.cell(text)
      }
      add("| " + cells.joined(separator: " | ") + " |")
    }
    if table.left > 0 { add("\nand \(table.left) more") }
  }
}
