internal import CEL
internal import Policy
internal import YAMLTree

/// `.credlint.yaml`: what a repository sets for every run.
struct Configuration {
  var select: [String] = []
  var ignore: [String] = []
  var exclude: [String] = []
  var rules: [String] = []
  var persona: Persona?
  var failOn: Severity?
  var parameters: [(rule: String, name: String, value: String, place: Place)] = []
  var settings = Settings()
  private(set) var problems: [PolicyProblem] = []

  static let fileName = ".credlint.yaml"

  private static let keys = [
    "select", "ignore", "exclude", "rules", "persona", "fail-on", "parameters", "targets",
    "private-registries", "external-secrets", "scopes", "suppress",
  ]

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
    guard root.kind == .mapping else {
      problems = [PolicyProblem(message: "the configuration is a mapping", place: root.place)]
      return
    }
    checkKeys(of: root, Self.keys)
    select = list(root, "select")
    ignore = list(root, "ignore")
    exclude = list(root, "exclude")
    rules = list(root, "rules")
    settings.privateRegistries = list(root, "private-registries")
    settings.externalSecrets = list(root, "external-secrets")
    persona = choice(root, "persona", Persona.allCases)
    failOn = choice(root, "fail-on", Severity.allCases)
    readTargets(root["targets"])
    if isMapping(root["scopes"], "scopes"), let scopes = root["scopes"] {
      let (contents, problems) = ScopeFile.read(scopes)
      settings.scopes = contents
      self.problems += problems
    }
    readParameters(root["parameters"])
    readSuppressions(root["suppress"])
  }

  private mutating func report(_ message: String, _ node: Node) {
    problems.append(PolicyProblem(message: message, place: node.place))
  }

  private mutating func checkKeys(of node: Node, _ keys: [String]) {
    for entry in node.ownEntries where !keys.contains(entry.key.text) {
      let hint = suggestion(for: entry.key.text, among: keys)
      report(
        "unknown key '\(entry.key.text)'\(hint); allowed are \(keys.joined(separator: ", "))",
        entry.key)
    }
  }

  private mutating func list(_ root: Node, _ key: String) -> [String] {
    guard let node = root[key], !node.isNull else { return [] }
    guard node.kind == .sequence, node.elements.allSatisfy({ $0.kind == .scalar }) else {
      report("'\(key)' is a list of texts", node)
      return []
    }
    return node.elements.map(\.text)
  }

  private mutating func choice<Choice: RawRepresentable>(
    _ root: Node, _ key: String, _ choices: [Choice]
  ) -> Choice? where Choice.RawValue == String {
    guard let node = root[key] else { return nil }
    if let choice = Choice(rawValue: node.text) { return choice }
    report("'\(key)' must be one of \(choices.map(\.rawValue).joined(separator: ", "))", node)
    return nil
  }

  private mutating func readTargets(_ node: Node?) {
    guard isMapping(node, "targets") else { return }
    for entry in node?.entries ?? [] {
      guard Settings.targetNames.contains(entry.key.text) else {
        let hint = suggestion(for: entry.key.text, among: Settings.targetNames)
        report(
          "unknown target '\(entry.key.text)'\(hint); there are \(Settings.targetNames.joined(separator: ", "))",
          entry.key)
        continue
      }
      guard Settings.isVersion(entry.value.text) else {
        report("target '\(entry.key.text)' is a version, such as \"1.2.0\"", entry.value)
        continue
      }
      settings.targets[entry.key.text] = entry.value.text
    }
  }

  private mutating func isMapping(_ node: Node?, _ key: String) -> Bool {
    guard let node, !node.isNull else { return false }
    if node.kind != .mapping { report("'\(key)' is a mapping", node) }
    return node.kind == .mapping
  }

  private static let suppressionKeys = ["rules", "path", "object", "reason", "until"]

  private mutating func readSuppressions(_ node: Node?) {
    guard let node, !node.isNull else { return }
    guard node.kind == .sequence, node.elements.allSatisfy({ $0.kind == .mapping }) else {
      report("'suppress' is a list of mappings with rules, path or object, and reason", node)
      return
    }
    for item in node.elements {
      checkKeys(of: item, Self.suppressionKeys)
      let rules = list(item, "rules")
      if rules.isEmpty { report("a suppression names its rules", item) }
      if item["path"] == nil, item["object"] == nil {
        report("a suppression has a path or an object; 'ignore' is for all of them", item)
      }
      var end: Timestamp?
      if let until = item["until"] {
        end = Timestamp(parsing: until.text, allowsBareDate: true)
        if end == nil { report("'until' is a date such as 2026-12-31", until) }
      }
      settings.suppressions.append(
        Suppression(
          rules: rules, reason: item["reason"]?.text ?? "", end: end, place: item.place,
          scope: .matching(path: item["path"]?.text, object: item["object"]?.text)))
    }
  }

  private mutating func readParameters(_ node: Node?) {
    guard isMapping(node, "parameters") else { return }
    for rule in node?.entries ?? [] {
      for entry in rule.value.entries {
        let value =
          entry.value.kind == .sequence
          ? entry.value.elements.map(\.text).joined(separator: ",") : entry.value.text
        parameters.append((rule.key.text, entry.key.text, value, entry.key.place))
      }
    }
  }
}
