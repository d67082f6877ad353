internal import Judging

/// When the credentials of a page end.
struct HTMLExpiry {
  private let timeline: ExpiryTimeline
  private let snippets: HTMLSnippets

  init(_ inventory: Inventory?, _ snippets: HTMLSnippets) {
    timeline = ExpiryTimeline(inventory)
    self.snippets = snippets
  }

  var html: String {
    guard !timeline.rows.isEmpty else { return "<p>The end of no credential is known.</p>\n" }
    let rows = timeline.rows.map { row in
      "<tr class=\"\(row.state)\"><td>\(Markup.scanned(row.label))<br><small>"
        + "\(snippets.location(row.place))</small></td><td>\(row.date)</td><td>\(row.left)</td>"
        + "<td class=\"track\"><i style=\"left:\(row.percent)%\"></i></td></tr>\n"
    }
    return """
      <p>As of \(timeline.today), of the credentials that are there: the end of \
      \(timeline.rows.count) is known, and of \(timeline.unknown) it is not.</p>
      <p class="key"><i class="ended"></i> ended <i class="soon"></i> ends within 30 days \
      <i class="later"></i> later</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Expiry">
      <table class="timeline"><thead><tr><th scope="col">Credential</th>
      <th scope="col">Ends</th><th scope="col">Left</th>
      <th scope="col"><span class="axis">\(ExpiryTimeline.axis)</span></th></tr></thead><tbody>
      \(rows.joined())</tbody></table></div>

      """
  }
}
