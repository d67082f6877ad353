internal import Rules

/// What a page does not tell about: how much was not judged, and where.
struct HTMLGaps {
  private let report: Report

  init(_ report: Report) { self.report = report }

  var html: String {
    let gaps = gaps
    guard !gaps.isEmpty || !report.notes.isEmpty || !report.failures.isEmpty else {
      return "<p>Everything was read and judged.</p>\n"
    }
    let counts = gaps.map { "<li>\($0)</li>" }.joined()
    return (counts.isEmpty ? "" : "<ul>\(counts)</ul>\n") + notes + failures
  }

  private var gaps: [String] {
    let counts = report.counts
    let leftOut = Markup.scanned(report.leftOutFolders)
    return [
      (counts.templates, "templates", "that were not read"),
      (counts.templatesWithHoles, "templates", "read but for their expressions"),
      (counts.encrypted, "documents", "that are encrypted"),
      (counts.partlyRead, "files", "not read whole, because they do not parse"),
      (counts.unreadable, "files", "that could not be read"),
      (counts.skipped, "files", "skipped"),
      (counts.leftOut, "files", "in \(leftOut) left out"),
      (counts.unjudged, "credentials", "whose scope or end is not known"),
      (counts.suppressed, "findings", "suppressed"),
      (counts.baselined, "findings", "in the baseline"),
    ].filter { $0.0 > 0 }.map { count, noun, what in
      "\(count.counted(String(noun.dropLast()))) \(what)"
    }
  }

  /// One row a file, where a file is named.
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
