import TestSupport
import Testing

/// The binary from the outside: exit codes, streams, configuration.
@Suite struct CommandTests {
  static let opaque = """
    apiVersion: v1
    kind: Secret
    metadata:
      name: pull
    data:
      .dockerconfigjson: eyJhdXRocyI6eyJyZWdpc3RyeS5hY21lLXNob3AuZGV2Ijp7ImF1dGgiOiJZMms2UzNFNGRrd3ljRmc1WkUweVYyTjMifX19

    """
  static let clean = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: Opaque\n"

  @Test func exitCodesAreAsDesigned() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", Self.clean)
    #expect(try Tool.run(in: folder).code == 0)
    try folder.write("b.yaml", Self.opaque)
    #expect(try Tool.run(in: folder).code == 1)
    #expect(try Tool.run("--exit-zero", in: folder).code == 0)
    #expect(try Tool.run("--fail-on", "critical", in: folder).code == 0)
    #expect(try Tool.run("--format", "yaml", in: folder).code == 2)
    #expect(try Tool.run("--select", "no-such-rule", in: folder).code == 2)
    #expect(try Tool.run("missing.yaml", in: folder).code == 2)
    #expect(try Tool.run("--now", "soon", in: folder).code == 2)
    #expect(try Tool.run("--param", "expiring-credential.within=soon", in: folder).code == 2)
    #expect(try Tool.run("--target", "helm=3", in: folder).code == 2)
    #expect(
      try Tool.run("explain", "unmatchable-registri", in: folder).errors.contains(
        "did you mean 'unmatchable-registry'?"))
    try folder.write("c.yaml", [0x61, 0x3A, 0x20, 0xE9, 0x0A])
    let incomplete = try Tool.run(in: folder)
    #expect(incomplete.code == 3)
    #expect(incomplete.errors.contains("c.yaml:1:4: file is not UTF-8"))
    #expect(incomplete.output.contains("docker-config-in-opaque-secret"))
  }

  @Test func nothingToScanCanBeAnError() throws {
    let folder = try Tool.Folder()
    #expect(try Tool.run(in: folder).code == 0)
    #expect(try Tool.run("--require-input", in: folder).code == 3)
  }

  @Test func findingsGoToOutputAndAllElseToErrors() throws {
    let folder = try Tool.Folder()
    try folder.write("b.yaml", Self.opaque)
    let outcome = try Tool.run("--format", "json", in: folder)
    #expect(outcome.output.hasPrefix("{"))
    #expect(outcome.errors.isEmpty)
    _ = try Tool.run(
      "--output", "r.sarif", "--format", "sarif", "--report", "json=r.json", in: folder)
    #expect(try folder.read("r.sarif").contains("\"2.1.0\""))
    #expect(try folder.read("r.json").contains("docker-config-in-opaque-secret"))
  }

  @Test func helpAndVersionEndWithZero() throws {
    let folder = try Tool.Folder()
    for arguments in ["--help", "--version", "rules", "facts"] {
      let outcome = try Tool.run(arguments, in: folder)
      #expect(outcome.code == 0, "\(arguments)")
      #expect(!outcome.output.isEmpty && outcome.errors.isEmpty, "\(arguments)")
    }
    #expect(try Tool.run("check", "--help", in: folder).output.contains("Examples:"))
    #expect(try Tool.run("explain", "uncovered-image", in: folder).output.contains("What to do\n"))
  }

  /// What does not parse and looks like no manifest is counted, and a pipeline is one.
  @Test func whatIsNotReadWholeIsSaid() throws {
    let folder = try Tool.Folder()
    try folder.write("values.yaml", "db:\n  password: P\n foo: }\n")
    let values = try Tool.run(in: folder)
    #expect(values.code == 0)
    #expect(values.output.contains("(1 file not read whole)"))
    try folder.write(".gitlab-ci.yml", "x:\n script: }\n")
    #expect(
      try Tool.run("--format", "short", in: folder).found.contains(
        ".gitlab-ci.yml:2:10: warning[unreadable-document]"))
  }

  @Test func aPathThatWasNamedAndNotReadIsSaid() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", Self.opaque)
    try folder.write("empty/a.txt", "")
    let outcome = try Tool.run("--exclude", "a.yaml", "a.yaml", "empty", in: folder)
    #expect(outcome.code == 0)
    #expect(
      outcome.errors
        == "credlint: 'exclude' passes over everything that was to be read\n")
    try folder.write("b.yaml", Self.clean)
    let one = try Tool.run("--exclude", "a.yaml", "a.yaml", "empty", "b.yaml", in: folder)
    #expect(
      one.errors == "credlint: nothing was read in 'a.yaml' and 1 more: empty or excluded\n")
  }

  @Test func ownRulesOfTheConfigurationAreKnownEverywhere() throws {
    let folder = try Tool.Folder()
    _ = try Tool.run("rules", "new", "acme.unowned-secret", in: folder)
    try folder.write(".credlint.yaml", "rules: [policies]\n")
    #expect(try Tool.run("explain", "acme.unowned-secret", in: folder).code == 0)
    #expect(try Tool.run("rules", "list", in: folder).output.contains("acme.unowned-secret "))
    // Their fixtures are wrong on purpose.
    #expect(try Tool.run(in: folder).code == 0)
    try folder.write("a.yaml", Self.clean)
    #expect(
      try Tool.run("--format", "short", in: folder).found
        == "a.yaml:3:1: warning[acme.unowned-secret]: Secret 'a' has no label 'team'\n")
  }

  /// Named files filter the report; the repository around them is context.
  @Test func namedFilesAreAReportFilter() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    let secret =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: x, namespace: ci}\ntype: kubernetes.io/dockerconfigjson\n"
    let pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec:\n  imagePullSecrets:\n  - name: x\n  containers: []\n"
    try folder.write("s/secret.yaml", secret)
    try folder.write("p/pod.yaml", pod)
    let inContext = try Tool.run("p/pod.yaml", "--format", "short", in: folder)
    #expect(
      inContext.found
        == "p/pod.yaml:6:11: warning[pull-secret-in-other-namespace]: Pod 'p' in namespace shop names the pull secret 'x', which exists only in another namespace\n"
    )
    #expect(try Tool.run("p/pod.yaml", "--context", "none", in: folder).code == 0)
  }

  @Test func ignoredAndExcludedFilesAreNotRead() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write(".gitignore", "build/\n")
    try folder.write("build/b.yaml", Self.opaque)
    #expect(try Tool.run(in: folder).code == 0)
    try folder.write("src/b.yaml", Self.opaque)
    #expect(try Tool.run(in: folder).code == 1)
    #expect(try Tool.run("--exclude", "src/", in: folder).code == 0)
  }

  @Test func configurationCanBeNamed() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: '!'}\n")
    try folder.write("settings/ci.yaml", "ignore: [secrets]\n")
    try folder.write(".credlint.yaml", "persona: loud\n")
    #expect(try Tool.run(in: folder).code == 2)
    #expect(try Tool.run("--no-config", in: folder).code == 1)
    #expect(try Tool.run("--config", "settings/ci.yaml", in: folder).code == 0)
    try folder.write("settings/ci.yaml", "ignored: [secrets]\n")
    let outcome = try Tool.run("--config", "settings/ci.yaml", in: folder)
    #expect(outcome.errors.contains("settings/ci.yaml:1:1: error: unknown key 'ignored'"))
    #expect(try Tool.run("--config", "none.yaml", in: folder).code == 2)
    #expect(try Tool.run("--config", "settings/ci.yaml", "--no-config", in: folder).code == 2)
  }

  @Test func configurationSuppresses() throws {
    let folder = try Tool.Folder()
    for name in ["dev", "prod"] {
      try folder.write(
        "\(name)/s.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: \(name)}\n"
          + "stringData:\n  password: Xk29fLq0Zv7RtB4n\n")
    }
    func findings(_ suppress: String) throws -> [String] {
      try folder.write(".credlint.yaml", "suppress:\n" + suppress)
      let outcome = try Tool.run("--format", "short", in: folder)
      return (outcome.found + outcome.errors).split(separator: "\n").map(String.init)
    }
    let rule = "  - rules: [plaintext-password]\n"
    for scope in ["path: dev/", "object: Secret/dev/*", "object: Secret/dev/db"] {
      let left = try findings(rule + "    \(scope)\n    reason: a laptop\n")
      #expect(left.count == 1 && left[0].hasPrefix("prod/s.yaml:5:13: warning"), "\(scope)")
    }
    let stale = try findings(
      rule + "    path: '*.yaml'\n    until: 2020-01-01\n    reason: old\n"
        + rule + "    object: Secret/dev/*\n"
        + rule + "    object: Secret/test/*\n    reason: gone\n")
    #expect(stale.count { $0.hasPrefix(".credlint.yaml:2:5: warning[expired-suppression]") } == 1)
    #expect(stale.count { $0.contains("[unused-suppression]") } == 1)
    #expect(stale.count { $0.contains("[unexplained-suppression]") } == 1)
    #expect(stale.count { $0.contains(": warning[plaintext-password]") } == 2)
    let wrong = try findings("  - rule: [a]\n    until: soon\nscopes: 3\n")
    for message in [
      "2:5: error: unknown key 'rule'; did you mean 'rules'?",
      "2:5: error: a suppression names its rules", "a suppression has a path or an object",
      "3:12: error: 'until' is a date", "4:9: error: 'scopes' is a mapping",
    ] { #expect(wrong.contains { $0.contains(message) }, "\(message)") }
  }

  @Test func configurationIsReadAndChecked() throws {
    let folder = try Tool.Folder()
    try folder.write("b.yaml", Self.opaque)
    try folder.write(
      ".credlint.yaml",
      "ignore: [docker-config-in-opaque-secret, plaintext-secret]\nparameters:\n  expiring-credential: {within: 60d}\ntargets: {tekton: \"0.59\"}\n"
    )
    #expect(try Tool.run(in: folder).code == 0)
    #expect(try Tool.run("--no-config", in: folder).code == 1)
    try folder.write(".credlint.yaml", "ingore: [a]\ntargets: {tekon: 1}\npersona: loud\n")
    let outcome = try Tool.run(in: folder)
    #expect(outcome.code == 2)
    #expect(
      outcome.errors.contains(
        ".credlint.yaml:1:1: error: unknown key 'ingore'; did you mean 'ignore'?"))
    #expect(
      outcome.errors.contains(
        ".credlint.yaml:2:11: error: unknown target 'tekon'; did you mean 'tekton'?"))
    #expect(
      outcome.errors.contains(
        ".credlint.yaml:3:10: error: 'persona' must be one of regular, pedantic, auditor"))
  }

  @Test func suppressionsCanBeTurnedOff() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "b.yaml",
      "# credlint: ignore[docker-config-in-opaque-secret, plaintext-secret] a demonstration\n"
        + Self.opaque)
    let outcome = try Tool.run(in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("2 findings suppressed"))
    #expect(try Tool.run("--no-suppressions", in: folder).code == 1)
  }

  @Test func ownRulesRunAndFailLoudly() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", Self.clean)
    let rule =
      "id: own-rule\ntitle: T\nseverity: low\nwhy: W.\nremedy: R.\nfor: secret in Secret\nrequire: secret.labels['team'] != ''\nmessage: m\nat: secret.name\n"
    try folder.write("own/own-rule.yaml", rule)
    let failed = try Tool.run("--rules", "own", in: folder)
    #expect(failed.code == 2)
    #expect(
      failed.errors.contains(
        "own/own-rule.yaml:7:23: error: rule 'own-rule' failed on Secret//a: no such key 'team'; if"
      ))
    try folder.write(
      "own/own-rule.yaml",
      rule.replacing("secret.labels['team'] != ''", with: "\"'team' in secret.labels\""))
    #expect(try Tool.run("--rules", "own", in: folder).code == 1)
    try folder.write(
      "own/own-rule.yaml",
      rule.replacing("secret.labels", with: "secret.lables").replacing(
        "severity: low", with: "severity: lo"))
    let broken = try Tool.run("--rules", "own", in: folder)
    #expect(broken.code == 2)
    #expect(broken.errors.contains("own/own-rule.yaml:3:11: error: 'severity' must be one of"))
  }

  @Test func fixesAreWrittenOnceAndShown() throws {
    let folder = try Tool.Folder()
    let text =
      "apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: chains-config # keep\r\ndata:\r\n  transparency.enabled: true   # keep too"
    try folder.write("c.yaml", text)
    try folder.setMode(0o640, "c.yaml")
    let diff = try Tool.run("--fix", "--diff", "--format", "short", in: folder)
    #expect(diff.output.contains("+  transparency.enabled: \"true\"   # •••• •••"))
    #expect(diff.errors.contains("hides what may be secret: it cannot be applied"))
    #expect(try folder.read("c.yaml") == text)
    _ = try Tool.run("--fix", in: folder)
    let fixed = text.replacing(": true", with: ": \"true\"")
    #expect(try folder.read("c.yaml") == fixed)
    #expect(try folder.mode("c.yaml") == 0o640)
    #expect(try Tool.run("--fix", in: folder).code == 0)
    #expect(try folder.read("c.yaml") == fixed)
  }

  /// JSON stays JSON, and CRLF stays CRLF.
  @Test func fixesKeepTheFormOfAFile() throws {
    let folder = try Tool.Folder()
    let label = "operator.kyma-project.io/oci-registry-cred"
    try folder.write(
      "a.json",
      "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"b\", \"labels\": {\"\(label)\": \"y\"}}}\n"
    )
    try folder.write(
      "b.yaml",
      "apiVersion: v1\r\nkind: Secret\r\nmetadata: {name: c}\r\ntype: kubernetes.io/basic-auth\r\nstringData:\r\n  username: |\r\n    bob\r\n  password: Kq8vL2pX9dTz\r\n"
    )
    _ = try Tool.run("--fix=unsafe", in: folder)
    #expect(
      try folder.read("a.json").contains(
        "\"y\", \"operator.kyma-project.io/managed-by\": \"lifecycle-manager\"}"))
    let text = try folder.read("b.yaml")
    #expect(text.contains("  username: |-\r\n    bob\r\n  password"))
    #expect(
      try Tool.run("--format", "short", in: folder).output.contains("trailing-newline") == false)
  }

  @Test func wrongArgumentsAreRefused() throws {
    let folder = try Tool.Folder()
    #expect(try Tool.run("--context", "nope", in: folder).code == 2)
    #expect(try Tool.run("--jobs", "0", in: folder).code == 2)
    #expect(try Tool.run("", in: folder).code == 2)
    #expect(try Tool.run("--target", "tekton=abc", in: folder).code == 2)
    try folder.write(
      "a.json", "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}\n")
    #expect(try Tool.run("--format", "short", in: folder).output.contains("unreadable-document"))
  }

  @Test func unsafeFixesNeedTheirWord() throws {
    let folder = try Tool.Folder()
    try folder.write("b.yaml", Self.opaque)
    _ = try Tool.run("--fix", in: folder)
    #expect(try folder.read("b.yaml") == Self.opaque)
    _ = try Tool.run("--fix=unsafe", in: folder)
    #expect(try folder.read("b.yaml").contains("type: kubernetes.io/dockerconfigjson\n"))
  }

  /// A rule that failed beats a scan that could not read everything, which beats findings.
  @Test func whatProvesLeastDecidesTheCode() throws {
    let folder = try Tool.Folder()
    try folder.write("bad.yaml", Self.opaque)
    try folder.write("deep.yaml", "a: " + String(repeating: "[", count: 1_000))
    let rule =
      "id: own.fails\ntitle: T\nseverity: low\nwhy: W.\nremedy: R.\nfor: secret in Secret\n"
      + "require: secret.labels['missing'] == 'x'\nmessage: m\nat: secret.name\n"
    try folder.write("policies/own.fails.yaml", rule)
    #expect(try Tool.run("bad.yaml", in: folder).code == 1)
    #expect(try Tool.run("--exclude", "policies/", in: folder).code == 3)
    let both = try Tool.run("--rules", "policies", "--exclude", "policies/", in: folder)
    #expect(both.code == 2)
    #expect(both.errors.contains("deep.yaml") || both.output.contains("deep.yaml"))
  }

}
