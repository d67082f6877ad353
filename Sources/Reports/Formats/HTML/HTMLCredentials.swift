internal import CEL
internal import Credentials
internal import Encodings
internal import Graph
internal import Judging
internal import Rules
internal import YAMLTree

/// The credentials of a page: a table where it fits, and cards on paper and on narrow screens. What
/// nothing is known of has no column.
struct HTMLCredentials {
  /// One column: what stands first in a cell, and in small print below it.
  private struct Column {
    let title: String
    /// Its part of the width, to be seen against those of the others.
    let share: Int
    let main, more: (Inventory.Entry) -> String
  }

  private let inventory: Inventory
  private let tables: LineTables
  private let findings: [String: [Finding]]

  /// - Parameter findings: those that are counted beside the credentials that they are about.
  init(_ inventory: Inventory, _ tables: LineTables, _ findings: [Finding] = []) {
    self.inventory = inventory
    self.tables = tables
    self.findings = Dictionary(grouping: findings, by: \.place.file.path)
  }

  /// Findings at the credential's own place, or, where it stands in an object, in that object.
  private func count(_ entry: Inventory.Entry) -> Int {
    (findings[entry.place.file.path] ?? []).count { entry.extent.overlaps($0.place.range) }
  }

  /// More than anybody reads on one page.
  private static let maximum = 2_000
  private static let maximumUsers = 6

  var html: String {
    let entries = inventory.entries.prefix(Self.maximum)
    let columns = columns.filter { column in
      entries.contains { !column.main($0).isEmpty || !column.more($0).isEmpty }
    }
    let titles = columns.map { "<th scope=\"col\">\($0.title)</th>" }.joined()
    let whole = columns.reduce(0) { $0 + $1.share }
    let widths = columns.map { "<col style=\"width:\($0.share * 100 / whole)%\">" }.joined()
    var text = "<table><colgroup>\(widths)</colgroup><thead><tr>\(titles)</tr></thead><tbody>\n"
    for entry in entries {
      text += "<tr class=\"\(entry.protection.rawValue)\">"
      for (index, column) in columns.enumerated() { text += Self.cell(column, entry, index == 0) }
      text += "</tr>\n"
    }
    text += "</tbody></table>\n"
    let left = inventory.entries.count - entries.count
    return left == 0 ? text : text + "<p>\(left) more: <code>credlint inventory</code>.</p>\n"
  }

  private static func cell(_ column: Column, _ entry: Inventory.Entry, _ isHead: Bool) -> String {
    let main = Markup.scanned(column.main(entry))
    let more = Markup.scanned(column.more(entry))
    let small = more.isEmpty ? "" : "<small>\(more)</small>"
    if isHead { return "<th scope=\"row\"><b>\(main)</b> \(small)</th>" }
    guard !main.isEmpty || !more.isEmpty else { return "<td></td>" }
    return "<td data-title=\"\(column.title)\">\(main) \(small)</td>"
  }

  private var columns: [Column] {
    [
      Column(title: "Held by", share: 28) {
        $0.holder
      } more: { entry in
        let line = tables[entry.place.file].line(of: entry.place.range.lowerBound)
        return "\(entry.place.shownPath):\(line)"
      },
      Column(title: "Credential", share: 13) {
        $0.title
      } more: { _ in
        ""
      },
      Column(title: "Namespace", share: 11) {
        $0.namespaces.joined(separator: " ")
      } more: { _ in
        ""
      },
      Column(title: "Logs in to", share: 18) {
        $0.host
      } more: {
        $0.user.isEmpty ? "" : "as \($0.user)"
      },
      Column(title: "Purpose", share: 10) {
        Redaction.names(in: $0.purpose)
      } more: { entry in
        let scopes = entry.scopes.joined(separator: " ")
        let basis = entry.scopesBasis.map { " (\($0.rawValue))" } ?? ""
        return scopes == entry.purpose ? "" : Redaction.names(in: scopes) + basis
      },
      Column(title: "Verified", share: 10) {
        $0.validity?.rawValue ?? ""
      } more: { entry in
        let rights = Redaction.names(in: entry.provedRights.joined(separator: ", "))
        return rights.isEmpty ? "" : "proved: \(rights)"
      },
      Column(title: "Ends", share: 9) {
        $0.expires.map { String($0.text.prefix(10)) } ?? ""
      } more: {
        $0.endBasis?.rawValue ?? ""
      },
      Column(title: "Unchanged since", share: 10) {
        $0.unchangedSince.map { String($0.text.prefix(10)) } ?? ""
      } more: { entry in
        entry.keys.isEmpty ? "" : "opened by \(entry.keys.count.counted("key"))"
      },
      Column(title: "Kept", share: 10) {
        $0.protection.rawValue
      } more: { entry in
        entry.origin == "Secret" || entry.origin.isEmpty ? "" : "by \(entry.origin)"
      },
      Column(title: "Used by", share: 18) { entry in
        Set(entry.users.map(\.described)).sorted().listed(atMost: Self.maximumUsers)
      } more: {
        $0.usage
      },
      Column(title: "Deployed", share: 14) {
        $0.reach.described()
      } more: { _ in
        ""
      },
      Column(title: "Owner", share: 10) {
        $0.owners.joined(separator: ", ")
      } more: { _ in
        ""
      },
      Column(title: "Copies", share: 6) {
        $0.copies == 0 ? "" : "\($0.copies)"
      } more: { _ in
        ""
      },
      Column(title: "Findings", share: 7) { entry in
        let count = count(entry)
        return count == 0 ? "" : "\(count)"
      } more: { _ in
        ""
      },
    ]
  }

  /// What the words of the column Kept mean, of those that are there.
  static func legend(_ inventory: Inventory) -> [(word: String, meaning: String)] {
    Inventory.Protection.allCases.filter { protection in
      inventory.entries.contains { $0.protection == protection }
    }.map { ($0.rawValue, meaning($0)) }
  }

  private static func meaning(_ protection: Inventory.Protection) -> String {
    switch protection {
    case .clear: "whoever reads the repository can use it"
    case .encrypted: "by SOPS, git-crypt or the like"
    case .sealed: "for one cluster"
    case .fetched: "made by a controller; the repository only names it"
    case .placeholder: "filled in elsewhere"
    case .live: "read from a cluster"
    case .absent: "named, and not in the repository"
    }
  }
}
