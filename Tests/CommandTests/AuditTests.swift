import Foundation
import TestSupport
import Testing

/// A review that is handed over, and what it says of an earlier one.
@Suite struct AuditTests {
  private static func secret(_ name: String, _ value: String) -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata: {name: \(name), namespace: shop}
    stringData:
      password: \(value)

    """
  }

  private static func sealed(_ cipher: String) -> String {
    """
    apiVersion: bitnami.com/v1alpha1
    kind: SealedSecret
    metadata: {name: ledger, namespace: shop}
    spec:
      encryptedData:
        password: AgB\(String(repeating: cipher, count: 24))==

    """
  }

  private static let access = """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: reader, namespace: shop}
    rules:
      - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: readers, namespace: shop}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
    subjects: [{kind: Group, name: support, apiGroup: rbac.authorization.k8s.io}]

    """

  /// A repository with an overlay for production, owners, and a right that somebody has.
  private static func repository() throws -> Tool.Folder {
    let folder = try Tool.Folder()
    try folder.git("init", "-q", "-b", "main")
    try folder.write("CODEOWNERS", "* @acme/platform\n/overlays/prod/ @acme/prod\n")
    try folder.write(
      "overlays/prod/kustomization.yaml",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [db.yaml]\n")
    try folder.write("overlays/prod/db.yaml", secret("db", "vX7pQ2mZr9LcT4wB"))
    try folder.write("loose/db.yaml", secret("old", "kW3nR8tYb5HsD1fG"))
    try folder.write("loose/ledger.yaml", sealed("4c5jjH2w89N7Eq2U"))
    try folder.write("loose/access.yaml", access)
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "first")
    return folder
  }

  private static func json(_ folder: Tool.Folder, _ arguments: String...) throws -> [String: Any] {
    let outcome = try Tool.run(["audit", "--format", "json"] + arguments, in: folder)
    #expect(outcome.code == 0)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(object as? [String: Any])
  }

  /// What matters most is first: of two Secrets in clear that of production.
  @Test func issuesAreRankedWithReachOwnerAndEffort() throws {
    let audit = try Self.json(try Self.repository(), "--client", "Acme", "--auditor", "J. Doe")
    let issues = try #require(audit["issues"] as? [[String: Any]])
    let points = issues.compactMap { $0["points"] as? Int }
    #expect(points == points.sorted(by: >) && points.count == issues.count)
    let clear = issues.filter { $0["rule"] as? String == "plaintext-password" }
    #expect(
      clear.map { $0["places"] as? [String] } == [["overlays/prod/db.yaml:5"], ["loose/db.yaml:5"]])
    // medium × production × medium, and medium × what stands in clear × medium.
    #expect(clear.map { $0["points"] as? Int } == [16, 12])
    #expect(clear.map { $0["effort"] as? String } == ["hours", "hours"])
    #expect(clear.map { $0["owners"] as? [String] } == [["@acme/prod"], ["@acme/platform"]])
    let head = try #require(audit["head"] as? [String: Any])
    #expect(head["client"] as? String == "Acme" && head["auditor"] as? String == "J. Doe")
    #expect((head["commit"] as? String)?.count == 40)
    let plan = try #require(audit["plan"] as? [[String: Any]])
    #expect(Set(plan.compactMap { $0["owner"] as? String }) == ["@acme/prod", "@acme/platform"])
    let summary = try #require(audit["summary"] as? [String])
    #expect(summary.count <= 8 && summary.contains { $0.hasPrefix("2 credentials stand in clear") })
  }

  @Test func readersAreThoseThatTheFilesName() throws {
    let audit = try Self.json(try Self.repository())
    let readers = try #require(audit["readers"] as? [[String: Any]])
    #expect(readers.map { $0["who"] as? String } == ["Group/support"])
    #expect(
      readers[0]["direct"] as? [String]
        == ["Secret/shop/db", "Secret/shop/ledger", "Secret/shop/old"])
    #expect(readers[0]["place"] as? String == "loose/access.yaml:5")
  }

  /// What no file tells is said to be so, and is no clean bill.
  @Test func complianceHasThreeVerdicts() throws {
    let audit = try Self.json(try Self.repository(), "--framework", "cis")
    let frameworks = try #require(audit["compliance"] as? [[String: Any]])
    #expect(frameworks.map { $0["framework"] as? String } == ["cis"])
    let controls = try #require(frameworks[0]["controls"] as? [[String: Any]])
    func verdict(_ id: String) -> String? {
      controls.first { $0["id"] as? String == id }?["verdict"] as? String
    }
    #expect(verdict("cis-5.1.2") == "1 finding")
    #expect(verdict("cis-5.1.4") == "nothing found")
    #expect(verdict("cis-1.2.27") == "not assessable from files")
    let wrong = try Tool.run("audit", "--framework", "cis,owaps", in: try Tool.Folder())
    #expect(wrong.code == 2 && wrong.errors.contains("did you mean 'owasp'"))
  }

  /// Two runs a commit apart show exactly what changed, whatever the first is compared by.
  @Test(arguments: ["audit.json", "HEAD~1"])
  func theDifferenceIsWhatChanged(_ since: String) throws {
    let folder = try Self.repository()
    let written = try Tool.run("audit", "--format", "json", "-o", "audit.json", in: folder)
    #expect(written.code == 0)
    try folder.write(".gitignore", "audit.json\n")
    // One is gone, one is new, one is encrypted anew, one has moved.
    try folder.remove("loose/db.yaml")
    try folder.write("loose/new.yaml", Self.secret("fresh", "bN6hJ2kLp8QxV4sZ"))
    try folder.write("loose/ledger.yaml", Self.sealed("iv7cfBL2vRe7VUOd"))
    try folder.remove("loose/access.yaml")
    try folder.write("moved/access.yaml", Self.access)
    try folder.git("add", ".")
    try folder.git("commit", "-qm", "second")
    let audit = try Self.json(folder, "--since", since)
    let difference = try #require(audit["difference"] as? [String: Any])
    let gone = try #require(difference["gone"] as? [[String: Any]])
    #expect(Set(gone.compactMap { $0["subject"] as? String }) == ["Secret/shop/old"])
    #expect(gone.contains { $0["rule"] as? String == "plaintext-password" })
    let issues = try #require(audit["issues"] as? [[String: Any]])
    let new = try #require(difference["new"] as? [String])
    let fresh = issues.filter { ($0["places"] as? [String])?.first?.hasPrefix("loose/new") == true }
    #expect(new.count == fresh.count && !new.isEmpty)
    #expect(difference["added"] as? [String] == ["Opaque data, Secret 'fresh' in shop"])
    #expect(difference["removed"] as? [String] == ["Opaque data, Secret 'old' in shop"])
    #expect(difference["rotated"] as? [String] == ["Opaque data, Secret 'ledger' in shop"])
    let stayed = try #require(difference["stayed"] as? Int)
    #expect(stayed == issues.flatMap { $0["places"] as? [String] ?? [] }.count - new.count)
  }

  @Test func whatIsNoAuditIsRefused() throws {
    let folder = try Self.repository()
    try folder.write("report.json", "{\"schema\": \"urn:credlint:schema:report-1\"}\n")
    let report = try Tool.run("audit", "--since", "report.json", in: folder)
    #expect(report.code == 2 && report.errors.contains("report.json:1:1: "))
    #expect(report.errors.contains("this is no audit in JSON"))
    let revision = try Tool.run("audit", "--since", "nowhere", in: folder)
    #expect(revision.code == 2 && revision.errors.contains("there is no revision 'nowhere'"))
    #expect(try Tool.run("audit", "--since", "--upload-pack=x", in: folder).code == 2)
    #expect(try Tool.run("audit", "-", in: folder).code == 2)
    #expect(try Tool.run("audit", "--owners", "gone", in: folder).code == 2)
  }

  /// A page and a text have every part, and nothing of them is fetched or runs.
  @Test func thePageStandsAlone() throws {
    let folder = try Self.repository()
    let page = try Tool.run("audit", "--client", "A <b> & 'c'", in: folder).output
    for id in [
      "summary", "first", "readers", "plan", "credentials", "compliance", "method",
    ] {
      #expect(page.contains("<section id=\"\(id)\">"), "\(id)")
    }
    #expect(page.contains("A &lt;b&gt; &amp; &#39;c&#39;") && !page.contains("<b> &"))
    #expect(!page.contains("<script") && !page.contains("src="))
    let text = try Tool.run("audit", "--format", "markdown", in: folder).output
    for title in ["Summary", "What matters most", "Who can read what", "Plan by owner"] {
      #expect(text.contains("\n## \(title)\n"), "\(title)")
    }
    let empty = try Tool.Folder()
    try empty.write("a.yaml", CommandTests.clean)
    #expect(try Tool.run("audit", in: empty).output.contains("Nothing was found"))
  }

  /// A file of SOPS says since when nothing in it was changed, and who could have read it.
  @Test func ageAndKeysAreKnownWithoutValues() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "db.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: db}
      stringData:
        password: ENC[AES256_GCM,data:B2Ly/PkFXaZD,iv:ChBC1nh/475SS5STDstHQAbQ+l5pP6MBJ6oNZyJsbxw=,tag:+jHectJoBT/ZEjgw67Ujrg==,type:str]
      sops:
        age:
          - recipient: age1885syw8q98xwsg4la0af3eju6nwnxkt3kts3u9cyyzvsd3acmeu3wkvjry
        kms:
          - arn: arn:aws:kms:eu-west-1:000000000000:key/7
        lastmodified: "2020-11-03T09:14:22Z"
        mac: ENC[AES256_GCM,data:4c5jjH2w,iv:cfBL2vRe7VUOdDw54+BEceyugLKZvtoCuUhp785hxvo=,tag:xJGm5nxUCo6yjoxC6QDH3A==,type:str]
        version: 3.9.1

      """)
    let audit = try Self.json(folder)
    let credentials = try #require(audit["credentials"] as? [[String: Any]])
    #expect(credentials.map { $0["unchangedSince"] as? String } == ["2020-11-03T09:14:22Z"])
    #expect((credentials[0]["keys"] as? [String])?.count == 2)
    let summary = try #require(audit["summary"] as? [String])
    #expect(summary.contains { $0.contains("1 encrypted credential was not changed") })
    let table = try Tool.run("inventory", "--format", "csv", in: folder).output
    #expect(table.contains("\"2020-11-03\""))
  }

  /// What was sealed once is as old as the commit that brought its cipher text, whatever else of its
  /// file has changed since.
  @Test func historyKnowsTheAgeOfCipherText() throws {
    let folder = try Tool.Folder()
    func commit(_ date: String) throws {
      try folder.shell(
        "git add . && GIT_COMMITTER_DATE=\(date) git -c user.name=t -c user.email=t@t commit -qm t")
    }
    try folder.git("init", "-q", "-b", "main")
    try folder.write("a.yaml", Self.sealed("4c5jjH2w89N7Eq2U"))
    try commit("2020-02-01T10:00:00Z")
    try folder.write("a.yaml", Self.sealed("iv7cfBL2vRe7VUOd"))
    try commit("2021-03-01T10:00:00Z")
    try folder.write("a.yaml", "# moved\n" + Self.sealed("iv7cfBL2vRe7VUOd"))
    try commit("2024-04-01T10:00:00Z")
    func age(_ arguments: String...) throws -> String? {
      let outcome = try Tool.run(["inventory", "--format", "json"] + arguments, in: folder)
      let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let rows = (report as? [String: Any])?["credentials"] as? [[String: Any]]
      return rows?.first?["unchangedSince"] as? String
    }
    #expect(try age("--history") == "2021-03-01T10:00:00Z")
    #expect(try age() == "")
    let audit = try Self.json(folder)
    let issues = try #require(audit["issues"] as? [[String: Any]])
    let old = issues.first { $0["rule"] as? String == "unrotated-secret" }
    #expect((old?["message"] as? String)?.contains("2021-03-01") == true)
    // What is not committed yet is of now.
    try folder.write("a.yaml", Self.sealed("Yk2vQ9mZr4LcT8wB"))
    #expect(try age("--history") == "")
  }
}
