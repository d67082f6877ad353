internal import Encodings
internal import Graph
internal import Judging
internal import Manifests
internal import Rules
internal import YAMLTree

/// One page for a reviewer, with nothing outside itself: it makes no request, works without its
/// script, and prints whole.
struct HTMLReport {
  private let report: Report
  private let tables: LineTables
  private let inventory: Inventory?
  private var snippets: HTMLSnippets
  private var page = ""

  static func write(_ report: Report) -> String {
    var writer = HTMLReport(report)
    writer.writePage()
    return writer.page
  }

  private init(_ report: Report) {
    self.report = report
    inventory = report.inventory
    tables = LineTables(
      places: report.findings.flatMap { [$0.place] + $0.related.map(\.place) }
        + (report.inventory?.entries.map(\.place) ?? []))
    snippets = HTMLSnippets(tables, report.masks)
  }

  private mutating func add(_ text: String) { page += text + "\n" }

  private var head: String {
    HTMLPage.head(
      title: HTMLSummary(report).title, styles: [HTMLAssets.style], runsScript: true)
  }

  private mutating func writePage() {
    add(
      """
      \(head)
      <body>
      <a class="skip" href="#findings">Skip to the findings</a>
      <header>
      \(HTMLSummary(report).html)
      """)
    writeNavigation()
    add("</header>\n<main>")
    writeFindings()
    writeInventory()
    add("<section id=\"expiry\"><h2>Expiry</h2>\n\(HTMLExpiry(inventory, snippets).html)</section>")
    writeGraph()
    add("<section id=\"gaps\"><h2>Not judged</h2>\n\(HTMLGaps(report).html)</section>")
    writeRules()
    add("</main>")
    add("<script>\n\(HTMLAssets.script)\n</script>\n</body>\n</html>")
  }

  private mutating func writeNavigation() {
    let sections = [
      ("findings", "Findings"), ("credentials", "Credentials"), ("expiry", "Expiry"),
      ("access", "Access"), ("gaps", "Not judged"), ("rules", "Rules"),
    ]
    let links = sections.map { "<li><a href=\"#\($0)\">\($1)</a></li>" }.joined()
    add("<nav aria-label=\"Sections\"><ul>\(links)</ul></nav>")
  }

  // MARK: Access

  private mutating func writeGraph() {
    add("<section id=\"access\"><h2>Access</h2>")
    defer { add("</section>") }
    let drawing = GraphDrawing(inventory.map(AccessGraph.init))
    guard !drawing.isEmpty else {
      add("<p>No Secret is used by anything that was read.</p>")
      return
    }
    add(
      "<p>Who comes to which registry with what. Choose a box to see everything that leads to it and "
        + "that it leads to.</p>")
    if drawing.omitted > 0 {
      add(
        "<p>\(drawing.omitted) further connections are not drawn; <code>credlint graph</code> has all "
          + "of them.</p>")
    }
    add("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Access graph\">")
    add(drawing.svg)
    add("</div><div id=\"reach\" role=\"status\"></div>")
  }

  // MARK: Findings

  /// More than anybody reads on one page.
  private static let maximumFindings = 2_000

  private mutating func writeFindings() {
    add("<section id=\"findings\"><h2>Findings</h2>")
    defer { add("</section>") }
    guard !report.findings.isEmpty else {
      add("<p>None in \(report.counts.files) files.</p>")
      return
    }
    writeFilter()
    let ordered = FindingGroup.byImportance(report.findings)
    if ordered.count > Self.maximumFindings {
      add(
        "<p>These are the \(Self.maximumFindings) gravest of \(ordered.count); <code>--format json"
          + "</code> has all of them.</p>")
    }
    let shown = ordered.prefix(Self.maximumFindings)
    for severity in Severity.allCases.reversed() {
      let groups = shown.filter { $0.first.severity == severity }
      guard !groups.isEmpty else { continue }
      let count = groups.reduce(0) { $0 + $1.findings.count }
      let folded = count == groups.count ? "" : " in \(groups.count.counted("group"))"
      add(
        "<section class=\"group\"><h3>\(severity.rawValue) <small>\(count)\(folded)</small></h3>")
      write(groups)
      add("</section>")
    }
  }

  /// A rule that speaks more often than this is folded but for its first findings.
  private static let manyFindings = 20
  private static let firstFindings = 5

  /// The groups of one severity.
  private mutating func write(_ groups: [FindingGroup]) {
    let byRule = Dictionary(grouping: groups.indices) { groups[$0].first.rule.id }
    let many = byRule.filter { $0.value.count >= Self.manyFindings }
    let folded = many.mapValues { $0.dropFirst(Self.firstFindings) }
    let hidden = Set(folded.values.joined())
    for index in groups.indices where !hidden.contains(index) { write(groups[index]) }
    for (rule, indices) in folded.sorted(by: { $0.value[0] < $1.value[0] }) {
      add(
        "<details class=\"more\"><summary>\(indices.count) more of \(Markup.text(rule))</summary>")
      for index in indices { write(groups[index]) }
      add("</details>")
    }
  }

  private mutating func writeFilter() {
    let rules = Set(report.findings.map(\.rule.id)).sorted()
    add("<form class=\"filter\" id=\"filter\" hidden><label>Search ")
    add(
      "<input type=\"search\" id=\"search\" placeholder=\"rule, file, name\"></label><label>Rule ")
    add("<select id=\"rule\"><option value=\"\">all</option>")
    for rule in rules { add("<option>\(Markup.text(rule))</option>") }
    add("</select></label><fieldset><legend>Severity</legend>")
    for severity in Severity.allCases.reversed() {
      add(
        "<label><input type=\"checkbox\" name=\"severity\" value=\"\(severity.rawValue)\" checked> "
          + "\(severity.rawValue)</label>")
    }
    add("</fieldset><output id=\"shown\" aria-live=\"polite\"></output></form>")
  }

  private mutating func write(_ group: FindingGroup) {
    let finding = group.first
    let rule = Markup.text(finding.rule.id)
    let isOne = group.findings.count == 1
    let times = isOne ? "" : " <b class=\"times\">×\(group.findings.count)</b>"
    let place = isOne ? location(finding.place) : Markup.text(FoldedPlaces(group, tables).text)
    let landing =
      group.reach.isDeployed
      ? " <span class=\"reach\">\(Markup.text(group.reach.described()))</span>" : ""
    let reach = Markup.text(group.reach.described(atMost: Self.maximumRoots))
    add(
      "<details class=\"finding \(finding.severity.rawValue)\" data-severity=\"\(finding.severity.rawValue)\" data-rule=\"\(rule)\">"
    )
    add(
      "<summary><span class=\"badge \(finding.severity.rawValue)\">\(finding.severity.rawValue)</span> "
        + "<span class=\"message\">\(Markup.text(finding.message))</span>\(times) "
        + "<span class=\"place\">\(place) <b>\(rule)</b>\(landing)</span></summary><div class=\"body\">"
    )
    add(snippets.html(finding.place))
    for related in finding.related.prefix(5) {
      add("<p>\(Markup.text(related.message)): \(location(related.place))</p>")
      add(snippets.html(related.place))
    }
    write(copies: group.findings.dropFirst())
    add("<p class=\"todo\"><b>What to do.</b> \(Markup.text(finding.rule.remedy))</p>")
    if let fix = finding.fix {
      let option = fix.isSafe ? "--fix" : "--fix=unsafe"
      add("<p><b>Fix</b> (<code>\(option)</code>): \(Markup.text(fix.title))</p>")
    }
    add(
      "<p class=\"meta\">Rule <a href=\"#rule-\(rule)\">\(rule)</a>, about "
        + "\(Markup.scanned(finding.subject)), confidence \(finding.rule.confidence.rawValue)"
        + (reach.isEmpty ? "</p>" : ", deployed \(reach)</p>"))
    add("</div></details>")
  }

  private static let maximumCopies = 100
  private static let maximumRoots = 20

  /// Where else the same is to be said of a copy of the object.
  private mutating func write(copies: ArraySlice<Finding>) {
    guard !copies.isEmpty else { return }
    let items = copies.prefix(Self.maximumCopies).map { "<li>\(location($0.place))</li>" }
    let left = copies.count - items.count
    let more = left > 0 ? "<li>and \(left) more</li>" : ""
    add("<p>The same in:</p><ul class=\"place\">\(items.joined())\(more)</ul>")
  }

  private func location(_ place: Place) -> String { snippets.location(place) }

  // MARK: Credentials

  private mutating func writeInventory() {
    add("<section id=\"credentials\"><h2>Credentials</h2>")
    defer { add("</section>") }
    let entries = inventory?.entries ?? []
    guard !entries.isEmpty else {
      add("<p>None.</p>")
      return
    }
    add("<label class=\"filter\" id=\"credential-filter\" hidden>Search ")
    add("<input type=\"search\" id=\"credential-search\"></label>")
    if let inventory { add(HTMLCredentials(inventory, tables).html) }
  }

  // MARK: Rules

  private mutating func writeRules() {
    add("<section id=\"rules\"><h2>Rules that spoke</h2>")
    let ids = Set(report.findings.map(\.rule.id))
    for rule in report.rules where ids.contains(rule.id) {
      add("<article id=\"rule-\(Markup.text(rule.id))\"><h3>\(Markup.text(rule.id))</h3>")
      add("<p>\(Markup.text(rule.title)). \(Markup.text(rule.why))</p>")
      add("<p>\(Markup.text(rule.remedy))</p>")
      let pages = [RulePage.address(of: rule.id, below: report.rulePages)].compactMap(\.self)
      let links = (pages + rule.references).filter { $0.hasPrefix("https://") }.map { reference in
        "<li><a rel=\"noreferrer\" href=\"\(Markup.text(reference))\">\(Markup.text(reference))</a></li>"
      }
      if !links.isEmpty { add("<ul>\(links.joined())</ul>") }
      add("</article>")
    }
    add("</section>")
  }
}
