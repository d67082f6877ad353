internal import Graph
internal import Judging
internal import Rules
internal import YAMLTree

/// A comment on a merge request: the sum, and a table of findings.
enum MarkdownReport {
  /// A comment holds 65,536 characters on GitHub; a table longer than this nobody reads.
  private static let maximumRows = 100

  static func write(_ report: Report) -> String {
    let tables = report.lineTables()
    let count = report.findings.count
    guard count > 0 else {
      let files = report.counts.files == 1 ? "1 file" : "\(report.counts.files) files"
      return "### credlint: no findings\n\nRead \(files).\n" + gaps(of: report)
    }
    let bySeverity = Severity.allCases.reversed().compactMap { severity -> String? in
      let own = report.findings.count { $0.severity == severity }
      return own == 0 ? nil : "\(own) \(severity.rawValue)"
    }
    var text = "### credlint: \(report.foundCount)\n\n"
    text += "\(bySeverity.joined(separator: ", "))\n\n"
    text += "| Severity | Place | Finding | Rule |\n|---|---|---|---|\n"
    // The worst first: the table may be cut.
    let groups = FindingGroup.byImportance(report.findings)
    for group in groups.prefix(maximumRows) {
      let finding = group.first
      let times = group.findings.count == 1 ? "" : "×\(group.findings.count): "
      let reach = group.reach.isDeployed ? ", deployed \(group.reach.described())" : ""
      text += "| \(finding.severity.rawValue) "
      text += "| \(times)\(code(FoldedPlaces(group, tables).text)) "
      text += "| \(escaped(finding.message + reach)) | \(code(finding.rule.id)) |\n"
    }
    if groups.count > maximumRows { text += "\nand \(groups.count - maximumRows) more\n" }
    return text + gaps(of: report)
  }

  private static func gaps(of report: Report) -> String {
    report.gapLine.isEmpty ? "" : "\n\(escaped(report.gapLine)).\n"
  }

  /// A code span that no content ends: markup has no meaning in it, but the bars of tables have.
  static func code(_ text: String) -> String {
    "<code>\(entities(text))</code>"
  }

  /// Punctuation as entities, so that nothing is markup, and a mark behind what would become a
  /// mention, a reference to an issue or a link once the text is rendered.
  static func escaped(_ text: String) -> String { entities(text, breaksLinks: true) }

  private static func entities(_ text: String, breaksLinks: Bool = false) -> String {
    Terminal.visible(text) { scalar in
      switch scalar {
      case "@", "#", "!", "~": "&#\(scalar.value);" + (breaksLinks ? "&#8203;" : "")
      case ":" where breaksLinks: ":&#8203;"
      case "\n", "\r": " "
      case _ where scalar.isASCII && !isSafe(scalar):
        Terminal.visible(scalar) == scalar ? "&#\(scalar.value);" : "\u{FFFD}"
      default: nil
      }
    }
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || " ',;:./-".unicodeScalars.contains(scalar))
  }
}
