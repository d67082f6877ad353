import Graph
import Judging
import Manifests
import Proof
import Reports
import Rules
import TestSupport
import Testing

@Suite struct ReportTests {
  private static func report(_ fixture: Fixture) -> Report {
    let ruleset = Ruleset.builtIn().selecting([], ignoring: [], persona: .regular)
    let result = fixture.scan(ruleset)
    var counts = Report.Counts()
    counts.files = fixture.files.count
    // A rule that is added changes no recorded report in which it has nothing to say.
    let spoken = Set(result.findings.map(\.rule.id))
    var report = Report(
      findings: result.findings, rules: ruleset.rules.filter { spoken.contains($0.id) },
      failures: result.failures, notes: [],
      counts: counts, masks: fixture.masks, version: "0.0.0")
    report.inventory = fixture.inventory()
    return report
  }

  private static let demo = report(
    Fixture(name: "demo", files: Repository.files(in: "fixtures/demo")))

  @Test(arguments: [
    (ReportFormat.text, "txt"), (.short, "short.txt"), (.json, "json"), (.jsonl, "jsonl"),
    (.sarif, "sarif"), (.github, "github.txt"), (.gitlab, "codequality.json"),
    (.junit, "junit.xml"), (.markdown, "md"), (.html, "html"),
  ])
  func demoLooksAsRecorded(_ format: ReportFormat, _ suffix: String) throws {
    let text = try format.write(Self.demo)
    #expect(Golden.difference(text, "fixtures/reports/demo.\(suffix)") == nil)
  }

  @Test func equalInputGivesEqualBytes() throws {
    let again = Self.report(Fixture(name: "demo", files: Repository.files(in: "fixtures/demo")))
    for format in ReportFormat.allCases {
      #expect(try format.write(Self.demo) == format.write(again))
    }
  }

  /// A page says what it is about, and when it was judged; what is known of nothing has no column.
  @Test func thePageHasAHeadAndNoEmptyColumn() throws {
    var report = Self.demo
    report.origin = .init(name: "a<b>", commit: "0123456789abcdef0123456789abcdef01234567")
    report.files = [
      .init(path: "a.yaml", outcome: .judged),
      .init(path: "chart/b.yaml", outcome: .unjudged, reason: "it is a template"),
    ]
    let page = try ReportFormat.html.write(report)
    #expect(page.contains("<h1>Credentials of a&lt;b&gt;</h1>"))
    #expect(page.contains("<code>0123456789ab</code>") && page.contains("<dd>2026-01-01</dd>"))
    #expect(page.contains("not judged: it is a template") && page.contains("<li>chart/b.yaml</li>"))
    #expect(page.contains("<th scope=\"col\">Logs in to</th>"))
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {b: c}\n"
    let bare = try ReportFormat.html.write(
      Self.report(Fixture(name: "a", files: [.init(path: "a.yaml", text: secret)])))
    #expect(
      !bare.contains("<th scope=\"col\">Logs in to</th>")
        && bare.contains("<td data-title=\"Kept\">"))
  }

  /// Names, paths and what applies them, as somebody wrote them who means harm.
  private static let hostile: Fixture = {
    let name = #"x\u001b[31m\u202Ey\n::stop-commands::b\r\n::error|<script>]]> @octocat #1 `z`"#
    let files = [
      "a\u{1B}b\n::warning,x|<b>@octocat.yaml": """
      apiVersion: v1
      kind: Secret
      metadata: {name: "\(name)"}
      type: kubernetes.io/dockerconfigjson
      stringData: {a: b} # \u{1B}[2J \u{202E}
      """,
      "a<b>.yaml": """
      apiVersion: v1
      kind: Secret
      metadata: {name: "\(name)"}
      stringData: {.dockerconfigjson: '{"auths": {}}'}
      """,
      "a<c>.yaml": """
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: "\(name)"}
      spec: {path: ./}
      """,
    ]
    return Fixture(name: "h", files: files.map { .init(path: $0.key, text: $0.value) })
  }()

  /// Control characters, bidirectional marks, commands and markup of hostile content are inert.
  @Test(arguments: ReportFormat.allCases)
  func hostileContentIsNeutralised(_ format: ReportFormat) throws {
    let report = Self.report(Self.hostile)
    #expect(report.findings.contains { $0.reach.isDeployed })
    let output = try format.write(report)
    #expect(!output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\r" })
    let lines = output.split(separator: "\n")
    switch format {
    case .github:
      #expect(lines.allSatisfy { $0.contains(/^::(error|warning|notice) file=a/) })
    case .html:
      #expect(!output.contains("<script>]]") && !output.contains("<b>@"))
      #expect(output.ranges(of: "<script").count == 1)
    case .junit: #expect(!output.contains("<script") && !output.contains("<b>"))
    case .markdown:
      let rows = lines.filter { $0.hasPrefix("| ") }.dropFirst()
      #expect(rows.allSatisfy { $0.count { $0 == "|" } == 5 })
      #expect(!output.contains("<script") && !output.contains("@") && !output.contains("`"))
    default: #expect(!lines.contains { $0.hasPrefix("::") })
    }
  }
}

/// The inventory and the access graph.
@Suite struct ReviewTests {
  private static let demo = Fixture(name: "demo", files: Repository.files(in: "fixtures/demo"))
    .inventory()

  @Test(arguments: [
    (InventoryFormat.table, "txt"), (.json, "json"), (.csv, "csv"), (.markdown, "md"),
  ])
  func inventoryLooksAsRecorded(_ format: InventoryFormat, _ suffix: String) throws {
    let text = try format.write(Self.demo)
    #expect(Golden.difference(text, "fixtures/reports/demo.inventory.\(suffix)") == nil)
  }

  @Test(arguments: [(GraphFormat.mermaid, "mmd"), (.dot, "dot"), (.json, "json")])
  func graphLooksAsRecorded(_ format: GraphFormat, _ suffix: String) throws {
    let text = try format.write(AccessGraph(Self.demo))
    #expect(Golden.difference(text, "fixtures/reports/demo.graph.\(suffix)") == nil)
  }

  private static let workloads = """
    apiVersion: v1
    kind: Secret
    metadata: {name: pull, namespace: shop}
    type: kubernetes.io/dockerconfigjson
    stringData:
      .dockerconfigjson: '{"auths": {"registry.acme-shop.dev": {"username": "robot", "password": "Kestrel-41-over-harbour!"}}}'
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: web, namespace: shop}
    imagePullSecrets: [{name: pull}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: through-account, namespace: shop}
    spec:
      template:
        spec:
          serviceAccountName: web
          containers: [{name: a, image: registry.acme-shop.dev/web:1}, {name: b, image: nginx}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: own-list, namespace: shop}
    spec:
      template:
        spec:
          serviceAccountName: web
          imagePullSecrets: [{name: elsewhere}]
          containers: [{name: a, image: registry.acme-shop.dev/web:1}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: direct, namespace: shop}
    spec:
      imagePullSecrets: [{name: pull}]
      containers: [{name: a, image: registry.acme-shop.dev/job:1}]

    """

  /// A list of its own keeps an account's pull secrets out.
  @Test func reachCountsWhatComesToTheCredential() {
    let inventory = Fixture(name: "a", files: [.init(path: "a.yaml", text: Self.workloads)])
      .inventory()
    let login = inventory.entries.first { $0.host == "registry.acme-shop.dev" }
    #expect(login?.usage == "2 workloads in 1 namespace")
    #expect(Set(login?.users.map(\.name) ?? []) == ["through-account", "direct"])
    #expect(login?.users.first { $0.name == "through-account" }?.account == "web")
    #expect(
      login?.users.first { $0.name == "through-account" }?.images == ["registry.acme-shop.dev/web"])
    let absent = inventory.entries.first { $0.protection == .absent }
    #expect(absent?.holder == "Secret 'elsewhere'")
    #expect(absent?.users.map(\.name) == ["own-list"])
  }

  /// A Secret is for its own namespace, also where an overlay says which that is.
  @Test func overlaysDecideWhoComesToASecret() {
    let account = """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: default, namespace: p}
      imagePullSecrets: [{name: pull}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: pull, namespace: p}
      type: kubernetes.io/dockerconfigjson
      data: {.dockerconfigjson: ENC}

      """
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {containers: [{name: a, image: nginx}]}

      """
    func users(_ namespace: String) -> [String] {
      let overlay = "namespace: \(namespace)\nresources: [../base]\n"
      let inventory = Fixture(
        name: "a",
        files: [
          .init(path: "sa.yaml", text: account), .init(path: "base/web.yaml", text: pod),
          .init(path: "base/kustomization.yaml", text: "resources: [web.yaml]\n"),
          .init(path: "ov/kustomization.yaml", text: overlay),
        ]
      ).inventory()
      return inventory.entries.first { $0.holder == "Secret 'pull'" }?.users.map(\.name) ?? []
    }
    #expect(users("p") == ["web"])
    // The account lists it; no workload runs as this account.
    #expect(users("other") == ["default"])
  }

  /// Formulas, markup and control characters of names are text in every format.
  @Test func hostileNamesAreInert() throws {
    let name = #"=cmd|' /C calc'!A0\u001b[31m\u202E\"];x[\"<script>"#
    let text = Self.workloads.replacing("name: pull,", with: "name: \"\(name)\",")
    let inventory = Fixture(name: "h", files: [.init(path: "=a.yaml", text: text)]).inventory()
    var outputs = try InventoryFormat.allCases.map { try $0.write(inventory) }
    outputs += try GraphFormat.allCases.map { try $0.write(AccessGraph(inventory)) }
    for output in outputs {
      #expect(!output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }
    let csv = try InventoryFormat.csv.write(inventory)
    #expect(csv.contains("\"'=a.yaml:") && !csv.contains("\"=") && !csv.contains(",="))
    #expect(try !InventoryFormat.markdown.write(inventory).contains("<script"))
    let mermaid = try GraphFormat.mermaid.write(AccessGraph(inventory))
    #expect(!mermaid.contains("<script") && !mermaid.contains("];x["))
    #expect(try !GraphFormat.dot.write(AccessGraph(inventory)).contains("'!A0\"]"))
  }
}

@Suite struct LineHashTests {
  private func hashes(_ lines: [String], only wanted: [Int]? = nil) -> [Int: String] {
    LineHash.hashes(ofLines: wanted ?? Array(1...lines.count), count: lines.count) { lines[$0 - 1] }
  }

  @Test func followsGitHubsAlgorithm() {
    #expect(hashes([""]) == [1: "c129715d7a2bc9a3:1"])
    #expect(
      hashes(["kind: Secret", "  type: Opaque", "kind: Secret", ""])
        == [
          1: "8d9266ef5611b334:1", 2: "4d235a95c5cebe5c:1", 3: "71f0b41470da58cb:1",
          4: "c129715d7a2bc9a3:1",
        ])
    #expect(hashes(["a b", " a\tb", ""])[1]?.hasSuffix(":1") == true)
    let same = hashes(Array(repeating: String(repeating: "x", count: 100), count: 3))
    #expect(same[2] == same[1]?.replacing(":1", with: ":2"))
  }

  @Test func someLinesHaveTheHashesTheyHaveAmongAll() {
    let lines = (0..<40).map { "line \($0 % 30): value" }
    let all = hashes(lines)
    let some = hashes(lines, only: [3, 17, 29, 40])
    for (line, hash) in some { #expect(hash == all[line]) }
    #expect(some.count == 4)
  }
}
