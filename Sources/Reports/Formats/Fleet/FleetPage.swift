internal import CEL
internal import Encodings
internal import Rules

/// An organisation on one page.
struct FleetPage {
  private let fleet: FleetOverview

  init(_ fleet: FleetOverview) { self.fleet = fleet }

  private static let title = "Credentials of all repositories"
  private static let maximumRows = 200

  var html: String {
    let sections = [
      ("worst", "The ten worst credentials", worst), ("shared", "In several repositories", shared),
      ("ends", "What ends", ends), ("rules", "What was found", rules),
      ("repositories", "Repositories", repositories), ("gaps", "Not scanned whole", gaps),
    ]
    let links = sections.map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>" }.joined()
    let body = sections.map {
      "<section id=\"\($0.0)\"><h2>\($0.1)</h2>\n\($0.2)\n</section>"
    }.joined(separator: "\n")
    return """
      \(HTMLPage.head(title: Self.title, styles: [HTMLAssets.style], runsScript: false))
      <body>
      <a class="skip" href="#worst">Skip to the credentials</a>
      <header>
      <h1>\(Self.title)</h1>
      \(origin)
      <dl class="tiles">
      \(tiles)</dl>
      <p>\(sum)</p>
      <nav aria-label="Sections"><ul>\(links)</ul></nav>
      </header>
      <main>
      \(body)
      </main>
      </body>
      </html>

      """
  }

  private var origin: String {
    var parts = [
      ("Judged as of", String(fleet.now.text.prefix(10))), ("By", "credlint \(fleet.version)"),
    ]
    if !fleet.epochs.isEmpty {
      let epochs = fleet.epochs.sorted().joined(separator: ", ")
      parts.append(("Values compared by the key of epoch", epochs))
    }
    let items = parts.map { "<div><dt>\($0.0)</dt><dd>\(Markup.scanned($0.1))</dd></div>" }
    return "<dl class=\"origin\">\(items.joined())</dl>"
  }

  private var tiles: String {
    Severity.allCases.reversed().map { severity in
      let name = severity.rawValue
      return "<div class=\"tile \(name)\"><dt>\(name)</dt><dd>\(fleet.count(severity))</dd></div>\n"
    }.joined()
  }

  private var sum: String {
    let findings = Severity.allCases.reduce(0) { $0 + fleet.count($1) }
    let names = fleet.repositories.count.counted("repository", "repositories")
    return
      "\(findings.counted("finding")) and \(fleet.credentials.counted("credential")) in \(names), "
      + "\(fleet.incomplete.count) of them not scanned whole."
  }

  // MARK: Sections

  private func table(_ titles: [String], _ rows: [[String]], of total: Int? = nil) -> String {
    guard !rows.isEmpty else { return "<p>None.</p>" }
    let head = titles.map { "<th>\($0)</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + row.map { "<td>\($0)</td>" }.joined() + "</tr>\n"
    }.joined()
    let left = (total ?? rows.count) - rows.count
    let more = left > 0 ? "<p>And \(left) more: the tables have them all.</p>" : ""
    return "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody>"
      + "</table></div>\(more)"
  }

  private func row(_ exposure: FleetOverview.Exposure) -> [String] {
    let severity = exposure.severity.rawValue
    let places = exposure.places.sorted()
    return [
      "<span class=\"badge \(severity)\">\(severity)</span> \(Markup.scanned(exposure.title))"
        + (exposure.isPersonal ? "<small>a person's</small>" : ""),
      Markup.scanned(places.listed(atMost: 4)),
      Markup.scanned(exposure.environments.sorted().joined(separator: ", ")),
      exposure.isInHead ? "stands today" : "in history alone",
      Markup.scanned(exposure.owners.sorted().listed(atMost: 3)),
    ]
  }

  private var worst: String {
    "<p>By severity, twice where it stands today, half again for a person's, once more for every "
      + "further repository and environment; what has ended counts nothing.</p>"
      + table(["Credential", "Where", "Environments", "State", "Owners"], fleet.worst(10).map(row))
  }

  private var shared: String {
    guard !fleet.epochs.isEmpty else {
      return "<p>Not known: without a key file no values are compared.</p>"
    }
    let shared = fleet.shared
    return table(
      ["Credential", "Where", "Environments", "State", "Owners"],
      shared.prefix(Self.maximumRows).map(row), of: shared.count)
  }

  /// From a month before to a year after today.
  private var ends: String {
    func date(_ days: Int64) -> String {
      String(Timestamp(clamped: fleet.now.seconds + days * 86_400).text.prefix(10))
    }
    let (first, last) = (date(-30), date(365))
    let near = fleet.ends.filter { first <= $0.date && $0.date <= last }
      .sorted { ($0.date, $0.repository, $0.path) < ($1.date, $1.repository, $1.path) }
    let rows = near.prefix(Self.maximumRows).map { end in
      [
        end.date, Markup.scanned(end.title), Markup.scanned(end.repository),
        Markup.scanned(end.path),
      ]
    }
    return table(["Ends", "Credential", "Repository", "File"], rows, of: near.count)
  }

  private var rules: String {
    let order = fleet.rules.sorted { ($1.value.findings, $0.key) < ($0.value.findings, $1.key) }
    return table(
      ["Rule", "Findings", "Repositories"],
      order.map {
        [Markup.scanned($0.key), "\($0.value.findings)", "\($0.value.repositories.count)"]
      })
  }

  private var repositories: String {
    let severities = Array(Severity.allCases.reversed())
    let order = fleet.repositories.sorted { left, right in
      let a = severities.map { -(left.value.severities[$0] ?? 0) }
      let b = severities.map { -(right.value.severities[$0] ?? 0) }
      return a == b ? left.key < right.key : a.lexicographicallyPrecedes(b)
    }
    let rows = order.prefix(Self.maximumRows).map { name, repository in
      [
        Markup.scanned(name),
        "<code>\(Markup.text(String(repository.revision?.prefix(12) ?? "")))</code>",
        "\(repository.files)",
      ] + severities.map { "\(repository.severities[$0] ?? 0)" }
    }
    return table(
      ["Repository", "Commit", "Files"] + severities.map(\.rawValue), rows, of: order.count)
  }

  private var gaps: String {
    let gaps = fleet.incomplete
    return table(
      ["Repository", "Why"],
      gaps.prefix(Self.maximumRows).map { name, repository in
        [Markup.scanned(name), Markup.scanned(repository.problems.listed(atMost: 3))]
      }, of: gaps.count)
  }
}
