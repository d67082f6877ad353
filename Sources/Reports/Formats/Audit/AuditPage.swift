internal import Audits
internal import CEL
internal import Encodings
internal import Graph
internal import Judging
internal import Questions
internal import Rules
internal import YAMLTree

/// An audit as a page that stands alone, for a screen and for paper.
struct AuditPage {
  private let audit: Audit
  private let report: Report
  private let tables: AuditTables
  private let lines: LineTables
  private var snippets: HTMLSnippets
  private var page = ""

  static func write(_ audit: Audit, _ report: Report) -> String {
    var writer = AuditPage(audit, report)
    writer.writePage()
    return writer.page
  }

  private init(_ audit: Audit, _ report: Report) {
    self.audit = audit
    self.report = report
    lines = LineTables(audit)
    tables = AuditTables(audit, lines)
    snippets = HTMLSnippets(lines, report.masks)
  }

  private mutating func add(_ text: String) { page += text + "\n" }

  private var title: String {
    audit.head.repository.isEmpty
      ? "Audit of credentials" : "Audit of the credentials of \(audit.head.repository)"
  }

  private var head: String {
    HTMLPage.head(
      title: Markup.scanned(title), styles: [HTMLAssets.style, AuditStyle.style],
      runsScript: false)
  }

  private mutating func writePage() {
    add(
      """
      \(head)
      <body class="audit">
      <a class="skip" href="#summary">Skip to the summary</a>
      <header>
      <h1>\(Markup.scanned(title))</h1>
      \(origin)
      """)
    let sections = sections.filter { !$0.html.isEmpty }
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" }.joined()
    add("<nav aria-label=\"Sections\"><ul>\(links)</ul></nav>\n</header>\n<main>")
    for section in sections {
      add("<section id=\"\(section.id)\"><h2>\(section.title)</h2>\n\(section.html)</section>")
    }
    add("</main>\n</body>\n</html>")
  }

  private var origin: String {
    let head = audit.head
    let parts: [(String, String?)] = [
      ("For", head.client), ("By", head.auditor),
      ("Commit", head.commit.map { String($0.prefix(12)) }),
      ("Judged as of", String(audit.now.text.prefix(10))), ("Persona", head.persona.rawValue),
      ("Made with", "credlint \(head.version), rules \(audit.rulesDigest.prefix(12))"),
    ]
    let items = parts.compactMap { name, value in
      value.map { "<div><dt>\(name)</dt><dd>\(Markup.scanned($0))</dd></div>" }
    }
    return "<dl class=\"origin\">\(items.joined())</dl>"
  }

  private var sections: [(id: String, title: String, html: String)] {
    mutating get {
      [
        ("summary", "Summary", summary), ("first", "What matters most", first),
        ("difference", "Since the last audit", difference),
        ("readers", "Who can read what", readers), ("plan", "Plan by owner", plan),
        ("rest", "Everything else", Self.table(tables.rest)),
        ("credentials", "Credentials", credentials),
        ("expiry", "Expiry, age and environment", expiry),
        ("compliance", "Compliance", compliance),
        ("gaps", "Not judged", HTMLGaps(report).html), ("method", "Method", method),
      ]
    }
  }

  // MARK: Sections

  private var summary: String {
    let sentences = audit.summary.map { "<li>\(Markup.text($0))</li>" }
    return "<ul class=\"summary\">\(sentences.joined())</ul>\n"
  }

  private var first: String {
    mutating get {
      var text = ""
      for (index, issue) in audit.issues.prefix(Audit.shown).enumerated() {
        text += article(issue, number: index + 1)
      }
      return text.isEmpty ? "<p>Nothing was found.</p>\n" : text
    }
  }

  private mutating func article(_ issue: AuditIssue, number: Int) -> String {
    let finding = issue.group.first
    let severity = finding.severity.rawValue
    let times = issue.group.findings.count > 1 ? " ×\(issue.group.findings.count)" : ""
    let reach = issue.group.reach.described(atMost: 3)
    let facts: [(String, String)] = [
      ("Where", tables.place(of: issue)), ("Deployed", reach),
      ("Owner", issue.owners.joined(separator: ", ")), ("Effort", issue.effort.rawValue),
      ("Points", "\(issue.points)"), ("Rule", finding.rule.id),
    ]
    let list = facts.filter { !$0.1.isEmpty }.map {
      "<div><dt>\($0.0)</dt><dd>\(Markup.scanned($0.1))</dd></div>"
    }
    var text = "<article class=\"issue \(severity)\"><h3>\(number). "
    text +=
      "<span class=\"badge \(severity)\">\(severity)</span> \(Markup.text(finding.message))\(times)</h3>\n"
    text += "<dl class=\"facts\">\(list.joined())</dl>\n" + snippets.html(finding.place) + "\n"
    for related in finding.related.prefix(3) {
      text += "<p>\(Markup.text(related.message)): \(snippets.location(related.place))</p>\n"
    }
    return text + "<p><b>What to do.</b> \(Markup.text(finding.rule.remedy))</p></article>\n"
  }

  private var difference: String {
    guard let difference = audit.difference else { return "" }
    let parts = tables.difference.map { part in
      let items = part.items.prefix(100).map { "<li>\(Markup.scanned($0))</li>" }
      let left = part.items.count - items.count
      let more = left > 0 ? "<li>and \(left) more</li>" : ""
      return
        "<h3>\(part.title) <small>\(part.items.count)</small></h3><ul>\(items.joined())\(more)</ul>\n"
    }
    return "<p>\(difference.stayed.counted("finding")) stayed.</p>\n" + parts.joined()
  }

  private var readers: String {
    guard !audit.readers.isEmpty else {
      return
        "<p>No binding of these files gives anybody a right to read a Secret of these files.</p>\n"
    }
    let cut = audit.areReadersCut ? " Only the first Secrets by name were asked about." : ""
    return Self.table(tables.readers)
      + "<p>Not seen: bindings outside of these files, the groups of users, certificates of "
      + "system:masters, the cloud's own IAM.\(cut)</p>\n"
  }

  private var plan: String {
    audit.plan.isEmpty
      ? "<p>No CODEOWNERS says who answers for which files.</p>\n" : Self.table(tables.plan)
  }

  private var credentials: String {
    audit.inventory.entries.isEmpty
      ? "<p>None.</p>\n" : HTMLCredentials(audit.inventory, lines, audit.findings).html
  }

  private var expiry: String {
    var text = HTMLExpiry(audit.inventory, snippets).html
    text += Self.bars("Not changed for", tables.ages)
    text += Self.bars("Deployed to", tables.environments)
    return text
  }

  private var compliance: String {
    audit.compliance.map { verdicts in
      let framework = verdicts.framework
      return "<h3>\(Markup.text(framework.title)) \(Markup.text(framework.version))</h3>\n"
        + Self.table(tables.compliance(verdicts))
    }.joined()
  }

  private var method: String {
    let options = audit.head.options.map { "<code>\(Markup.scanned($0))</code>" }
    let counts = report.counts
    return "<p>Read: \(counts.files.counted("file")), \(counts.resources.counted("object")).</p>\n"
      + "<p>Points are \(Markup.text(AuditIssue.formula)). Effort: what a fix does takes minutes; a "
      + "credential that has to be issued anew takes hours; a right that has to be agreed upon takes "
      + "days.</p>\n"
      + (options.isEmpty ? "" : "<p>Options: \(options.joined(separator: " "))</p>\n")
  }

  // MARK: Parts

  private static func table(_ table: AuditTables.Table) -> String {
    guard !table.rows.isEmpty else { return "" }
    let used = table.titles.indices.filter { column in table.rows.contains { !$0[column].isEmpty } }
    let whole = used.reduce(0) { $0 + table.shares[$1] }
    let widths = used.map { "<col style=\"width:\(table.shares[$0] * 100 / whole)%\">" }.joined()
    let head = used.map { "<th scope=\"col\">\(table.titles[$0])</th>" }.joined()
    let rows = table.rows.map { row in
      let cells = used.map { "<td>\(Markup.scanned(row[$0]))</td>" }
      return "<tr>\(cells.joined())</tr>\n"
    }
    let more = table.left > 0 ? "<p>and \(table.left) more</p>\n" : ""
    return "<div class=\"scroll\" tabindex=\"0\"><table class=\"fixed\">"
      + "<colgroup>\(widths)</colgroup><thead><tr>\(head)</tr></thead><tbody>\n"
      + rows.joined() + "</tbody></table></div>\n" + more
  }

  /// A chart that is a table as well: people look at it, and readers of screens hear it.
  private static func bars(_ title: String, _ rows: [(label: String, count: Int)]) -> String {
    guard let most = rows.map(\.count).max(), most > 0 else { return "" }
    let bars = rows.map { row in
      "<tr><th scope=\"row\">\(Markup.scanned(row.label))</th><td>\(row.count)</td>"
        + "<td class=\"bar\"><i style=\"width:\(row.count * 100 / most)%\"></i></td></tr>\n"
    }
    return "<h3>\(title)</h3>\n<table class=\"bars\"><tbody>\n\(bars.joined())</tbody></table>\n"
  }
}

extension LineTables {
  /// Those of everything that an audit shows.
  init(_ audit: Audit) {
    self.init(
      places: audit.findings.flatMap { [$0.place] + $0.related.map(\.place) }
        + audit.inventory.entries.map(\.place) + audit.readers.compactMap(\.place))
  }
}
