internal import CEL
internal import Manifests
internal import Repositories
internal import Rules
internal import YAMLTree

/// Who set a value.
enum SettingSource {
  case standard
  case file(Place)
  case commandLine
}

/// A value of the configuration, and who set it.
struct Sourced<Value> {
  let value: Value
  let source: SettingSource

  init(_ value: Value, _ source: SettingSource) {
    self.value = value
    self.source = source
  }

  static func commandLine(_ values: [Value]) -> [Sourced] {
    values.map { Sourced($0, .commandLine) }
  }
}

/// `.credlint.yaml`: what a repository sets for every run.
struct Configuration {
  struct Parameter {
    let rule, name, value: String
    let place: Place
  }

  var select: [Sourced<String>] = []
  var ignore: [Sourced<String>] = []
  var paths: [Sourced<String>] = []
  var exclude: [Sourced<String>] = []
  var include: [Sourced<String>] = []
  var rules: [Sourced<String>] = []
  /// The folders of `rules`, held open.
  var ruleFolders: [Folder] = []
  /// The rules of a commit, which no folder holds.
  var ruleTexts: [(path: String, text: String)] = []
  var persona: Sourced<Persona>?
  var failOn: Sourced<Severity>?
  /// The address below which the pages of `rules docs` are.
  var rulePages: Sourced<String>?
  var severities: [(selector: Sourced<String>, severity: Severity)] = []
  var parameters: [Parameter] = []
  /// Rules, groups or tags that nobody may suppress.
  var unsuppressible: [Sourced<String>] = []
  /// Hosts that nobody asks about credentials.
  var unaskedHosts: [String] = []
  var settings = Settings()
  /// Where each key of the file stands, by its name.
  private(set) var places: [String: Place] = [:]
  private(set) var root: Node?
  private(set) var problems: [PolicyProblem] = []

  static let fileName = ".credlint.yaml"
  /// In bytes.
  static let maximumSize = 1_000_000

  init() {}

  init(path: String, bytes: [UInt8]) {
    let source = SourceFile(path: path, bytes: bytes)
    let parsed = ParsedFile(yaml: source)
    if let problem = parsed.problems.first {
      let end = min(problem.offset + 1, bytes.count)
      problems = [
        PolicyProblem(
          message: problem.message,
          place: Place(file: source, range: min(problem.offset, end)..<end))
      ]
      return
    }
    guard let root = parsed.documents.first?.root, !root.isNull else { return }
    if parsed.documents.count > 1, let second = parsed.documents[1].root {
      report("the configuration is one document", second)
    }
    guard isMapping(root, "the configuration") else { return }
    self.root = root
    checkKeys(of: root, ConfigurationKey.all.map(\.name))
    for key in ConfigurationKey.all {
      guard let node = root[key.name], !node.isNull else { continue }
      places[key.name] = (node.keyInParent ?? node).place
      key.read(&self, node)
    }
  }

  // MARK: Parts

  mutating func report(_ message: String, _ node: Node) {
    problems.append(PolicyProblem(message: message, place: node.place))
  }

  mutating func add(_ problems: [PolicyProblem]) { self.problems += problems }

  mutating func checkKeys(of node: Node, _ keys: [String]) {
    for entry in node.ownEntries where !keys.contains(entry.key.text) {
      let hint = suggestion(for: entry.key.text, among: keys)
      report(
        "unknown key '\(entry.key.text)'\(hint); allowed are \(keys.joined(separator: ", "))",
        entry.key)
    }
    for (key, _) in node.duplicateKeys { report("key '\(key.text)' stands twice", key) }
  }

  mutating func isMapping(_ node: Node, _ name: String) -> Bool {
    if node.kind != .mapping { report("\(name) is a mapping", node) }
    return node.kind == .mapping
  }

  /// The texts of a list.
  mutating func elements(_ node: Node) -> [Node] {
    guard node.kind == .sequence, node.elements.allSatisfy({ $0.kind == .scalar }) else {
      report("\(Self.name(of: node)) is a list of texts", node)
      return []
    }
    return node.elements
  }

  mutating func texts(_ node: Node) -> [String] { elements(node).map(\.text) }

  mutating func sourced(_ node: Node) -> [Sourced<String>] {
    elements(node).map { Sourced($0.text, .file($0.place)) }
  }

  mutating func choice<Word: RawRepresentable>(
    _ node: Node, _ choices: [Word]
  ) -> Sourced<Word>? where Word.RawValue == String {
    if node.kind == .scalar, let choice = Word(rawValue: node.text) {
      return Sourced(choice, .file(node.place))
    }
    let words = choices.map(\.rawValue).joined(separator: ", ")
    report("\(Self.name(of: node)) must be one of \(words)", node)
    return nil
  }

  static func name(of node: Node) -> String { "'\(node.keyInParent?.text ?? "item")'" }
}
