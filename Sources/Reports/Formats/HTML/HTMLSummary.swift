internal import CEL
internal import Encodings
internal import Judging
internal import Rules
internal import YAMLTree

/// The head of a page: what was looked at, when, and how much was found.
struct HTMLSummary {
  private let report: Report
  private let inventory: Inventory?

  init(_ report: Report) {
    self.report = report
    inventory = report.inventory
  }

  var title: String {
    guard let name = report.origin?.name, !name.isEmpty else { return "Credentials" }
    return "Credentials of \(Markup.scanned(name))"
  }

  var html: String {
    """
    <h1>\(title)</h1>
    \(origin)<dl class="tiles">
    \(tiles)</dl>
    <p>\(sentences.joined(separator: " "))</p>
    \(legend)
    """
  }

  private var origin: String {
    var parts: [(name: String, value: String)] = []
    if let commit = report.origin?.commit {
      parts.append(("Commit", "<code>\(Markup.text(String(commit.prefix(12))))</code>"))
    }
    if let inventory { parts.append(("Judged as of", String(inventory.now.text.prefix(10)))) }
    if !report.selection.isEmpty { parts.append(("Of", Markup.scanned(report.selection))) }
    parts.append(("Persona", report.persona.rawValue))
    parts.append(("By", "credlint \(Markup.text(report.version))"))
    let items = parts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" }
    return "<dl class=\"origin\">\(items.joined())</dl>\n"
  }

  private var tiles: String {
    Severity.allCases.reversed().map { severity in
      let count = report.findings.count { $0.severity == severity }
      let name = severity.rawValue
      return "<div class=\"tile \(name)\"><dt>\(name)</dt><dd>\(count)</dd></div>\n"
    }.joined()
  }

  /// Each number counts one thing, and says what.
  private var sentences: [String] {
    let counts = report.counts
    let read = counts.files.counted("file")
    let objects = counts.resources > 0 ? " with \(counts.resources.counted("object"))" : ""
    var sentences: [String] = []
    if report.findings.isEmpty {
      sentences.append("Nothing was found in \(read)\(objects).")
    } else {
      let places = Set(report.findings.map(\.place.file.path)).count
      sentences.append(
        "\(report.foundCount), in \(places) of \(read)\(objects).")
    }
    guard let inventory, !inventory.entries.isEmpty else { return sentences }
    let kinds = Inventory.Protection.allCases.compactMap { protection -> String? in
      let count = inventory.entries.count { $0.protection == protection }
      return count == 0 ? nil : "\(count) \(protection.rawValue)"
    }
    sentences.append(
      "\(inventory.entries.count.counted("credential")): \(kinds.joined(separator: ", ")).")
    return sentences
  }

  private var legend: String {
    var rows = Severity.allCases.reversed().map { severity in
      "<div><dt><span class=\"badge \(severity.rawValue)\">\(severity.rawValue)</span></dt>"
        + "<dd>\(Self.meaning(severity))</dd></div>"
    }
    for kept in inventory.map(HTMLCredentials.legend) ?? [] {
      rows.append("<div><dt>\(kept.word)</dt><dd>\(kept.meaning)</dd></div>")
    }
    return "<details class=\"legend\"><summary>What the words mean</summary>"
      + "<dl>\(rows.joined())</dl></details>"
  }

  private static func meaning(_ severity: Severity) -> String {
    switch severity {
    case .critical: "something is broken or open now"
    case .high: "a credential is exposed, too strong, or will not work"
    case .medium: "works today, and by luck or not for long"
    case .low: "untidy, or not known"
    }
  }
}
