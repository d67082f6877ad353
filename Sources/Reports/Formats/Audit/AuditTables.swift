internal import Audits
internal import CEL
internal import Credentials
internal import Encodings
internal import Graph
internal import Judging
internal import Questions
internal import Rules
internal import YAMLTree

/// The tables of an audit, as cells of plain text: a page and a Markdown file write the same.
struct AuditTables {
  struct Table {
    let titles: [String]
    /// Of the width of a page, to be seen against one another.
    let shares: [Int]
    /// Columns of names and places, as they are typed.
    var names: Set<Int> = []
    var rows: [[String]]
    /// How many rows were left out.
    var left = 0
  }

  private let audit: Audit
  private let tables: LineTables

  init(_ audit: Audit, _ tables: LineTables) {
    self.audit = audit
    self.tables = tables
  }

  private static let maximumRows = 500
  private static let maximumNames = 6

  private static func cut(_ table: Table) -> Table {
    var table = table
    table.left = max(0, table.rows.count - maximumRows)
    table.rows = Array(table.rows.prefix(maximumRows))
    return table
  }

  func place(of issue: AuditIssue) -> String { FoldedPlaces(issue.group, tables).text }

  func location(_ place: Place) -> String {
    "\(place.shownPath):\(tables[place.file].line(of: place.range.lowerBound))"
  }

  /// Everything behind the issues that are shown whole.
  var rest: Table {
    Self.cut(
      Table(
        titles: ["Points", "Severity", "What", "Where", "Rule"], shares: [7, 8, 40, 29, 16],
        names: [3, 4],
        rows: audit.issues.dropFirst(Audit.shown).map { issue in
          let finding = issue.group.first
          let times = issue.group.findings.count > 1 ? "×\(issue.group.findings.count): " : ""
          return [
            "\(issue.points)", finding.severity.rawValue, times + finding.message, place(of: issue),
            finding.rule.id,
          ]
        }))
  }

  var readers: Table {
    Self.cut(
      Table(
        titles: ["Who", "Reads by a right", "Comes to by a detour", "How"],
        shares: [20, 27, 23, 30], names: [0, 1],
        rows: audit.readers.map { reader in
          let certainty = reader.isByDefault ? " (by a default)" : ""
          let possible = reader.possible == 0 ? "" : ", possibly \(reader.possible) more"
          let place = reader.place.map { ", " + location($0) } ?? ""
          return [
            reader.party + certainty, reader.direct.listed(atMost: Self.maximumNames),
            reader.indirect.listed(atMost: Self.maximumNames) + possible,
            Redaction.scan(reader.reason) + place,
          ]
        }))
  }

  var plan: Table {
    Self.cut(
      Table(
        titles: ["Owner", "To do", "Minutes", "Hours", "Days", "First"],
        shares: [20, 8, 9, 8, 8, 47],
        rows: audit.plan.map { plan in
          let first = plan.issues.first?.group.first
          return [
            plan.owner.isEmpty ? "nobody" : plan.owner, "\(plan.issues.count)",
            "\(plan.count(.minutes))", "\(plan.count(.hours))", "\(plan.count(.days))",
            first.map { "\($0.message) (\($0.rule.id))" } ?? "",
          ]
        }))
  }

  func compliance(_ verdicts: FrameworkVerdicts) -> Table {
    Table(
      titles: ["Control", "Title", "Verdict", "Rules"], shares: [9, 43, 16, 32],
      names: [3],
      rows: verdicts.rows.map { row in
        return [
          row.control.number, row.control.title, row.verdict.described,
          row.rules.listed(atMost: Self.maximumNames),
        ]
      })
  }

  /// What is new, gone, added, removed and rotated since the last audit.
  var difference: [(title: String, items: [String])] {
    guard let difference = audit.difference else { return [] }
    return [
      (
        "New findings",
        difference.new.map { "\($0.message) (\($0.rule.id), \(location($0.place)))" }
      ),
      (
        "Gone",
        difference.gone.map { "\($0.rule): \($0.subject)" + ($0.file.map { ", \($0)" } ?? "") }
      ),
      ("Credentials added", difference.added), ("Credentials removed", difference.removed),
      ("Credentials with new cipher text", difference.rotated),
    ].map { ($0.0, $0.1.map(Redaction.scan)) }.filter { !$0.items.isEmpty }
  }

  /// How many credentials there are of each age, the youngest first, and of each environment.
  var ages: [(label: String, count: Int)] {
    let day: Int64 = 86_400
    let limits: [(String, Int64)] = [
      ("less than 90 days", 90), ("less than a year", 365), ("one to two years", 730),
      ("more than two years", .max),
    ]
    let ages = audit.inventory.entries.compactMap { entry in
      entry.unchangedSince.map { (audit.now.seconds - $0.seconds) / day }
    }
    guard !ages.isEmpty else { return [] }
    return limits.enumerated().map { index, limit in
      let low = index == 0 ? Int64.min : limits[index - 1].1
      return (limit.0, ages.count { $0 >= low && $0 < limit.1 })
    }
  }

  var environments: [(label: String, count: Int)] {
    var counts: [String: Int] = [:]
    for entry in audit.inventory.entries where entry.protection != .absent {
      let names = Set((entry.reach.roots ?? []).compactMap { $0.environment?.name })
      for name in names.isEmpty ? ["not known"] : names { counts[name, default: 0] += 1 }
    }
    guard counts.count > 1 || counts["not known"] == nil else { return [] }
    return counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}
