import TestSupport
import Testing

/// What those who write rules use.
@Suite struct RuleAuthorTests {
  @Test func aNewRulePassesItsOwnFixtures() throws {
    let folder = try Tool.Folder()
    #expect(try Tool.run("rules", "new", "acme.unowned-secret", in: folder).code == 0)
    let tested = try Tool.run(
      "rules", "test", "--rules", "policies", "--fixtures", "policies/fixtures", "--mutate",
      in: folder)
    #expect(tested.output == "1 rule tested, 0 problems\n")
    let schema = try JSONSchema(try Tool.run("rules", "schema", in: folder).output)
    #expect(try schema.problems(in: #"{"id": "a"}"#).contains { $0.contains("'message'") })
    #expect(try Tool.run("rules", "new", "acme.unowned-secret", in: folder).code == 2)
    #expect(try Tool.run("rules", "new", "trailing-newline", in: folder).code == 2)
    #expect(try Tool.run("rules", "new", "../up", in: folder).code == 2)
    try folder.write(
      "a.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: # credlint: ignore[acme.unowned-secret] no team yet\n  name: a\n"
    )
    #expect(try Tool.run("--rules", "policies", "a.yaml", in: folder).code == 0)
    #expect(
      try Tool.run("explain", "--rules", "policies", "acme.unowned-secret", in: folder).output
        .hasPrefix("acme.unowned-secret: "))
  }

  @Test func expressionsAreEvaluatedWithoutSecrets() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque)
    let types = try Tool.run("rules", "eval", "secret.name + '!'", in: folder)
    #expect(types.output == "a.yaml:4:9: pull!\n")
    let value = try Tool.run(
      "rules", "eval", "--for", "credential in Credential", "credential.value", in: folder)
    #expect(value.code == 0)
    #expect(!value.output.contains("aB3dE5") && value.output.contains("‹redacted›"))
    let wrong = try Tool.run("rules", "eval", "secret.tpe", in: folder)
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("Secret has no field 'tpe'; did you mean 'type'?"))
  }

  private static let policy = """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: owned-secrets}
    spec:
      failurePolicy: Fail
      matchConstraints:
        resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets, pods/exec]}
      matchConditions:
        - {name: a, expression: "!object.metadata.name.startsWith('variables.x')"}
      variables:
        - {name: labels, expression: "has(object.metadata.labels) ? object.metadata.labels : {}"}
        - {name: who, expression: "request.userInfo.username"}
        - name: owned
          expression: |
            'team' in variables.labels
              || "owner" in variables.labels
      validations:
        - {expression: "variables.owned", message: "no ${team} label"}
        - {expression: "variables.who != 'root'"}
        - {expression: "object.metadata.name.size() < 9", messageExpression: "object.metadata.name + ' is long'"}
        - {expression: "object.nonsense(("}

    """

  @Test func admissionPoliciesBecomeRules() throws {
    let folder = try Tool.Folder()
    try folder.write("policy.yaml", Self.policy)
    let imported = try Tool.run(
      "rules", "import", "policy.yaml", "--prefix", "acme", "--folder", "own", in: folder)
    #expect(imported.code == 2)
    #expect(imported.output == "own/acme.owned-secrets-1.yaml\nown/acme.owned-secrets-3.yaml\n")
    #expect(
      imported.errors.contains("policy.yaml:20:20: error: this validation asks about the request"))
    #expect(imported.errors.contains("policy.yaml:22:20: error: as a rule: unexpected"))
    #expect(try Tool.run("rules", "check", "--rules", "own", in: folder).code == 0)
    try folder.write(
      "a.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: nobodys-secret}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: owned, labels: {owner: a}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: variables.x-is-passed-over}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: another-kind-of-object}

      """)
    let outcome = try Tool.run(
      "--rules", "own", "--select", "acme.owned-secrets-1,acme.owned-secrets-3", "--format",
      "short", "a.yaml", in: folder)
    #expect(
      outcome.found == """
        a.yaml:3:18: error[acme.owned-secrets-1]: no ${team} label
        a.yaml:3:18: error[acme.owned-secrets-3]: ‹redacted›

        """)
  }

  /// What the API server fills in stands in few files: such objects are passed over.
  @Test func fieldsThatFilesLeaveOutFailNoImportedRule() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "policy.yaml",
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: typed}
      spec:
        matchConstraints: {resourceRules: [{resources: [secrets]}]}
        validations:
          - expression: >-
              object.metadata.namespace == 'shop' && object.type != 'Opaque'
              && (!has(object.metadata.labels) || object.metadata.labels.exists(k, k == 'a'))

      """)
    _ = try Tool.run("rules", "import", "policy.yaml", "--folder", "own", in: folder)
    try folder.write(
      "a.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: neither}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: both, namespace: shop}
      type: Opaque

      """)
    let outcome = try Tool.run(
      "--rules", "own", "--select", "policy.typed", "--format", "short", "a.yaml", in: folder)
    #expect(outcome.errors == "")
    #expect(
      outcome.found == "a.yaml:7:18: error[policy.typed]: policy 'typed' refuses this object\n")
  }

  /// A value that is a credential by its name or its form prints in no way.
  @Test(arguments: [
    "c.flags", "c.flags['-p']", "c.flags.map(k, c.flags[k])", "'%s'.format([c.flags])",
  ])
  func flagsOfCommandsDoNotPrint(_ expression: String) throws {
    let folder = try Tool.Folder()
    try folder.write(
      ".gitlab-ci.yml", "x:\n  script:\n    - docker login -u ci -p Kestrel41overHarbour reg.io\n")
    let outcome = try Tool.run(
      "rules", "eval", "--for", "c in Command", expression, in: folder)
    #expect(outcome.output == ".gitlab-ci.yml:3:7: ‹redacted›\n")
  }

  @Test(arguments: [
    "r.body", "r.body.spec.containers[0]", "r.body.spec.containers[0].env",
    "r.body.spec.containers[0].env[0].value", "r.body.spec.containers[0].args[1]",
    "r.annotations", "r.body.data",
  ])
  func bodiesOfObjectsDoNotPrintCredentials(_ expression: String) throws {
    let folder = try Tool.Folder()
    let secret = "Kestrel41overHarbour"
    try folder.write(
      "a.yaml",
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: a, annotations: {password: \(secret)}}
      spec:
        containers:
          - {name: a, image: nginx, env: [{name: DB_PASSWORD, value: \(secret)}], args: ["-p", \(secret)]}
      data: {"app.conf": "user=a\\npassword=\(secret)\\n"}

      """)
    let outcome = try Tool.run(
      "rules", "eval", "--for", "r in Resource", expression, in: folder)
    #expect(outcome.output == "a.yaml:3:18: ‹redacted›\n")
    let image = try Tool.run(
      "rules", "eval", "--for", "r in Resource", "r.body.spec.containers[0].image", in: folder)
    #expect(image.output == "a.yaml:3:18: nginx\n")
  }

  @Test(arguments: [
    "", "a: [", "apiVersion: v1\nkind: Secret\n", "kind: ValidatingAdmissionPolicy\nspec: {}\n",
  ])
  func whatIsNoPolicyIsSaid(_ text: String) throws {
    let folder = try Tool.Folder()
    try folder.write("p.yaml", text)
    let outcome = try Tool.run("rules", "import", "p.yaml", in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("p.yaml:"))
  }

  /// What is printed, and what is recorded.
  @Test func reportsFitTheirSchemas() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque + "---\na: [\n")
    func schema(_ name: String) throws -> JSONSchema {
      try JSONSchema(try Tool.run("schema", name, in: folder).output)
    }
    func output(_ arguments: String...) throws -> String {
      try Tool.run(arguments, in: folder).output
    }
    for text in [try output("--format", "json"), try Repository.text("fixtures/reports/demo.json")]
    {
      #expect(try schema("json").problems(in: text) == [])
    }
    for line in try output("--format", "jsonl").split(separator: "\n") {
      #expect(try schema("jsonl").problems(in: String(line)) == [])
    }
    for name in ["inventory", "graph"] {
      #expect(try schema(name).problems(in: try output(name, "--format", "json")) == [])
      let recorded = try Repository.text("fixtures/reports/demo.\(name).json")
      #expect(try schema(name).problems(in: recorded) == [])
    }
    for since in [[], ["--since", "audit.json"]] {
      _ = try Tool.run(["audit", "--format", "json", "-o", "audit.json"] + since, in: folder)
      #expect(try schema("audit").problems(in: try folder.read("audit.json")) == [])
    }
    let answer = try output("ask", "expires", "--before", "2099-01-01", "--format", "json")
    #expect(try schema("answer").problems(in: answer) == [])
    #expect(try schema("json").problems(in: #"{"schema": 1}"#) != [])
  }
}
