import TestSupport
import Testing

/// What was not judged is said, and what is nothing is not green.
@Suite struct CoverageTests {
  /// Silence about nothing proves nothing.
  @Test(arguments: [
    ("", "nothing stands in it"), ("---\n# a remark\n", "nothing stands in it"),
    ("apiVersion: v1\nkind: List\nitems: []\n", "it is a list without items"),
    ("apiVersion: v1\nkind: SecretList\nitems:\n", "it is a list without items"),
    (
      "apiVersion: v1\nkind: Status\nstatus: Failure\nmessage: forbidden\n",
      "it is a Status, and no object"
    ),
    (
      "Error from server (NotFound): secrets \"x\" not found\n",
      "it is an error message of kubectl"
    ),
    (
      "error: the server doesn't have a resource type \"secrte\"\n",
      "it is an error message of kubectl"
    ),
    (
      "The connection to the server was refused - did you specify the right host or port?\n",
      "it is a text and no document"
    ),
    (
      "apiVersion: meta.k8s.io/v1\nkind: PartialObjectMetadataList\nitems: [{metadata: {name: x}}]\n",
      "it is a PartialObjectMetadata, which holds names alone"
    ),
    (
      "{{ range .Values.x }}\n  {{ if .y }} a: {{ .z }} : }}\n{{ end }}\n",
      "it is a template that must be rendered first"
    ),
  ])
  func nothingToJudgeIsNotGreen(_ input: String, _ reason: String) throws {
    let folder = try Tool.Folder()
    let outcome = try Tool.run("-", "--require-input", in: folder, input: input)
    #expect(outcome.code == 3)
    #expect(outcome.errors == "credlint: stdin.yaml was not judged: \(reason)\n")
    #expect(try Tool.run("-", in: folder, input: input).code == 0)
    // As a file of a folder it is passed over, and one that is judged is enough.
    try folder.write("x.yaml", input)
    #expect(try Tool.run("--require-input", in: folder).code == 3)
    try folder.write("y.yaml", CommandTests.clean)
    #expect(try Tool.run("--require-input", in: folder).code == 0)
  }

  /// A document that does not parse leaves a gap, until somebody accepts it.
  @Test func brokenDocumentsLeaveTheScanIncomplete() throws {
    let folder = try Tool.Folder()
    let broken = "apiVersion: v1\nkind: Secret\ndata: [\n"
    try folder.write("x.yaml", broken)
    #expect(try Tool.run(in: folder).code == 3)
    #expect(try Tool.run("--fail-on", "high", in: folder).code == 3)
    #expect(try Tool.run("--exit-zero", in: folder).code == 3)
    #expect(try Tool.run("--select", "expiry", in: folder).code == 3)
    #expect(try Tool.run("--ignore", "unreadable-document", in: folder).code == 0)
    #expect(try Tool.run("--exclude", "x.yaml", in: folder).code == 0)
    try folder.write("x.yaml", "# credlint: ignore[tool] a sample of a broken file\n" + broken)
    #expect(try Tool.run(in: folder).code == 0)
    try folder.write("x.yaml", broken)
    _ = try Tool.run("baseline", "write", in: folder)
    #expect(try Tool.run(in: folder).code == 0)
    try folder.remove(".credlint-baseline.json")
    // What another tool fills in first was never meant to parse.
    try folder.write(
      "x.yaml", "apiVersion: v1\nkind: Secret\n{% if x %}\ndata: {{ y }}\n{% endif %}\n")
    #expect(try Tool.run(in: folder).code == 0)
  }

  /// Who accepts that some document does not parse has not accepted that another was cut.
  @Test func eachKindOfBrokenDocumentIsAcceptedByItself() throws {
    let folder = try Tool.Folder()
    try folder.write("deep.yaml", "a: " + String(repeating: "[", count: 2_000) + "\n")
    #expect(try Tool.run(in: folder).code == 3)
    #expect(try Tool.run("--ignore", "unreadable-document", in: folder).code == 3)
    #expect(try Tool.run("--ignore", "limit-reached", in: folder).code == 0)
    try folder.write("x.yaml", "apiVersion: v1\nkind: Secret\ndata: [\n")
    #expect(try Tool.run("--ignore", "limit-reached", in: folder).code == 3)
    #expect(try Tool.run("--ignore", "limit-reached,unreadable-document", in: folder).code == 0)
  }

  /// Nobody reads thousands of findings of one rule in a file: the first are told, whatever the number of
  /// threads, and that there are more.
  @Test func findingsBeyondALimitAreSaidToBe() throws {
    let folder = try Tool.Folder()
    let entries = (0..<2_100).map { "  password\($0): Falcon2024!\($0)\n" }.joined()
    try folder.write(
      "a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n\(entries)")
    let runs = try ["1", "2"].map {
      try Tool.run(
        "--jobs", $0, "--format", "short", "--select", "plaintext-password,tool", in: folder)
    }
    #expect(runs[0].output == runs[1].output)
    let lines = runs[0].output.split(separator: "\n")
    #expect(lines.count { $0.contains("plaintext-password") } == 2_001)
    #expect(lines.count { $0.contains("a.yaml:2004:") } == 1)
    #expect(lines.count { $0.contains("more than 2000 findings of 'plaintext-password'") } == 1)
    #expect(runs.map(\.code) == [3, 3])
    #expect(try Tool.run("--ignore", "limit-reached", "--exit-zero", in: folder).code == 0)
  }

  /// Every format says what was not judged.
  @Test func gapsAreToldInEveryFormat() throws {
    let folder = try Tool.Folder()
    try folder.write("chart/Chart.yaml", "name: a\nversion: 1.0.0\n")
    try folder.write("chart/templates/x.yaml", "a: {{ .x }}\n  }\n- b\n")
    try folder.write("clean.yaml", CommandTests.clean)
    for format in [
      "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown",
    ] {
      let outcome = try Tool.run("--format", format, in: folder)
      #expect(outcome.code == 0)
      let text = (outcome.output + outcome.errors).replacing("&#8203;", with: "")
      #expect(text.contains("1 template was not read"), "\(format)")
    }
    let files = try Tool.run("--show-files", "--exclude", "clean.yaml", in: folder).output
    #expect(
      files.contains(
        "chart/templates/x.yaml: not judged: it is a template that must be rendered first\n"))
    #expect(files.contains("clean.yaml: not judged: a pattern of 'exclude' names it\n"))
    #expect(files.contains("chart/Chart.yaml: judged\n"))
    let json = try Tool.run("--show-files", "--format", "json", in: folder).output
    #expect(json.contains("\"outcome\" : \"unjudged\""))
  }

  @Test func whatGitIgnoresIsListed() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write(".gitignore", "out/\n")
    try folder.write("out/a.yaml", CommandTests.opaque)
    try folder.write("blob.yaml", [0, 1, 2, 0])
    try folder.write("b.yaml", CommandTests.clean)
    let files = try Tool.run("--show-files", in: folder).output
    #expect(files.contains("out/a.yaml: not judged: git ignores it\n"))
    #expect(files.contains("blob.yaml: not judged: it is no text\n"))
    #expect(files.contains("b.yaml: judged\n"))
  }
}
