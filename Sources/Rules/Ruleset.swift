internal import CEL
internal import Encodings
internal import YAMLTree

/// The rules of a run: built-in ones and the user's own.
package struct Ruleset: Sendable {
  package var rules: [Rule] = []
  /// Mistakes in rule files; a run with any of them does not start.
  package internal(set) var problems: [PolicyProblem] = []
  package var scopes = ScopeTable()
  /// The files of the user's rules.
  private var ownTexts: [String] = []
  package init() {}

  /// Names what judges: equal for equal rules with equal parameters, in 32 hexadecimal digits.
  package var digest: String {
    let embedded = (EmbeddedRules.files.map(\.text) + EmbeddedRules.tables.map(\.text))
      .map(\.description)
    let running = rules.flatMap { rule in
      [rule.id, rule.severity.rawValue]
        + rule.arguments.map { "\($0.name)=\($0.value)" }
    }
    return Fingerprint.hash(embedded + ownTexts + running)
  }

  /// Reads the rules that are built in.
  package static func builtIn() -> Ruleset {
    var ruleset = Ruleset()
    for file in EmbeddedRules.files {
      let path = "rules/" + file.path
      let text = LazyRuleText { RuleFile.text(path: path, text: file.text.description) }
      ruleset.rules.append(Rule(file.header, path: path, text: text))
    }
    for file in EmbeddedRules.tables where file.path == "scopes.yaml" {
      ruleset.scopes = ScopeTable(text: file.text)
    }
    ruleset.rules.sort { $0.id < $1.id }
    return ruleset
  }

  /// Adds a user's own rule; its expressions are checked at once.
  ///
  /// - Parameter isTrial: true for an expression that may fail on some rows.
  package mutating func addUserRule(path: String, text: String, isTrial: Bool = false) {
    add(path: path, text: text, isTrial: isTrial)
    ownTexts.append(text)
    rules.sort { $0.id < $1.id }
  }

  private mutating func add(path: String, text: String, isTrial: Bool) {
    let (rule, problems) = RuleFile.read(path: path, text: text)
    self.problems += problems
    guard let rule else { return }
    // Mistakes in the frame do not hide those in the expressions.
    self.problems += CompiledRule.problems(of: rule)
    if !isTrial { self.problems += GuardCheck.problems(of: rule) }
    guard problems.isEmpty else { return }
    if let other = rules.first(where: { $0.id == rule.id }) {
      let place = Place(file: SourceFile(path: path, bytes: []), range: 0..<0)
      self.problems.append(
        PolicyProblem(
          message:
            "rule '\(rule.id)' is there already, in \(other.path); a prefix, as in acme.\(rule.id), tells them apart",
          place: place)
      )
      return
    }
    rules.append(rule)
  }

  /// Checks every expression of every rule.
  package func checkAll() -> [PolicyProblem] {
    let builtIn = EmbeddedRules.files.flatMap { file in
      let (rule, problems) = RuleFile.read(path: "rules/" + file.path, text: file.text.description)
      guard let rule else { return problems }
      return problems + CompiledRule.problems(of: rule) + GuardCheck.problems(of: rule)
    }
    return problems + builtIn + ScopeFile.problems(of: EmbeddedRules.tables)
  }

  /// The rule of that id, or of an earlier id of it.
  package func rule(_ id: String) -> Rule? {
    rules.first { $0.id == id || $0.aliases.contains(id) }
  }

  package var ids: [String] { rules.map(\.id) }

  /// Whether a rule is about names that nothing explains: those are looked for in every text then.
  package var asksForEveryName: Bool {
    rules.contains { $0.tags.contains("inventory") && $0.tags.contains("reference") }
      || ids.contains("unused-secret")
  }

  /// The nearest rule id, as the end of a message.
  package func hint(for id: String) -> String { suggestion(for: id, among: ids) }

  /// None of the rules, and what is known beside them.
  package var withoutRules: Ruleset {
    var result = self
    result.rules = []
    return result
  }

  /// Sets a parameter; nil, or what is wrong.
  package mutating func setParameter(_ name: String, of id: String, to text: String) -> String? {
    guard let index = rules.firstIndex(where: { $0.id == id }) else {
      return "there is no rule '\(id)'\(hint(for: id))"
    }
    let parameters = rules[index].parameters
    guard let parameter = parameters.first(where: { $0.name == name }) else {
      let names = parameters.map(\.name)
      let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
      return "rule '\(id)' has no parameter '\(name)': \(known)"
    }
    let kind = parameter.kind
    guard let value = kind.read(text) else {
      return "'\(text)' is no \(kind.rawValue) such as \(kind.example)"
    }
    rules[index].set(name, to: value, text: text)
    return nil
  }

  /// Gives rules, by id, group or tag, another severity.
  package mutating func setSeverity(_ severity: Severity, of selector: String) {
    for index in rules.indices where rules[index].names.contains(selector) {
      rules[index].severity = severity
    }
  }

  /// The ids of the rules that one of the selectors names.
  package func ids(of selectors: [String]) -> Set<String> {
    guard !selectors.isEmpty else { return [] }
    return Set(rules.filter { rule in selectors.contains(where: rule.names.contains) }.map(\.id))
  }

  /// Keeps the rules that are selected by id, tag or group, and that the persona wants to hear.
  package func selecting(_ selected: [String], ignoring ignored: [String], persona: Persona)
    -> Ruleset
  {
    var result = self
    guard !selected.isEmpty || !ignored.isEmpty else {
      result.rules.removeAll { $0.persona > persona }
      return result
    }
    result.rules = rules.filter { rule in
      let names = rule.names
      let isNamed = selected.contains { $0 == rule.id || rule.aliases.contains($0) }
      guard selected.isEmpty || selected.contains(where: names.contains) else { return false }
      return (isNamed || rule.persona <= persona) && !ignored.contains(where: names.contains)
    }
    return result
  }

  /// Ids, groups and tags that can be selected.
  package var selectors: Set<String> {
    rules.reduce(into: []) { $0.formUnion($1.names) }
  }
}
