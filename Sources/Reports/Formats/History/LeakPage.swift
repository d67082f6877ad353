internal import CEL
internal import Credentials
internal import Encodings
internal import History
internal import Rules

/// A history as a page that stands alone.
enum LeakPage {
  static func write(_ report: LeakReport) -> String {
    let name = report.origin?.name ?? ""
    let title =
      name.isEmpty
      ? "Credentials in a history" : "Credentials in the history of \(Markup.scanned(name))"
    return """
      \(HTMLPage.head(title: title, styles: [HTMLAssets.style], runsScript: false))
      <body>
      <a class="skip" href="#history">Skip to the credentials</a>
      <header>
      <h1>\(title)</h1>
      \(origin(report))<dl class="tiles">
      \(tiles(report))</dl>
      <p>\(Markup.text(report.sum)).</p>
      </header>
      <main>
      \(section(report))
      <h2>What was read</h2>
      <p>\(Markup.text(report.read)).</p>
      \(gaps(report))</main>
      </body>
      </html>

      """
  }

  private static func origin(_ report: LeakReport) -> String {
    var parts: [(name: String, value: String)] = []
    if let commit = report.origin?.commit { parts.append(("Commit", String(commit.prefix(12)))) }
    parts.append(("Judged as of", String(report.now.text.prefix(10))))
    parts.append(("By", "credlint \(report.version)"))
    let items = parts.map { "<div><dt>\($0.name)</dt><dd>\(Markup.text($0.value))</dd></div>" }
    return "<dl class=\"origin\">\(items.joined())</dl>\n"
  }

  private static func tiles(_ report: LeakReport) -> String {
    Severity.allCases.reversed().map { severity in
      let count = report.credentials.count { $0.traits.severity == severity }
      let name = severity.rawValue
      return "<div class=\"tile \(name)\"><dt>\(name)</dt><dd>\(count)</dd></div>\n"
    }.joined()
  }

  private static func gaps(_ report: LeakReport) -> String {
    let items = report.sentences.map { "<li>\(Markup.scanned($0))</li>" }.joined()
    return items.isEmpty ? "" : "<ul>\(items)</ul>\n"
  }

  /// The credentials, as a section of any page.
  static func section(_ report: LeakReport) -> String {
    let rows = report.credentials.map { row($0, report) }.joined()
    let table =
      rows.isEmpty
      ? "<p>None were found.</p>"
      : "<div class=\"scroll\"><table><thead><tr><th>Credential</th><th>Where</th><th>Came</th>"
        + "<th>Now</th><th>What to do</th></tr></thead>\n<tbody>\n\(rows)</tbody></table></div>"
    return """
      <section id="history"><h2>In the history</h2>
      <p>What stood in a commit once is known to whoever has fetched it: each is revoked first. To
      rewrite the history comes second, and reaches neither clones nor forks.</p>
      \(table)
      </section>
      """
  }

  private static let maximumPaths = 4

  private static func row(_ credential: LeakedCredential, _ report: LeakReport) -> String {
    let traits = credential.traits
    let sighting = credential.sighting
    let severity = traits.severity.rawValue
    let others = credential.paths.filter { $0 != sighting.path }.listed(atMost: maximumPaths)
    let more = others.isEmpty ? "" : "<small>\(Markup.scanned("also in " + others))</small>"
    let came = credential.first.map(commit) ?? ""
    return """
      <tr><th scope="row"><span class="badge \(severity)">\(severity)</span> \
      \(Markup.text(traits.message))<small>\(Markup.text(traits.rules.joined(separator: ", ")))</small></th>\
      <td><span class="place">\(Markup.scanned("\(sighting.path):\(sighting.line)"))</span>\(more)</td>\
      <td>\(came)</td><td>\(standing(credential))</td>\
      <td>\(Markup.scanned(credential.remedy(at: report.now)))</td></tr>

      """
  }

  private static func commit(_ commit: LeakedCredential.Commit) -> String {
    "\(LeakReport.date(commit.seconds))<small><code>\(commit.id.prefix(12))</code></small>"
  }

  private static func standing(_ credential: LeakedCredential) -> String {
    let text = Markup.text(credential.standing.described)
    if credential.standing == .reference {
      return text
        + "<small>\(Markup.scanned(credential.references.listed(atMost: maximumPaths)))</small>"
    }
    return text + (credential.removed.map { "<small>since \(commit($0))</small>" } ?? "")
  }
}
