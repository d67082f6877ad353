import Foundation
import TestSupport
import Testing

/// Unique secrets in every place where one can stand: nothing of them reaches any output.
@Suite struct CanaryTests {
  private static let formats = [
    "text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html",
  ]

  /// Random letters, so that no six of them occur by chance.
  private static let canaries = (0..<9).map { index -> String in
    var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ 77
    let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
    return String(
      (0..<28).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      })
  }

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private static let manifests = """
    apiVersion: v1
    kind: Secret
    metadata:
      name: pull
      annotations:
        kubectl.kubernetes.io/last-applied-configuration: '{"data":{"p":"\(base64(canaries[0]))"}}'
    type: Opaque
    data:
      .dockerconfigjson: \(base64("{\"auths\":{\"https://user:\(canaries[1])@r.acme-shop.dev/v1\":{\"auth\":\"\(base64("u:" + canaries[2]))\"}}}"))
    stringData:
      .dockercfg: |
        {"auths": {"r.acme-shop.dev": {"username": "u", "password": "\(canaries[3])"}}}
      token: "glpat-\(canaries[4])"
      password: \(canaries[5])\\n
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: git}
    type: kubernetes.io/basic-auth
    data:
      username: \(base64("u\n"))
      password: \(base64(canaries[6] + "\n")) # \(canaries[6]) since spring
      broken: \(base64(canaries[7]))!

    """

  private static let script =
    "kubectl create secret docker-registry x --docker-password=\(canaries[8]) --docker-username=$CI_REGISTRY_USER\n"

  /// A rule that tries every way to print a secret.
  private static let leak = """
    id: leak
    title: T
    severity: low
    why: W.
    remedy: R.
    for:
      - secret in Secret
      - entry in secret.entries
    let:
      - t: entry.text
    require: 1 == 2
    message: "${entry.text} ${entry.value} ${t + 'x'} ${t.size()} ${[t]} ${{'a': t}} ${t.substring(0, t.size() / 2)} ${base64.encode(bytes(t))} ${t.split('')} ${'%s'.format([t])} ${t.startsWith('a') ? 'yes' : 'no'} ${t.lowerAscii()} ${t.find('.*')} ${optional.of(t)} ${t.reverse()} ${strings.quote(t)} ${t.matches('a')} ${entry.withoutNewline}"
    at: entry.value
    related:
      - at: entry.value
        message: ${entry.text}
    fix:
      title: Change it
      safety: safe
      edits:
        - set: entry.value
          to: "t + 'changed'"

    """

  private func leaks(_ text: String) -> [String] {
    Self.canaries.flatMap { canary -> [String] in
      let encoded = (0..<3).map { offset in
        // Base64 of the canary at every alignment, without the digits that its neighbours touch.
        String(Self.base64(String(repeating: "x", count: offset) + canary).dropFirst(4).dropLast(4))
      }
      return ([canary] + encoded).flatMap { secret -> [String] in
        let letters = Array(secret)
        return (0...(letters.count - 6)).map { String(letters[$0..<$0 + 6]) }.filter(text.contains)
      }
    }
  }

  @Test(arguments: formats)
  func noOutputHoldsASecret(_ format: String) throws {
    let folder = try Tool.Folder()
    try folder.write("m.yaml", Self.manifests)
    try folder.write("s.sh", Self.script)
    try folder.write("own/leak.yaml", Self.leak)
    for arguments in [
      ["--diff", "--fix"], ["--diff", "--fix=unsafe"], ["--color", "always"],
      ["--verbose", "--show-files"],
    ] {
      let outcome = try Tool.run(
        "--format", format, "--rules", "own", arguments[0], arguments[1], in: folder)
      #expect(outcome.code == 1)
      #expect(outcome.output.contains("plaintext-secret") || arguments[0] == "--diff")
      #expect(leaks(outcome.output) == [])
      #expect(leaks(outcome.errors) == [])
    }
  }

  @Test(arguments: [
    ["inventory", "--format", "table"], ["inventory", "--format", "json"],
    ["inventory", "--format", "csv"], ["inventory", "--format", "markdown"],
    ["audit", "--format", "html"], ["audit", "--format", "json"],
    ["audit", "--format", "markdown"],
    ["graph", "--format", "mermaid"], ["graph", "--format", "dot"], ["graph", "--format", "json"],
  ])
  func noReviewHoldsASecret(_ arguments: [String]) throws {
    let folder = try Tool.Folder()
    try folder.write("m.yaml", Self.manifests)
    try folder.write("s.sh", Self.script)
    // Where a token is the user name, and the password a filler.
    try folder.write(
      "u.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: git, annotations: {tekton.dev/git-0: "https://github.com"}}
      type: kubernetes.io/basic-auth
      stringData: {username: \(Self.canaries[0]), password: x-oauth-basic}

      """)
    let outcome = try Tool.run(arguments, in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("git") && outcome.output.contains("acme-shop.dev"))
    #expect(leaks(outcome.output) == [])
    #expect(leaks(outcome.errors) == [])
  }

  /// What is pasted where a date belongs.
  @Test(arguments: ["text", "html", "markdown", "sarif"])
  func declarationsShowNoSecret(_ format: String) throws {
    let folder = try Tool.Folder()
    try folder.write(
      "s.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata:
        name: git
        annotations: {credlint.dev/rotated: \(Self.canaries[0]), credlint.dev/purpose: \(Self.canaries[1])}
      stringData: {username: x}

      """)
    let outcome = try Tool.run("--format", format, in: folder)
    #expect(outcome.output.contains("malformed-declaration"))
    #expect(leaks(outcome.output) == [])
  }

  /// Fixes show the lines that they change, and neighbours of secrets are on them.
  @Test func fixesAndAddressesShowNoSecret() throws {
    let folder = try Tool.Folder()
    let secret = Self.canaries[0]
    let config =
      "{\"auths\": {\"bob:\(Self.canaries[1])@r.io\": {\"auth\": \"x\"}, \"r.io?token=\(Self.canaries[2])\": {\"auth\": \"y\"}}}"
    try folder.write(
      "a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  yes: \(secret)\n"
    )
    try folder.write(
      "b.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData: {pin: 8675309421334, type: yes}\n"
    )
    try folder.write(
      "c.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: c}\nstringData: {.dockerconfigjson: '\(config)'}\n"
    )
    try folder.write(
      "d.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: d}\ndata: \(Self.canaries[3])\n")
    try folder.write(
      "e.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: e}\ntype: kubernetes.io/basic-auth\nstringData: {username: \"\(Self.canaries[4])\\n\", password: \(Self.canaries[5])}\n"
    )
    for format in Self.formats {
      let outcome = try Tool.run("--format", format, "--fix=unsafe", "--diff", in: folder)
      let text = outcome.output + outcome.errors
      #expect(leaks(text) == [])
      #expect(!text.contains("8675309"))
    }
  }

  /// A finding about a command shows its line, and passwords stand anywhere on one.
  @Test(arguments: [
    ("a.sh", "helm upgrade app chart --set image.tag=1 --set auth.password=@"),
    ("a.sh", "helm upgrade app chart --set-string a.b=1,db.password=@"),
    ("a.sh", "PASS=@; docker login -u a -p $PASS r.io"),
    ("a.sh", "REG=foo PASSWORD=@ docker login -u a -p $PASSWORD $REG"),
    ("a.sh", "docker login -u bot:@ -p $P r.io"),
    ("a.sh", "git clone https://@@git.acme-shop.dev/x && docker login -u u -p $P r.io"),
    ("a.sh", "dispatch login gitlab --pat @ --insecure-webhook-skip-tls-verify"),
    ("a.sh", "docker login -u x -p $P r.io; docker login -p '$@' r2.io"),
    ("Makefile", "all:\n\tdocker login -u x -p $(P) $(lastword @)"),
    (".gitlab-ci.yml", "a:\n  script:\n    - echo @ | docker login -u $U -p $TOKEN r.io"),
    (
      ".github/workflows/a.yml",
      "jobs: {a: {steps: [{env: {P: @}, run: \"X=@ docker login -u a -p $P r.io\"}]}}"
    ),
  ])
  func linesOfCommandsShowNoSecret(_ path: String, _ text: String) throws {
    let folder = try Tool.Folder()
    try folder.write(path, text.replacing("@", with: Self.canaries[0]) + "\n")
    for format in Self.formats {
      let outcome = try Tool.run("--format", format, in: folder)
      #expect(outcome.code == 1)
      #expect(leaks(outcome.output + outcome.errors) == [])
    }
  }

  /// A registry can hold a login in every form that an address has.
  @Test(arguments: [
    "https://robot:@@shared-registry.acme-shop.dev/v2", "https://robot:ab=@@r.acme-shop.dev/v2",
    "https://robot:ab/@@r.acme-shop.dev/v2", "https://@@r.acme-shop.dev/v2",
    "robot:(@)x@r.acme-shop.dev/v2", "https://r.acme-shop.dev/v2?@",
    "http://u:@@sha.acme-shop.dev/",
  ])
  func registriesShowNoLogin(_ registry: String) throws {
    let folder = try Tool.Folder()
    // The last `@` is the address's own.
    let parts = registry.split(separator: "@@", omittingEmptySubsequences: false)
    let written =
      parts.count == 2
      ? parts.joined(separator: Self.canaries[0] + "@")
      : registry.replacing("?@", with: "?" + Self.canaries[0])
        .replacing("(@)", with: "(" + Self.canaries[0] + ")")
    let config =
      "{\"auths\":{\"\(written)\":{\"auth\":\"\(Self.base64("u:" + Self.canaries[1]))\"}}}"
    try folder.write(
      "a.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: '\(config)'}\n"
    )
    for format in Self.formats {
      let outcome = try Tool.run("--format", format, "--persona", "auditor", in: folder)
      #expect(outcome.code == 1)
      #expect(leaks(outcome.output + outcome.errors) == [])
    }
  }

  /// The configuration of a repository reads nothing outside it.
  @Test func configurationStaysInItsRepository() throws {
    let folder = try Tool.Folder()
    try folder.write("outside/kube.yaml", "users: [{user: {password: \(Self.canaries[0])}}]\n")
    try folder.write("inside/.git/HEAD", "ref: refs/heads/main\n")
    try folder.write("inside/.credlint.yaml", "rules: [../outside]\n")
    try folder.write("inside/a.yaml", "a: b\n")
    let outcome = try Tool.run("inside", in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("is no folder of the repository"))
    #expect(leaks(outcome.output + outcome.errors) == [])
  }

  /// Credentials that stand anywhere but in a Secret, and rules that try to print them.
  @Test(arguments: formats)
  func sightingsShowNoSecret(_ format: String) throws {
    let c = Self.canaries
    let folder = try Tool.Folder()
    try folder.write(
      "m.yaml",
      """
      # a token that was: glpat-\(c[0].prefix(20)) is old
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        annotations: {note: "https://ci:\(c[1])@git.acme-shop.dev/x"}
      spec:
        template:
          spec:
            containers:
              - name: web
                args: ["--token", "glpat-\(c[2].prefix(20))"]
                env: [{name: DB_PASSWORD, value: \(c[3])}]
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: web}
      data:
        app.properties: |
          mode=fast
          db.password=\(c[4])
      """)
    try folder.write("values.yaml", "auth:\n  password: \(c[5])\n")
    try folder.write(
      "kubeconfig", "apiVersion: v1\nkind: Config\nusers: [{name: a, user: {token: \(c[6])}}]\n")
    try folder.write(
      "config.json", "{\"auths\":{\"r.acme-shop.dev\":{\"auth\":\"\(Self.base64("u:" + c[7]))\"}}}")
    try folder.write(
      "s.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: \(c[8])}\nsops: {mac: x}\n"
    )
    for (index, collection) in ["Exposure", "EncryptedValue"].enumerated() {
      try folder.write(
        "own/leak\(index).yaml",
        """
        id: leak\(index)
        title: T
        severity: low
        why: W.
        remedy: R.
        for: x in \(collection)
        require: x.value == ''
        message: "${x.value} ${x.value.size()} ${[x.value]} ${x.value + 'x'} ${x.value.reverse()} ${x.key}"
        at: x.value
        """)
    }
    let outcome = try Tool.run("--format", format, "--rules", "own", in: folder)
    #expect(outcome.code == 1)
    for rule in [
      "credential-in-comment", "credential-in-annotation", "credential-in-arguments",
      "credential-in-environment", "credential-in-config-map", "credential-in-values",
      "credential-file", "partly-encrypted", "leak0", "leak1",
    ] {
      #expect(outcome.output.contains(rule), "\(rule)")
    }
    #expect(leaks(outcome.output + outcome.errors) == [])
  }

  @Test func errorsHoldNoSecret() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "m.yaml",
      Self.manifests + "---\napiVersion: v1\nkind: Secret\ndata: {p: \(Self.canaries[0]), [\n")
    let rule = Self.leak.replacing(
      "require: 1 == 2", with: "require: \"int(t) > 0 && {'a': 1}[t] == 1\"")
    try folder.write("own/leak.yaml", rule)
    let outcome = try Tool.run("--rules", "own", in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("rule 'leak' failed"))
    #expect(leaks(outcome.output + outcome.errors) == [])
  }
}
