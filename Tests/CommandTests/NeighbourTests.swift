import Foundation
import Reports
import TestSupport
import Testing

/// Secrets beside something that is reported: on its line, in its snippet, in the context of a diff.
/// None of them need be known to be one.
@Suite struct NeighbourTests {
  /// `§` is the secret beside the finding; `¤` is one that is reported.
  private static let url = "\"https://u:¤@h.acme-shop.dev\""

  /// Fields of a kind that nobody knows.
  private static let fields = [
    "env: [{name: PASSWORD, value: §}]", "settings: [{key: password, value: §}]",
    "passwords: [§]", "headers: {Authorization: \"Basic §\"}",
    "headers: {X-Auth: §, X-API-Key: a}", "passphrase: §", "pass: §", "accessKey: §",
    "note: \"üüüüüüüü\", pin: §", "note: old pw §", "{§: a}", "? §", "list: [a, [§]]",
    "a: !!str §", "a: &x §", "a: 'it''s §'", "a: \"\\u00fc§\"", "deep: {{a: §}: b}",
    "data: {name: §}", "name: §",
  ].map {
    (
      "a.yaml",
      "apiVersion: acme.example/v1\nkind: Thing\nmetadata: {name: t}\nspec: {\($0), url: \(url)}\n"
    )
  }

  private static let objects = [
    "argoproj.io/v1alpha1 Application {source: {repoURL: \(url), helm: {parameters: [{name: db.password, value: §}]}}}",
    "tekton.dev/v1 Task {params: [{name: password, default: §}, {name: u, default: \(url)}], steps: [{name: a, image: x}]}",
    "tekton.dev/v1 TaskRun {params: [{name: token, value: §}, {name: u, value: \(url)}], taskRef: {name: a}}",
    "triggers.tekton.dev/v1beta1 TriggerBinding {params: [{name: api-key, value: §}, {name: u, value: \(url)}]}",
    "external-secrets.io/v1 ClusterSecretStore {provider: {fake: {data: [{key: a, value: §}, {key: b, value: \(url)}]}}}",
    "helm.cattle.io/v1 HelmChart {repo: \(url), valuesContent: \"adminPassword: §\"}",
    "v1 Pod {containers: [{name: a, image: x, args: [\"--password\", \"§\", \"--url=https://u:¤@h\"]}]}",
    "v1 Pod {containers: [{name: a, image: x, args: [\"-password=§\", \"--url=https://u:¤@h\"]}]}",
    "v1 Pod {containers: [{name: a, image: x, command: [curl, -u, \"user:§\", \"https://u:¤@h\"]}]}",
    "v1 Pod {containers: [{name: a, image: x, args: [\"{\\\"password\\\":\\\"§\\\"}\", \"https://u:¤@h\"]}]}",
  ].map { text in
    let parts = text.split(separator: " ", maxSplits: 2)
    return (
      "a.yaml",
      "apiVersion: \(parts[0])\nkind: \(parts[1])\nmetadata: {name: t}\nspec: \(parts[2])\n"
    )
  }

  private static let data = [
    "url: \(url), x: \"pw §\", y: \"user=a;pwd=§\"",
    ".netrc: \"machine a login b password § https://u:¤@h\"",
    "a.ini: \"[db]\\npassword = §\\nurl=https://u:¤@h\\n\"",
    "a.xml: \"<server><password>§</password><url>https://u:¤@h</url></server>\"",
  ].map { ("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {\($0)}\n") }

  private static let secrets = [
    "type: Opaqu\nstringData: {a: §, a: ¤}", "type: Opaqu # was §\nstringData: {a: b}",
    "# § is gone\ntype: Opaqu", "type: Opaqu\nstringData: {a: \"üüüüüüüü\", pin: §}",
  ].map { ("a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n\($0)\n") }

  private static let values = [
    "users: [{user: admin, pass: §, url: \(url)}]", "secret: {a: §, url: \(url)}",
    "credentials: {admin: §, url: \(url)}",
  ].map { ("values.yaml", $0 + "\n") }

  private static let jobs = [
    "variables: {A: \(url), DEPLOY_TOKEN: {value: §}}\nj: {script: [x]}",
    "j:\n  script:\n  - docker login -u u -p ¤ r && mytool --secret §",
    "j:\n  script:\n  - docker login -u u -p ¤ r && vault write a key=§",
    "j:\n  script: [\"docker login -u u -p ¤ r\", \"export MY_SECRET=§\"]",
  ].map { (".gitlab-ci.yml", $0 + "\n") }

  private static let scripts = [
    "MYPASS=§ docker login -u u -p \"$OTHER\" r", "echo \"§\" | docker login -u u -p ¤ r",
    "printf %s § > /tmp/x; docker login -u u -p ¤ r", "docker login -u u -p ¤ r # old: §",
    "docker login -u u --password-stdin r <<< §; docker login -p ¤ r",
    "docker login -u u -p ¤ r; cat > f <<EOF\npassword=§\nEOF",
    "docker login -u u -p¤ r; mysql -p§",
    "docker login -u u -p ¤ r; ü=§; echo ü§ü",
  ].map { ("a.sh", $0 + "\n") }

  private static let others = [
    ("Makefile", "x:\n\tdocker login -u u -p ¤ r; curl -H \"X-Token: §\" h\n"),
    (
      ".github/workflows/a.yml",
      "on: push\njobs:\n  a:\n    steps:\n    - {run: \"curl https://u:¤@h\", env: {PASSWORD: §}}\n"
    ),
    (
      "kubeconfig",
      "apiVersion: v1\nkind: Config\nusers: [{name: a, user: {username: u, password: ¤¤, auth-provider: {config: {id-token: §, refresh-token: x}}}}]\n"
    ),
    (
      "a.yaml",
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: &p §, url: \(url)}}\n- {apiVersion: v1, kind: Secret, metadata: {name: b}, type: Opaqu, stringData: {password: *p}}\n"
    ),
  ]

  /// Something with a fix, whose context in the diff is the secret.
  private static let contexts = [
    "  params:\n  - name: password\n    default: §", "  note: old pw §", "  passwords:\n  - §",
    "  settings:\n  - key: password\n    value: §", "  auth: Basic §", "  # §",
    "  a: |\n    §\n    ü§",
    "  a: >-\n    §", "  \"§\": a",
  ].map {
    (
      "a.yaml",
      "apiVersion: acme/v1\nkind: T\nmetadata: {name: t}\nspec:\n\($0)\n---\ntype: Opaque\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  .dockerconfigjson: \(login)\n"
    )
  }

  private static let login = Tool.encoded(
    "{\"auths\":{\"r.acme-shop.dev\":{\"username\":\"u\",\"password\":\"Kestrel-41-over-harbour!\"}}}"
  )

  private static let all =
    fields + objects + data + secrets + values + jobs + scripts + others + contexts

  /// Tokens of a known kind as names of files, objects and keys.
  private static func tokens(_ token: String) -> [(String, String)] {
    [
      (
        "\(token).yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: z1}\ntype: kubernetes.io/dockerconfigjson\nstringData: {a: b}\n"
      ),
      (
        "\(token)/\(token.lowercased())/a.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: \(token), namespace: \(token)}\ntype: Opaqu\nstringData: {\(token): x, ? \(token): y, ? {\(token): 1} : z}\n"
      ),
      (
        "k/kustomization.yaml",
        "secretGenerator: [{name: \(token), literals: [\(token)=x], files: [\(token)=\(token).txt]}]\n"
      ),
    ]
  }

  private static func repository() throws -> (folder: Tool.Folder, canaries: Canaries) {
    let folder = try Tool.Folder()
    var canaries = Canaries(seed: 41)
    for (index, (path, text)) in all.enumerated() {
      let own = text.replacing("§", with: canaries.make())
      try folder.write("\(index)/\(path)", own.replacing("¤", with: canaries.make()))
    }
    for (path, text) in tokens("glpat-" + canaries.make(20)) {
      try folder.write("tokens/\(path)", text)
    }
    return (folder, canaries)
  }

  private static let commands: [String: [[String]]] = [
    "check": ReportFormat.allCases.map { ["check", "--format", $0.rawValue] } + [
      ["check", "--fix", "--diff"], ["check", "--fix=unsafe", "--diff"],
      ["check", "--fix=unsafe", "--diff", "--format", "json"], ["check", "--color", "always"],
    ],
    "inventory": InventoryFormat.allCases.map { ["inventory", "--format", $0.rawValue] },
    "audit": AuditFormat.allCases.map { ["audit", "--format", $0.rawValue] },
    "graph": GraphFormat.allCases.map { ["graph", "--format", $0.rawValue] },
    "ask": ["text", "json", "csv", "markdown"].flatMap { format in
      [
        ["who-can", "read", "pull"], ["leak", "pull"], ["breaks", "pull"],
        ["push", "registry.gitlab.com"], ["expires", "--before", "2099-01-01"],
      ].map { ["ask"] + $0 + ["--format", format] }
    },
    "baseline": [
      ["baseline", "write", "--baseline", "b.json"],
      ["baseline", "update", "--baseline", "b.json"],
      ["baseline", "prune", "--baseline", "b.json"],
    ],
    "history": LeakFormat.allCases.map { ["history", "--format", $0.rawValue] },
    "fleet": [
      ["fleet", "plan", "."], ["fleet", "scan", "--plan", "plan.jsonl", "--history"],
      ["fleet", "scan", "--plan", "plan.jsonl", "--history", "--out", "out"],
    ] + FleetFormat.allCases.map { ["fleet", "merge", "out", "--format", $0.rawValue] },
    // Without --send nothing leaves the process.
    "verify": VerificationFormat.allCases.map { ["verify", "--format", $0.rawValue] },
    "config": [["config", "show"], ["config", "schema"]],
    "rules": [
      ["rules", "eval", "secret.entries.map(e, e.text)"],
      ["rules", "eval", "secret.entries.map(e, e.text.reverse())"], ["rules", "list"],
      ["rules", "eval", "--for", "x in Exposure", "[x.value, x.value + 'x']"], ["rules", "check"],
    ],
    // These read nothing of the repository.
    "explain": [["explain", "plaintext-secret"]], "facts": [["facts"]],
    "schema": [["schema", "json"]],
  ]

  @Test func noCommandIsForgotten() throws {
    let help = try Tool.run("--help", in: Tool.Folder()).output
    let list = help.split(separator: "SUBCOMMANDS:\n").last ?? ""
    let names = list.split(separator: "\n").compactMap { line in
      line.wholeMatch(of: #/  ([a-z]+)(?: \(default\))?  .*/#).map { String($0.1) }
    }
    #expect(Set(names) == Set(Self.commands.keys))
  }

  @Test func nothingShowsANeighbour() throws {
    let (folder, canaries) = try Self.repository()
    try folder.shell(
      "git init -q . && git add . && git -c user.name=t -c user.email=t@t commit -qm x")
    _ = try Tool.shell("\"$CREDLINT\" fleet plan . > plan.jsonl", in: folder)
    for command in Self.commands.sorted(by: { $0.key < $1.key }).flatMap(\.value) {
      let readsTree = ["check", "inventory", "graph", "baseline"].contains(command[0])
      let options = readsTree ? ["--persona", "auditor"] : []
      let outcome = try Tool.run(command + options, in: folder)
      let leaks = canaries.leaks(in: outcome.output + outcome.errors)
      #expect(leaks == [], "\(command)")
    }
    #expect(canaries.leaks(in: try folder.read("b.json")) == [])
  }

  /// Each case is worth something only where there is a snippet to show.
  @Test func everyNeighbourIsBesideAFinding() throws {
    let (folder, _) = try Self.repository()
    let short = try Tool.run("--format", "short", "--persona", "auditor", in: folder).output
    for index in Self.all.indices {
      #expect(("\n" + short).contains("\n\(index)/"), "\(Self.all[index].1)")
    }
  }

  /// With writing, the files hold what they held; the outputs hold nothing of it.
  @Test func fixingShowsNoNeighbour() throws {
    let (folder, canaries) = try Self.repository()
    let outcome = try Tool.run("--fix=unsafe", "--persona", "auditor", in: folder)
    #expect(outcome.errors.contains("credlint: fixed "))
    #expect(canaries.leaks(in: outcome.output + outcome.errors) == [])
  }
}
