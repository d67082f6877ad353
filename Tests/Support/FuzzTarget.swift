internal import Encodings
internal import CEL
internal import Credentials
internal import Graph
internal import Judging
internal import Manifests
internal import Proof
internal import Reports
internal import Rules
internal import YAMLTree

/// What reads a stranger's bytes, as a fuzzer and the replay of its finds call it: whatever the
/// bytes, it returns.
package enum FuzzTarget: String, Sendable, CaseIterable {
  case yaml, cel, rules, docker, keys, shell, documents

  /// Reads the bytes; says what is wrong with the outcome, if that can be told.
  package func run(_ bytes: [UInt8]) -> String? {
    switch self {
    case .yaml: Self.yaml(bytes)
    case .cel: Self.cel(String(decoding: bytes, as: UTF8.self))
    case .rules: Self.rules(String(decoding: bytes, as: UTF8.self))
    case .docker: Self.docker(bytes)
    case .keys: Self.keys(String(decoding: bytes, as: UTF8.self))
    case .shell: Self.shell(bytes)
    case .documents: Self.documents(bytes)
    }
  }

  // MARK: Text

  private static func yaml(_ bytes: [UInt8]) -> String? {
    let source = SourceFile(path: "a.yaml", bytes: bytes)
    for parsed in [ParsedFile(yaml: source), ParsedFile(json: source)] {
      for document in parsed.documents {
        if let violation = document.invariantViolations().first { return violation }
        document.root?.forEachScalar { scalar in
          _ = (scalar.path, scalar.place, scalar.scalarType, ScalarMap(scalar))
        }
        document.root?.forEachMapping { _ = $0.entries }
      }
    }
    return nil
  }

  private static func shell(_ bytes: [UInt8]) -> String? {
    for command in Shell.commands(in: bytes) {
      for word in command.words + command.heredocs + command.inputs
        + command.assignments.map(\.value)
      where word.range.lowerBound < 0 || word.range.upperBound > bytes.count {
        return "a word stands outside the script"
      }
    }
    _ = Masks(graph(bytes, as: "a.sh"))
    return nil
  }

  private static func keys(_ text: String) -> String? {
    let keys = PrivateKey.keys(in: text)
    for certificate in Certificate.all(in: text) {
      _ = (certificate.isSelfSigned, certificate.isIssued(by: certificate))
      for key in keys { _ = certificate.matches(key) }
    }
    _ = (JSONWebToken(text), TokenScanner.matches(in: text), TokenScanner.passwords(in: text))
    return nil
  }

  // MARK: Expressions and rules

  private static let environment = Environment(
    variables: [
      .init(name: "a", type: .dyn), .init(name: "l", type: .list(.string)),
      .init(name: "m", type: .map(.string, .dyn)), .init(name: "s", type: .string),
      .init(name: "t", type: .timestamp),
    ])

  private static let values: [Payload] = {
    let words = ["", "b", "b c"].map { Value(.string($0)) }
    var map = ValueMap()
    _ = map.insert(words[1], Value(.list(words)))
    return [.int(7), .list(words), .map(map), .string("b,c"), .timestamp(.epoch)]
  }()

  private static func cel(_ text: String) -> String? {
    guard let program = try? Program.compile(text, in: environment) else { return nil }
    let frame = Frame(slotCount: program.slotCount, budget: 20_000)
    for (slot, value) in values.enumerated() { frame[slot] = Value(value) }
    _ = (try? program.evaluate(frame))?.payload.displayText
    return nil
  }

  private static let rows = Fixture(
    name: "rows",
    files: [
      .init(
        path: "a.yaml",
        text: """
          apiVersion: v1
          kind: Secret
          metadata: {name: a, labels: {team: b}}
          type: Opaque
          stringData: {a: b, password: hunter2-hunter2}
          """)
    ])

  private static func rules(_ text: String) -> String? {
    var ruleset = Ruleset()
    ruleset.addUserRule(path: "a.yaml", text: text)
    if ruleset.problems.isEmpty { _ = rows.scan(ruleset) }
    return nil
  }

  // MARK: Documents

  private static func docker(_ bytes: [UInt8]) -> String? {
    let text = """
      {"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},
      "type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"\(Base64.encode(bytes))"}}
      """
    let graph = graph(Array(text.utf8), as: "a.json")
    for config in graph.secrets.flatMap(\.dockerConfigs) {
      for login in config.logins {
        _ = (login.isContradictory, login.hasOnlyIdentity, login.isPlaceholder, login.isEmpty)
        _ = (login.keyNode.place, login.secretNode.place)
      }
    }
    _ = (Masks(graph), self.graph(bytes, as: "config.json"))
    return nil
  }

  private static func graph(_ bytes: [UInt8], as path: String) -> ResourceGraph {
    guard case .text(let source) = DecodedText.decode(path: path, bytes: bytes) else {
      return ResourceGraph([])
    }
    return ResourceGraph([ManifestReader.read(InputFile(source: source))])
  }

  private static let builtIn = Ruleset.builtIn()

  static let names = [
    "a.yaml", "a.json", "a.sh", ".gitlab-ci.yml", ".github/workflows/a.yml", "Makefile",
    "kustomization.yaml", "config.json", "id_rsa", "values.yaml", ".sops.yaml", "a.env",
  ]

  /// The first byte chooses what kind of file it is.
  private static func documents(_ bytes: [UInt8]) -> String? {
    guard let first = bytes.first else { return nil }
    let name = names.indices.contains(Int(first) - 65) ? names[Int(first) - 65] : names[0]
    return documents(Array(bytes.dropFirst()), as: name)
  }

  private static func documents(_ bytes: [UInt8], as path: String) -> String? {
    let graph = graph(bytes, as: path)
    let world = RuleRun.world(of: graph, builtIn, now: Fixture.now, settings: Settings())
    let result = RuleRun.run(
      builtIn, in: world, options: RuleRun.Options(), knownRules: RuleNames(builtIn))
    if let failure = result.failures.first { return "\(failure.rule.id): \(failure.message)" }
    guard !result.findings.isEmpty else { return nil }
    var report = Report(
      findings: result.findings, rules: [], failures: [], notes: [], counts: Report.Counts(),
      masks: Masks(graph), version: "0")
    report.inventory = Inventory(world)
    // Reports take most of the time, so each input is written in one format.
    let formats = ReportFormat.allCases
    let format = formats[bytes.reduce(0) { $0 &+ Int($1) } % formats.count]
    return (try? format.write(report)) == nil ? "no report as \(format.rawValue)" : nil
  }
}
