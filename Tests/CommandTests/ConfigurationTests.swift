import TestSupport
import Testing

/// `.credlint.yaml`, its schema, and what `config show` says of it.
@Suite struct ConfigurationTests {
  /// YAML and JSON at once, so that the reader and the schema judge the same text.
  private static let whole = """
    {
      "persona": "pedantic", "fail-on": "medium", "select": ["secrets", "expiry", "tool"],
      "ignore": ["trailing-newline"], "paths": ["deploy"], "exclude": ["vendor/"], "rules": [],
      "severity": {"expired-credential": "critical"}, "include": ["third_party/"],
      "environments": {"prod": ["apps/*/live/"]},
      "parameters": {"expiring-credential": {"within": "60d"}},
      "targets": {"tekton": "1.0"}, "private-registries": ["registry.acme-shop.dev"],
      "external-secrets": ["regcred", {"name": "ci-*", "namespace": "build", "reason": "Vault"}],
      "annotations": {"expires": "acme.dev/ends", "scopes": ["acme.dev/rights"]},
      "scopes": {"gitlab": {"pull": {"enough": ["read_registry"]}}}, "verify-exclude": ["a.corp"],
      "suppress": [{"rules": ["empty-credential"], "path": "deploy/", "reason": "SEC-1"}],
      "suppressions": {"forbid": ["expiry"], "ticket": "SEC-[0-9]+"}
    }

    """

  @Test func theSchemaAcceptsWhatTheReaderAccepts() throws {
    let folder = try Tool.Folder()
    try folder.write(".credlint.yaml", Self.whole)
    try folder.write("deploy/a.yaml", CommandTests.clean)
    #expect(try Tool.run("--persona", "regular", "--ignore", "tool", in: folder).code == 0)
    let schema = try JSONSchema(try Tool.run("config", "schema", in: folder).output)
    #expect(try schema.problems(in: Self.whole) == [])
  }

  @Test(arguments: [
    #"{"persona": "loud"}"#, #"{"fail-on": "none"}"#, #"{"select": "secrets"}"#,
    #"{"severity": {"tokens": "fatal"}}"#, #"{"severity": []}"#, #"{"parameters": {"a": 1}}"#,
    #"{"targets": {"helm": "3"}}"#, #"{"external-secrets": [{"namespace": "build"}]}"#,
    #"{"external-secrets": [{"name": "a", "names": "b"}]}"#, #"{"annotations": {"ends": "a"}}"#,
    #"{"suppress": {"rules": []}}"#, #"{"suppressions": {"forbidden": []}}"#, #"{"path": []}"#,
    #"{"annotations": {"scopes": {"a": "b"}}}"#, #"{"environments": {"prod": "apps"}}"#,
    #"{"environments": []}"#, "[]",
  ])
  func theSchemaRefusesWhatTheReaderRefuses(_ text: String) throws {
    let folder = try Tool.Folder()
    try folder.write(".credlint.yaml", text)
    let outcome = try Tool.run(in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(".credlint.yaml:1:"))
    let schema = try JSONSchema(try Tool.run("config", "schema", in: folder).output)
    #expect(try schema.problems(in: text) != [])
  }

  @Test func mistakesAreToldWithTheNearestName() throws {
    let folder = try Tool.Folder()
    try folder.write(".credlint.yaml", "persona: regular\nexcludes: []\n")
    #expect(
      try Tool.run(in: folder).errors.contains("2:1: error: unknown key 'excludes'; did you mean"))
    try folder.write(".credlint.yaml", "select:\n  - secrets\n  - expire\n")
    let outcome = try Tool.run(in: folder)
    #expect(outcome.errors.contains(".credlint.yaml:3:5: error: there is no rule, group or tag"))
    try folder.write(".credlint.yaml", "suppressions: { ticket: '[' }\n")
    #expect(try Tool.run(in: folder).errors.contains("1:25: error: 'ticket': invalid regular"))
    try folder.write(".credlint.yaml", "paths: [../other]\n")
    #expect(try Tool.run(in: folder).errors.contains("1:9: error: '../other' is not in the"))
  }

  @Test func eachValueSaysWhoSetIt() throws {
    let folder = try Tool.Folder()
    try folder.write(".credlint.yaml", Self.whole)
    try folder.write("deploy/a.yaml", CommandTests.clean)
    let outcome = try Tool.run(
      "config", "show", "--persona", "auditor", "--param", "overdue-rotation.max=9d", in: folder)
    #expect(outcome.code == 0)
    for (value, source) in [
      ("persona: auditor", "command line"), ("fail-on: medium", ".credlint.yaml:2"),
      ("- deploy", ".credlint.yaml:3"), ("expired-credential: critical", ".credlint.yaml:4"),
      ("within: 60d", ".credlint.yaml:6"), ("max: 9d", "command line"), ("max: 400d", "default"),
      ("tekton: \"1.0\"", ".credlint.yaml:7"), ("namespace: build", ".credlint.yaml:8"),
      ("expires: acme.dev/ends", ".credlint.yaml:9"),
      ("ticket: \"SEC-[0-9]+\"", ".credlint.yaml:12"),
    ] {
      let found = outcome.output.split(separator: "\n").contains {
        $0.contains(value + " ") && $0.hasSuffix("# " + source)
      }
      #expect(found, "\(value) # \(source)")
    }
    // What it prints is a configuration that means the same.
    try folder.write(".credlint.yaml", outcome.output)
    let again = try Tool.run("config", "show", in: folder)
    func values(_ text: String) -> [String] {
      text.split(separator: "\n").map { line in
        let end = line.firstRange(of: "  #")?.lowerBound ?? line.endIndex
        return String(line[..<end])
      }
    }
    #expect(values(again.output) == values(outcome.output))
  }

  @Test func pagesOfRulesAreAtAnAddress() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque)
    try folder.write(".credlint.yaml", "rule-pages: https://acme.example/rules/\n")
    let output = try Tool.run("--format", "sarif", in: folder).output
    #expect(output.contains("https://acme.example/rules/docker-config-in-opaque-secret.md"))
    try folder.write(".credlint.yaml", "rule-pages: javascript:alert(1)\n")
    let wrong = try Tool.run(in: folder)
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("'rule-pages' is an address that starts with https://"))
  }

  @Test func ownAnnotationsAreReadAndJudged() throws {
    let folder = try Tool.Folder()
    try folder.write(".credlint.yaml", "annotations: {expires: acme.dev/ends}\n")
    func findings(_ end: String) throws -> String {
      let annotation = "  annotations: {acme.dev/ends: '\(end)', acme.dev/end: soon}\n"
      try folder.write(
        "a.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n\(annotation)"
          + "stringData: {token: '${TOKEN}'}\n")
      return try Tool.run("--format", "short", in: folder).found
    }
    #expect(try findings("2027-01-01").isEmpty)
    #expect(
      try findings("soon").hasPrefix(
        "a.yaml:5:32: warning[malformed-declaration]: acme.dev/ends of Secret 'x' holds no date"))
  }

  @Test func pathsOfTheConfigurationAreAReportFilter() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write(".credlint.yaml", "paths: [deploy]\n")
    try folder.write("deploy/a.yaml", CommandTests.opaque)
    try folder.write("other/b.yaml", CommandTests.opaque)
    let short = try Tool.run("--format", "short", in: folder)
    #expect(short.output.contains("deploy/a.yaml:"))
    #expect(!short.output.contains("other/b.yaml:"))
    #expect(try Tool.run("--format", "short", "other", in: folder).output.contains("other/b.yaml:"))
  }

  /// What was meant as a setting and is none is told, and the run goes on.
  @Test func doubtsAboutTheConfigurationAreTold() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write("a.yaml", CommandTests.clean)
    try folder.write(".credlint.yml", "ignore: [secrets]\n")
    try folder.write("sub/.credlint.yaml", "ignore: [secrets]\n")
    try folder.write(
      ".credlint.yaml",
      """
      scopes:
        gitlap: { pull: { enough: [read_registry] } }
        gitlab: { pulling: { enough: [api] }, pull: { enough: [read_regisrty] } }
        github: { includes: { repo: [public_rep] } }

      """)
    let outcome = try Tool.run(in: folder)
    #expect(outcome.code == 0)
    for message in [
      ".credlint.yaml:2:3: there is no provider 'gitlap'; did you mean 'gitlab'?",
      ".credlint.yaml:3:13: there is no purpose 'pulling'; did you mean 'pull'?",
      ".credlint.yaml:3:58: there is no scope 'read_regisrty'; did you mean 'read_registry'?",
      ".credlint.yaml:4:32: there is no scope 'public_rep'; did you mean 'public_repo'?",
      ".credlint.yml is not read: .credlint.yaml is",
      "sub/.credlint.yaml is not read: only the one of the repository's root is",
    ] { #expect(outcome.errors.contains("credlint: \(message)"), "\(message)") }
    #expect(try Tool.run("--no-config", in: folder).errors.isEmpty)
  }

  /// The example of the README is to be copied.
  @Test func theExampleOfTheReadmeWorks() throws {
    let readme = try Repository.text("README.md")
    let start = try #require(readme.firstRange(of: "```yaml\npersona:"))
    let rest = readme[start.lowerBound...].dropFirst(8)
    let example = rest[..<(try #require(rest.firstRange(of: "```")).lowerBound)]
    let folder = try Tool.Folder()
    try folder.write(".credlint.yaml", String(example))
    try folder.write("a.yaml", CommandTests.clean)
    let outcome = try Tool.run("--select", "secrets", in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.errors.isEmpty)
  }

  @Test func aShallowCloneIsToldWhatItLacks() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q", "full")
    for message in ["one", "two"] {
      try folder.write("full/a.yaml", CommandTests.clean + "# \(message)\n")
      try folder.git("-C", "full", "add", ".")
      try folder.git("-C", "full", "commit", "-qm", message)
    }
    try folder.git("clone", "-q", "--depth", "1", "file://" + folder.path("full"), "shallow")
    let shallow = try folder.subfolder("shallow")
    let outcome = try Tool.run("--changed-since", "HEAD~1", in: shallow)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("the clone is shallow: fetch-depth: 0 brings the rest"))
    let none = try Tool.run("--changed-since", "HEAD", in: shallow)
    #expect(none.output.contains("\n0 files changed since HEAD\n"))
  }

  @Test func severitiesChangeWhatFails() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque)
    try folder.write(".credlint.yaml", "severity: { secrets: low }\n")
    #expect(try Tool.run("--fail-on", "medium", "--select", "secrets", in: folder).code == 0)
    let raised = try Tool.run(
      "--fail-on", "critical", "--severity", "docker-config-in-opaque-secret=critical", in: folder)
    #expect(raised.code == 1)
    #expect(raised.output.contains("critical[docker-config-in-opaque-secret]"))
    #expect(try Tool.run("--severity", "secrets=loud", in: folder).code == 2)
  }

  @Test func ownAnnotationKeysDeclareFacts() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "a.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata:
        name: api
        annotations: { acme.dev/ends: "2026-01-01" }
      data: { token: "" }
      sops: { mac: "ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]" }

      """.replacing("token: \"\"", with: "token: 'ENC[AES256_GCM,data:aa,iv:aa,tag:aa,type:str]'"))
    func run() throws -> Tool.Outcome {
      try Tool.run("--select", "expired-credential", "--now", "2026-02-01", in: folder)
    }
    #expect(try run().code == 0)
    try folder.write(".credlint.yaml", "annotations: { expires: acme.dev/ends }\n")
    let outcome = try run()
    #expect(outcome.output.contains("a.yaml:5:33: critical[expired-credential]"))
  }
}
