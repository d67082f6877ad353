import TestSupport
import Testing

/// What `--fix` writes, shows and refuses.
@Suite struct FixTests {
  private static let auth = base64("acme:acme-pull-7Hq2kR")

  private static func base64(_ text: String) -> String { Tool.encoded(text) }

  private static func secret(
    _ name: String, _ data: String, type: String = "kubernetes.io/dockercfg", more: String = ""
  ) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \(name)\ntype: \(type)\n\(data)\n\(more)"
  }

  private static let wrapped =
    "{\"auths\":{\"registry.gitlab.com\":{\"auth\":\"\(auth)\"}},\"HttpHeaders\":{\"a\":\"b\"}}"

  /// What the workaround writes by hand: the registries alone, and each login in full.
  private static let unwrapped =
    "{\"registry.gitlab.com\":{\"auth\":\"\(auth)\", \"username\": \"acme\", \"password\": \"acme-pull-7Hq2kR\"}}"

  private static let lines: [String] = {
    var rest = base64(wrapped)[...]
    var lines: [String] = []
    while !rest.isEmpty {
      lines.append(String(rest.prefix(64)))
      rest = rest.dropFirst(64)
    }
    return lines
  }()

  @Test func wrapperIsTakenOffInEveryEncoding() throws {
    let folder = try Tool.Folder()
    let block = Self.lines.map { "    " + $0 + "\n" }.joined()
    try folder.write(
      "a.yaml", Self.secret("a", "data:\n  .dockercfg: \(Self.base64(Self.wrapped)) # kept"))
    try folder.write(
      "b.yaml", Self.secret("b", "data:\n  .dockercfg: | # kept\n\(block)", more: "# end\n"))
    try folder.write(
      "c.yaml", Self.secret("c", "stringData:\n  .dockercfg: '\(Self.wrapped)'", type: "Opaque"))
    try folder.write(
      "d.json",
      "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"d\"}, \"data\": {\".dockercfg\": \"\(Self.base64(Self.wrapped))\"}}"
    )
    _ = try Tool.run("--fix=unsafe", "--select", "auths-in-dockercfg", in: folder)
    let encoded = Self.base64(Self.unwrapped)
    #expect(
      try folder.read("a.yaml") == Self.secret("a", "data:\n  .dockercfg: \(encoded) # kept"))
    let wrapped = try folder.read("b.yaml")
    #expect(wrapped.contains("  .dockercfg: | # kept\n    \(encoded.prefix(64))\n    "))
    #expect(wrapped.hasSuffix("\n\n# end\n"))
    #expect(
      try folder.read("c.yaml")
        == Self.secret("c", "stringData:\n  .dockercfg: '\(Self.unwrapped)'"))
    let json = try folder.read("d.json")
    #expect(
      json.contains("{\".dockercfg\": \"\(encoded)\"}, \"type\": \"kubernetes.io/dockercfg\"}"))
    let second = try Tool.run("--fix=unsafe", "--select", "auths-in-dockercfg", in: folder)
    #expect(second.code == 0)
    #expect(second.errors == "")
  }

  @Test func severalFixesOfOnePayloadEncodeItOnce() throws {
    let folder = try Tool.Folder()
    let config =
      "{\"auths\":{\"GHCR.io\":{\"auth\":\"\(Self.auth)\"},\"oci://quay.io\":{\"auth\":\"\(Self.auth)\"}}}"
    let type = "kubernetes.io/dockerconfigjson"
    let key = "data:\n  .dockerconfigjson: "
    try folder.write("a.yaml", Self.secret("a", key + Self.base64(config), type: type))
    let outcome = try Tool.run("--fix=unsafe", "--select", "unmatchable-registry", in: folder)
    #expect(outcome.errors == "credlint: fixed 2 in a.yaml\n")
    let fixed = config.replacing("GHCR.io", with: "ghcr.io").replacing("oci://", with: "")
    #expect(try folder.read("a.yaml") == Self.secret("a", key + Self.base64(fixed), type: type))
  }

  @Test func whatCannotBeExactIsRefusedWithItsReason() throws {
    let folder = try Tool.Folder()
    let data = "data:\n  other: &config \(Self.base64(Self.wrapped))\n  .dockercfg: *config"
    try folder.write("a.yaml", Self.secret("a", data))
    let mac =
      "sops:\n  mac: ENC[AES256_GCM,data:B2y2,iv:mJou,tag:FDmH,type:str]\n  version: 3.9.1\n"
    let plain = "data:\n  .dockercfg: \(Self.base64(Self.wrapped))"
    try folder.write("b.yaml", Self.secret("b", plain, more: mac))
    let wide = Self.secret("c", plain).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    try folder.write("c.yaml", [0xFF, 0xFE] + wide)
    let outcome = try Tool.run(
      "--fix=unsafe", "--select", "auths-in-dockercfg", "--format", "json", in: folder)
    #expect(
      outcome.errors == """
        credlint: a.yaml:8: auths-in-dockercfg not fixed: the value is an alias
        credlint: b.yaml:7: auths-in-dockercfg not fixed: SOPS signs the file: change it with sops
        credlint: c.yaml:7: auths-in-dockercfg not fixed: the file is UTF-16
        credlint: 3 findings were not fixed

        """)
    #expect(outcome.output.contains("\"fixRefusal\" : \"the value is an alias\""))
    #expect(try folder.read("a.yaml") == Self.secret("a", data))
    let text = try Tool.run("--select", "auths-in-dockercfg", in: folder)
    #expect(text.output.contains("= fix: not offered: the file is UTF-16\n"))
  }

  @Test func diffCanBeApplied() throws {
    let folder = try Tool.Folder()
    let text = """
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: build
      spec:
        serviceAccountName: builder
        pipelineRef:
          name: build
      """
    try folder.write("run.yaml", text)
    let diff = try Tool.run("--fix=unsafe", "--diff", "--format", "json", in: folder).output
    #expect(
      diff == """
        --- a/run.yaml
        +++ b/run.yaml
        @@ -3,6 +3,7 @@
         metadata:
           name: build
         spec:
        -  serviceAccountName: builder
        +  taskRunTemplate:
        +    serviceAccountName: builder
           pipelineRef:
             name: build
        \\ No newline at end of file

        """)
    try folder.git("init", "-q")
    try folder.write("fix.patch", diff)
    try folder.git("apply", "fix.patch")
    let patched = try folder.read("run.yaml")
    #expect(patched.contains("\n  taskRunTemplate:\n    serviceAccountName: builder\n"))
    try folder.write("run.yaml", text)
    _ = try Tool.run("--fix=unsafe", in: folder)
    #expect(try folder.read("run.yaml") == patched)
  }

  /// What stands around a change and is secret is left out, so that the patch applies.
  @Test func aPatchLeavesOutSecretLines() throws {
    let folder = try Tool.Folder()
    let text = """
      apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata:
        name: build
        annotations:
          acme-shop.dev/password: Xk29fLq0Zv7RtB4n
      spec:
        serviceAccountName: builder
        pipelineRef:
          name: build

      """
    try folder.write("a.yaml", text)
    let outcome = try Tool.run("--diff", "--fix=unsafe", in: folder)
    #expect(outcome.output.contains("+    serviceAccountName: builder\n"))
    #expect(!outcome.output.contains("Xk29"))
    #expect(outcome.errors.contains("git apply --unidiff-zero"))
    try folder.git("init", "-q")
    try folder.write("fix.patch", outcome.output)
    try folder.git("apply", "--unidiff-zero", "fix.patch")
    #expect(try folder.read("a.yaml").contains("\n  taskRunTemplate:\n    serviceAccountName:"))
  }

  @Test func fileThatMustNotBeWrittenStays() throws {
    let folder = try Tool.Folder()
    let text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: chains-config}\ndata:\n  transparency.enabled: true\n"
    try folder.write("real/c.yaml", text)
    try folder.link("c.yaml", to: "real/c.yaml")
    try folder.setMode(0o400, "real/c.yaml")
    let outcome = try Tool.run("--fix", "--exclude", "real", in: folder)
    #expect(outcome.errors == "credlint: 'exclude' passes over everything that was to be read\n")
    #expect(try folder.read("real/c.yaml") == text)
    // Whoever may do everything may write it.
    let named = try Tool.run("--fix", "c.yaml", in: folder)
    let isWritten = named.errors.contains("fixed 1 in real/c.yaml")
    #expect(isWritten || named.code == 2)
    #expect(
      try folder.read("real/c.yaml")
        == (isWritten ? text.replacing("true", with: "\"true\"") : text))
    #expect(try folder.mode("real/c.yaml") == 0o400)
    #expect(try folder.names("real") == ["c.yaml"])
  }

  private static let applied =
    #"kubectl.kubernetes.io/last-applied-configuration: '{"kind":"Secret","data":{"password":"aHVudGVyMnN1cGVyc2VjcmV0"}}'"#

  /// A fix that would change anything else is not made, and the reason is told.
  @Test(arguments: [
    // CR alone is no line end to an editor, and one to YAML.
    (
      "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: x\n# credlint: ignore[double-base64] a\rdata:\n  a: b\n",
      "line breaks that are not LF"
    ),
    // The literal before it would lose its last line break.
    (
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n  annotations:\n    note: |\n      abc\n    \(applied)",
      "something else in the file would change"
    ),
    // The comment would go with the mapping that is left empty.
    (
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n  annotations:\n    # note\n    \(applied)\ntype: Opaque\n",
      "something else in the file would change"
    ),
    // The rest of a quoted text stands further left than its key.
    (
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n  stringData:\n    a: \"one\n\ttwo three\n  four\"\ntype: Opaque\n",
      "cannot be rewritten exactly"
    ),
    // Behind its alias the anchor would be another.
    (
      "apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: x}\nspec:\n  podTemplate:\n    a: &q\n      x: 1\n  taskRunSpecs:\n    - podTemplate: *q\n",
      "not fixed"
    ),
  ])
  func whatWouldChangeSomethingElseIsNotFixed(_ text: String, _ reason: String) throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", text)
    let outcome = try Tool.run("--fix=unsafe", "--persona", "auditor", in: folder)
    #expect(outcome.errors.contains(reason))
    #expect(try folder.read("a.yaml") == text)
  }

  @Test func scriptsKeepWhatLooksLikeAComment() throws {
    let folder = try Tool.Folder()
    let text = "cat > x.yaml <<EOF\n# credlint: ignore[double-base64] a\na: b\nEOF\n"
    try folder.write("a.sh", text)
    let outcome = try Tool.run("--fix", in: folder)
    #expect(outcome.errors.contains("a.sh:2: unused-suppression not fixed: it stands in a script"))
    #expect(try folder.read("a.sh") == text)
  }

  /// A byte order mark is no indentation, and a comment stays one.
  @Test func movedLinesKeepTheirMeaning() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "a.yaml",
      "\u{FEFF}apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n  stringData:\n#   old: a\n    c: d\n"
    )
    _ = try Tool.run("--fix=unsafe", in: folder)
    #expect(
      try folder.read("a.yaml").hasSuffix("  name: x\nstringData:\n#   old: a\n  c: d\n"))
  }

  /// What stands beside a fix in a file that no finding is about.
  @Test func neighboursInADiffAreMasked() throws {
    let folder = try Tool.Folder()
    let canary = "Kestrel41overHarbour"
    try folder.write(
      "a.yaml",
      """
      apiVersion: tekton.dev/v1
      kind: TaskRun
      metadata: {name: x}
      spec:
        # credlint: ignore[double-base64] a
        params: [{name: registry-password, value: \(canary)}, {name: token, default: \(canary)}]
        header: "Authorization: Bearer \(canary)"
        script: echo \(canary) | docker login --password-stdin

      """)
    let outcome = try Tool.run("--fix", "--diff", in: folder)
    #expect(outcome.output.contains("-  # credlint: ignore[double-base64] •\n"))
    #expect(!(outcome.output + outcome.errors).contains(canary))
  }
}
