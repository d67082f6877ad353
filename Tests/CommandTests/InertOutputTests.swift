import Reports
import TestSupport
import Testing

/// Names, keys and arguments that are commands to a terminal or to a CI system are text in both
/// streams.
@Suite struct InertOutputTests {
  /// ESC, DEL, C1, a bidirectional mark, a line separator, and a command on a line of its own.
  private static let poison = "\u{1B}[31m\u{7F}\u{9B}2J\u{202E}\u{2028}\n::error::pwned"
  private static let names = [
    "a\(poison).yaml", "::error::b.yaml", " ::error::c.yaml", "##[error]d.yaml",
    "##vso[task.complete]e.yaml",
  ]

  private static let broken =
    "apiVersion: v1\nkind: Secret\ntype: Opaqu\nstringData: {a: b}\n---\n[a\n"

  /// What of an output is a danger: a control character other than a line break, or a command.
  private func dangers(_ text: String, allowing allowed: Set<Unicode.Scalar> = []) -> [String] {
    let marks = text.unicodeScalars.filter { scalar in
      let isControl = scalar.properties.generalCategory == .control
      let isFormat = scalar.properties.generalCategory == .format
      let isBreak = ["\u{2028}", "\u{2029}"].contains(scalar)
      return (isControl || isFormat || isBreak) && scalar != "\n" && !allowed.contains(scalar)
    }
    // GitHub's runner passes over blanks before a command.
    let commands = text.split(whereSeparator: \.isNewline).filter { line in
      let text = line.drop(while: \.isWhitespace)
      return ["::error", "##[", "##vso["].contains(where: text.hasPrefix)
    }
    return marks.map { "U+\(String($0.value, radix: 16))" } + commands.map(String.init)
  }

  private func expectInert(
    _ outcome: Tool.Outcome, _ about: String, allowing allowed: Set<Unicode.Scalar> = []
  ) {
    #expect(dangers(outcome.output, allowing: allowed) == [], "\(about)")
    #expect(dangers(outcome.errors) == [], "\(about)")
  }

  private static func repository() throws -> Tool.Folder {
    let folder = try Tool.Folder()
    for name in names { try folder.write(name, broken) }
    try folder.write("binary\(poison).yaml", [0xFF, 0x41])
    try folder.write(
      "names.yaml",
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: "x\\e[31m\\x7f\\u009b\\u202e\\u2028\\n::error::pwned"}
      type: "Opaqu\\e\\n::error::pwned"
      stringData: {"::error::key": b, "\\x7f\\e\\n::error::key": c}
      ---
      apiVersion: operator.tekton.dev/v1
      kind: ConfigMap
      metadata: {name: chains-config}
      ::error::plain: 1
      data:
        transparency.enabled: true
      """)
    return folder
  }

  @Test(arguments: ReportFormat.allCases)
  func reportsAreInert(_ format: ReportFormat) throws {
    let folder = try Self.repository()
    for arguments in [[], ["--diff", "--fix=unsafe"], ["--color", "always"]] {
      let outcome = try Tool.run(
        ["--format", format.rawValue, "--persona", "auditor"] + arguments, in: folder)
      #expect(outcome.errors.contains("is not UTF-8"))
      // Annotations are commands, and the tool's own colours are sequences.
      let own = outcome.output.replacing(/(?m)^::(error|warning|notice) file=/, with: "file=")
        .replacing(/\u{1B}\[[0-9;]*m/, with: "")
      let isOwn = format == .github || arguments.first == "--color"
      #expect(dangers(isOwn ? own : outcome.output) == [], "\(format) \(arguments)")
      #expect(dangers(outcome.errors) == [], "\(format) \(arguments)")
    }
  }

  @Test func reviewsAreInert() throws {
    let folder = try Self.repository()
    for format in InventoryFormat.allCases {
      let outcome = try Tool.run("inventory", "--format", format.rawValue, in: folder)
      expectInert(outcome, "\(format)", allowing: format == .csv ? ["\r"] : [])
    }
    for format in GraphFormat.allCases {
      expectInert(try Tool.run("graph", "--format", format.rawValue, in: folder), "\(format)")
    }
    for format in AuditFormat.allCases {
      expectInert(try Tool.run("audit", "--format", format.rawValue, in: folder), "\(format)")
    }
    expectInert(try Tool.run("rules", "eval", "secret.name", in: folder), "eval")
    expectInert(try Tool.run("--fix=unsafe", in: folder), "fix")
    expectInert(try Tool.run("baseline", "write", in: folder), "baseline")
  }

  /// ArgumentParser and the tool repeat what they refuse.
  @Test(arguments: [
    ["--x\(poison)"], ["--format", poison], ["--format=\(poison)"], [poison], ["explain", poison],
    ["facts", poison], ["--rules", poison], ["--param", poison], ["--severity", poison + "=low"],
    ["--context", poison], ["--select", poison], ["--config", poison], ["--changed-since", poison],
    ["--report", "json=/\(poison)/x"], ["-o", "/\(poison)/x"], ["rules", "new", poison],
    ["rules", "test", "--fixtures", poison], ["rules", "import", poison], ["rules", poison],
    ["rules", "eval", poison], ["schema", poison], ["--now", poison], ["--persona=\(poison)"],
    ["audit", "--client", poison, "--format", "markdown"], ["audit", "--since", poison],
    ["audit", "--framework", poison], ["audit", "--owners", poison], ["help", poison],
    ["--baseline", poison], ["-x\(poison)"], ["config", "show", poison],
    ["::error::a"], ["--::error::a"],
  ])
  func argumentsAreInert(_ arguments: [String]) throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", "a: b\n")
    expectInert(try Tool.run(arguments, in: folder), "\(arguments)")
  }

  @Test(arguments: [
    "\"k\\e\\n::error::pwned\": 1", "select: [\"a\\x7f\\n::error::b\"]", "::error::x: 1",
    "rules: [\"\\e/../..\\n::error::x\"]", "severity: {\"\\u009b\": \"\\n::error::x\"}",
    "# \u{1B}[31m \u{202E}\nunknown: 1 # \u{7F}\u{9B}", "paths: {\"\\n::error::\": 1}",
  ])
  func configurationsAreInert(_ text: String) throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", "a: b\n")
    try folder.write(".git/HEAD", "ref: refs/heads/main\n")
    try folder.write(".credlint.yaml", text + "\n")
    expectInert(try Tool.run([], in: folder), text)
    expectInert(try Tool.run(["config", "show"], in: folder), text)
  }

  /// A repository can bring its own rules, and their texts are everywhere.
  @Test func rulesAreInert() throws {
    let folder = try Self.repository()
    let text = "\\e[31m\\x7f\\u009b\\n::error::pwned"
    try folder.write(
      "own/own.yaml",
      """
      id: own
      title: "T \(text)"
      severity: low
      why: "W \(text)"
      remedy: "R \(text)"
      references: ["https://x\(text)"]
      for: secret in Secret
      require: 1 == 2
      message: "M \(text) ${secret.name}"
      at: secret
      """)
    try folder.write("own/\(Self.names[1])", "id: \"\(text)\"\n")
    expectInert(try Tool.run("--rules", "own", in: folder), "broken rule")
    try folder.remove("own/\(Self.names[1])")
    for format in ReportFormat.allCases where format != .github {
      expectInert(
        try Tool.run("--rules", "own", "--format", format.rawValue, in: folder), "\(format)")
    }
    for arguments in [
      ["rules", "list"], ["rules", "list", "--format", "markdown"], ["explain", "own"],
    ] {
      expectInert(try Tool.run(arguments + ["--rules", "own"], in: folder), "\(arguments)")
    }
  }
}
