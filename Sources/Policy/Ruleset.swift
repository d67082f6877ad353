internal import CEL
internal import YAMLTree

/// The rules of a run: built-in ones and the user's own.
package struct Ruleset: Sendable {
  package internal(set) var rules: [Rule] = []
  /// Mistakes in rule files; a run with any of them does not start.
  package internal(set) var problems: [PolicyProblem] = []
  package internal(set) var scopes = ScopeTable(rows: [])
  package init() {}

  /// Reads the rules that are built in.
  package static func builtIn() -> Ruleset {
    var ruleset = Ruleset()
    for file in EmbeddedRules.files {
      let text = file.text.description
      if file.path == "scopes.yaml" {
        ruleset.scopes = ScopeFile.read(text, path: "rules/" + file.path, &ruleset.problems)
      } else {
        ruleset.add(path: "rules/" + file.path, text: text, isChecked: false)
      }
    }
    ruleset.rules.sort { $0.id < $1.id }
    return ruleset
  }

  /// Adds a user's own rule; its expressions are checked at once.
  package mutating func addUserRule(path: String, text: String) {
    add(path: path, text: text)
    rules.sort { $0.id < $1.id }
  }

  private mutating func add(path: String, text: String, isChecked: Bool = true) {
    let (rule, problems) = RuleFile.read(path: path, text: text, isChecked: isChecked)
    self.problems += problems
    guard let rule else { return }
    // Mistakes in the frame do not hide those in the expressions.
    if isChecked { self.problems += CompiledRule.compile(rule).problems }
    guard problems.isEmpty else { return }
    if let other = rules.first(where: { $0.id == rule.id }) {
      let place = Place(file: SourceFile(path: path, bytes: []), range: 0..<0)
      self.problems.append(
        PolicyProblem(message: "rule '\(rule.id)' is there already, in \(other.path)", place: place)
      )
      return
    }
    rules.append(rule)
  }

  /// Checks every expression of every rule.
  package func checkAll() -> [PolicyProblem] {
    let builtIn = EmbeddedRules.files.filter { $0.path != "scopes.yaml" }.flatMap { file in
      let (rule, problems) = RuleFile.read(path: "rules/" + file.path, text: file.text.description)
      return problems + (rule.map { CompiledRule.compile($0).problems } ?? [])
    }
    return problems + builtIn
  }

  package func rule(_ id: String) -> Rule? {
    rules.first { $0.id == id || $0.aliases.contains(id) }
  }

  package var ids: [String] { rules.map(\.id) }

  /// The nearest rule id, as the end of a message.
  package func hint(for id: String) -> String { suggestion(for: id, among: ids) }

  /// Sets a parameter; nil, or what is wrong.
  package mutating func setParameter(_ name: String, of id: String, to text: String) -> String? {
    guard let index = rules.firstIndex(where: { $0.id == id }) else {
      return "there is no rule '\(id)'\(hint(for: id))"
    }
    guard let position = rules[index].parameters.firstIndex(where: { $0.name == name }) else {
      let names = rules[index].parameters.map(\.name)
      let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
      return "rule '\(id)' has no parameter '\(name)': \(known)"
    }
    let kind = rules[index].parameters[position].kind
    guard let value = kind.read(text) else {
      return "'\(text)' is no \(kind.rawValue) such as \(kind.example)"
    }
    rules[index].parameters[position].value = value
    return nil
  }

  /// Keeps the rules that are selected by id, tag or group, and that the persona wants to hear.
  package func selecting(_ selected: [String], ignoring ignored: [String], persona: Persona)
    -> Ruleset
  {
    func names(_ rule: Rule) -> Set<String> {
      Set([rule.id, rule.group] + rule.tags + rule.aliases)
    }
    var result = self
    result.rules = rules.filter { rule in
      let names = names(rule)
      let isNamed = selected.contains { $0 == rule.id || rule.aliases.contains($0) }
      guard selected.isEmpty || selected.contains(where: names.contains) else { return false }
      return (isNamed || rule.persona <= persona) && !ignored.contains(where: names.contains)
    }
    return result
  }

  /// Ids, groups and tags that can be selected.
  package var selectors: Set<String> {
    Set(rules.flatMap { [$0.id, $0.group] + $0.tags + $0.aliases })
  }
}

/// `scopes.yaml`: provider → purpose → `enough` and `excess`.
enum ScopeFile {
  static func read(_ text: String, path: String, _ problems: inout [PolicyProblem]) -> ScopeTable {
    let source = SourceFile(path: path, bytes: Array(text.utf8))
    let root = ParsedFile(yaml: source).documents.first?.root
    var rows: [ScopeTable.Row] = []
    for provider in root?.entries ?? [] {
      for purpose in provider.value.entries {
        func set(_ key: String) -> Set<String> {
          Set((purpose.value[key]?.elements ?? []).map(\.text))
        }
        for entry in purpose.value.entries where !["enough", "excess"].contains(entry.key.text) {
          problems.append(
            PolicyProblem(message: "unknown key '\(entry.key.text)'", place: entry.key.place))
        }
        rows.append(
          ScopeTable.Row(
            provider: provider.key.text, purpose: purpose.key.text, enough: set("enough"),
            excess: set("excess")))
      }
    }
    return ScopeTable(rows: rows)
  }
}

/// One rule file that was put into the binary.
struct EmbeddedRule: Sendable {
  /// Relative to `rules/`.
  let path: String
  let text: StaticString
}
