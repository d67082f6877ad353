import TestSupport
import Testing

/// What is planned, what is refused, and what kept answers do; nothing is sent here.
@Suite struct VerifyTests {
  private static func repository(_ canaries: inout Canaries) throws -> Tool.Folder {
    let folder = try Tool.Folder()
    let auth = Tool.encoded("robot:\(canaries.make(20))")
    try folder.write(
      "a.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: pull, namespace: shop}
      type: kubernetes.io/dockerconfigjson
      stringData:
        .dockerconfigjson: '{"auths":{"registry.corp.io":{"auth":"\(auth)"},"10.0.0.7":{"auth":"\(auth)"}}}'
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: m}
      data: {TOKEN: glpat-\(canaries.make(20))}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        template:
          spec: {containers: [{name: web, image: registry.corp.io/team/app:1}]}

      """)
    return folder
  }

  @Test func thePlanIsPrintedAndNothingIsSent() throws {
    var canaries = Canaries(seed: 81)
    let folder = try Self.repository(&canaries)
    let outcome = try Tool.run("verify", "--allow-host", "registry.corp.io", in: folder)
    #expect(outcome.code == 0)
    for line in [
      "GET https://gitlab.com/api/v4/personal_access_tokens/self as GitLab",
      "GET https://registry.corp.io/v2/ without a credential (Secret 'pull', a.yaml:6:",
      "GET https://registry.corp.io/v2/team/app/tags/list?n=1 as 'robot' (Secret 'pull'",
      "then: https://registry.corp.io/v2/: the realm that it names",
      "not allowed: 10.0.0.7 (Secret 'pull', a.yaml:6:",
      "nothing has been sent: --send sends them",
    ] {
      #expect(outcome.output.contains(line), "\(line)")
    }
    #expect(!outcome.output.contains("PATCH"))
    let probed = try Tool.run(
      "verify", "--allow-host", "registry.corp.io", "--probe-write", in: folder)
    #expect(probed.output.contains("PATCH https://registry.corp.io/v2/team/app/blobs/uploads/"))
    #expect(canaries.leaks(in: outcome.output + outcome.errors + probed.output).isEmpty)
    let json = try Tool.run("verify", "--format", "json", in: folder)
    let schema = try JSONSchema(Tool.run("schema", "verify", in: folder).output)
    #expect(try schema.problems(in: json.output).isEmpty)
  }

  /// A repository takes hosts away, and adds none.
  @Test func repositoriesOnlyTakeAway() throws {
    var canaries = Canaries(seed: 82)
    let folder = try Self.repository(&canaries)
    try folder.write(".credlint.yaml", "verify-exclude: [gitlab.com]\n")
    let outcome = try Tool.run("verify", in: folder)
    #expect(!outcome.output.contains("GET https://gitlab.com"))
    #expect(outcome.output.contains("not allowed: gitlab.com"))
    try folder.write(".credlint.yaml", "verify: {hosts: [registry.corp.io]}\n")
    #expect(try Tool.run("verify", in: folder).code == 2)
    // The user's own file is the user's.
    try folder.write("own/credlint/verify.yaml", "hosts: [registry.corp.io]\n")
    try folder.remove(".credlint.yaml")
    let own = try Tool.shell("XDG_CONFIG_HOME=$PWD/own \"$CREDLINT\" verify a.yaml", in: folder)
    #expect(own.output.contains("GET https://registry.corp.io/v2/"))
    try folder.write("wrong.yaml", "hosts: [a]\nhost: b\n")
    let wrong = try Tool.run("verify", "--verify-config", "wrong.yaml", in: folder)
    #expect(wrong.code == 2 && wrong.errors.contains("wrong.yaml:2:1: unknown key 'host'"))
  }

  @Test(arguments: [
    "CI=true GITHUB_EVENT_NAME=pull_request", "CI=1 GITHUB_EVENT_NAME=pull_request_target",
    "CI=true CI_MERGE_REQUEST_SOURCE_PROJECT_ID=7 CI_PROJECT_ID=8",
  ]) func strangersSendNothing(_ environment: String) throws {
    var canaries = Canaries(seed: 83)
    let folder = try Self.repository(&canaries)
    let refused = try Tool.shell("\(environment) \"$CREDLINT\" verify --send", in: folder)
    #expect(refused.code == 2 && refused.errors.contains("--send is refused"))
    #expect(try Tool.shell("\(environment) \"$CREDLINT\" verify", in: folder).code == 0)
  }

  @Test func keptAnswersAreJudged() throws {
    var canaries = Canaries(seed: 84)
    let folder = try Self.repository(&canaries)
    try folder.write(
      "answers.json",
      """
      {"schema":"urn:credlint:schema:verified-1","answers":[{"subject":"Secret/shop/pull/.dockerconfigjson/registry.corp.io",
      "path":"a.yaml","kind":"password","valid":"no","reason":"the registry has refused the login","time":"2020-01-01T00:00:00Z",
      "rights":[],"denied":[],"anonymous":[],"notes":[],"isAnonymous":false,"providerKind":"","ownerKind":""}]}
      """)
    let before = try Tool.run("check", in: folder)
    #expect(!before.output.contains("revoked-credential"))
    let after = try Tool.run("check", "--verified", "answers.json", in: folder)
    #expect(after.output.contains("revoked-credential"))
    #expect(after.errors.contains("days old; 'verify' asks again"))
    // The inventory tells who says so.
    let text = try folder.read("answers.json").replacing("\"no\"", with: "\"yes\"")
      .replacing(
        "\"rights\":[]",
        with:
          "\"rights\":[{\"resource\":\"team/app\",\"actions\":[\"pull\",\"push\"],\"proof\":\"token-claim\"}]"
      )
    try folder.write("answers.json", text)
    let table = try Tool.run("inventory", "--verified", "answers.json", in: folder)
    #expect(table.output.contains("Verified") && table.output.contains("yes: pull, push"))
    let page = try Tool.run("check", "--verified", "answers.json", "--format", "html", in: folder)
    #expect(page.output.contains("proved: pull, push"))
    #expect(
      try Tool.run("check", "--verified", "answers.json", in: folder).output.contains(
        "[excess-right]"))
    for wrong in ["none.json", "a.yaml"] {
      #expect(try Tool.run("check", "--verified", wrong, in: folder).code == 2)
    }
  }

  @Test func mistakesOfUsageAreSaid() throws {
    var canaries = Canaries(seed: 85)
    let folder = try Self.repository(&canaries)
    for wrong in [
      ["-"], ["--max-requests", "0"], ["--cacert", "none"], ["--verify-config", "none"],
    ] {
      #expect(try Tool.run(["verify"] + wrong, in: folder).code == 2, "\(wrong)")
    }
    // Without curl the plan still prints.
    try folder.shell("mkdir bin; ln -s \"$(command -v git)\" bin/git")
    let plan = try Tool.shell("PATH=$PWD/bin \"$CREDLINT\" verify", in: folder)
    #expect(plan.code == 0)
    let send = try Tool.shell("PATH=$PWD/bin \"$CREDLINT\" verify --send", in: folder)
    #expect(send.code == 2 && send.errors.contains("there is no curl"))
  }
}
