internal import Encodings
internal import Rules

/// What a page does not tell about: how much was not judged, and where.
struct HTMLGaps {
  private let report: Report

  init(_ report: Report) { self.report = report }

  var html: String {
    let sentences = sentences
    let parts = files + notes + failures
    guard !sentences.isEmpty || !parts.isEmpty else {
      return "<p>Everything was read and judged.</p>\n"
    }
    let items = sentences.map { "<li>\(Markup.scanned($0))</li>" }.joined()
    return (items.isEmpty ? "" : "<ul>\(items)</ul>\n") + parts
  }

  private var sentences: [String] {
    let counts = report.counts
    let others = [
      (counts.encrypted, "document is encrypted", "documents are encrypted"),
      (
        counts.unjudged, "credential has a scope or end that is not known",
        "credentials have a scope or end that is not known"
      ),
      (counts.suppressed, "finding is suppressed", "findings are suppressed"),
      (counts.baselined, "finding is in the baseline", "findings are in the baseline"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    return report.gaps + others
  }

  /// More than anybody reads on one page.
  private static let maximumFiles = 500

  /// The files that were not judged, or not whole, by the reason.
  private var files: String {
    let groups = Dictionary(
      grouping: report.files.filter { $0.outcome != .judged }, by: \.described)
    return groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { reason, files in
        let left = files.count - Self.maximumFiles
        let items = files.prefix(Self.maximumFiles).map { "<li>\(Markup.scanned($0.path))</li>" }
        let more = left > 0 ? "<li>and \(left) more: <code>--show-files</code></li>" : ""
        return "<details class=\"files\"><summary>\(Markup.scanned(reason)) "
          + "<small>\(files.count.counted("file"))</small></summary>"
          + "<ul class=\"place\">\(items.joined())\(more)</ul></details>\n"
      }.joined()
  }

  /// What else is to be known, one row each.
  private var notes: String {
    guard !report.notes.isEmpty else { return "" }
    let rows = report.notes.map { note in
      "<tr><td class=\"place\">\(Markup.scanned(note.path))</td>"
        + "<td>\(Markup.scanned(note.message))</td></tr>"
    }
    return "<table class=\"notes\"><thead><tr><th scope=\"col\">Where</th>"
      + "<th scope=\"col\">What</th></tr></thead><tbody>\n\(rows.joined(separator: "\n"))\n"
      + "</tbody></table>\n"
  }

  private var failures: String {
    let items = report.failures.map { failure in
      "<li>Rule \(Markup.text(failure.rule.id)) failed on \(Markup.scanned(failure.subject)): "
        + "\(Markup.scanned(failure.message))</li>"
    }
    return items.isEmpty ? "" : "<ul>\(items.joined())</ul>\n"
  }
}
