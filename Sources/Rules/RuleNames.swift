internal import CEL

/// What selects rules: their ids and earlier ids, groups and tags, with the ids of each.
package struct RuleNames: Sendable {
  private let idsByName: [String: Set<String>]
  private let ids: [String]

  package init(_ ruleset: Ruleset) {
    var idsByName: [String: Set<String>] = [:]
    for rule in ruleset.rules {
      for name in rule.names { idsByName[name, default: []].insert(rule.id) }
    }
    self.idsByName = idsByName
    ids = ruleset.ids
  }

  /// The rules that a name selects; none for a name that is none.
  package func ids(of name: String) -> Set<String> { idsByName[name] ?? [] }

  /// The nearest name, as the end of a message.
  func hint(for name: String) -> String {
    let hint = suggestion(for: name, among: ids)
    return hint.isEmpty ? suggestion(for: name, among: idsByName.keys.sorted()) : hint
  }
}

/// The nearest name for each that is none, looked for once; a text can make up names without end, and
/// after a hundred nobody reads the hints.
package struct RuleHints {
  private let names: RuleNames
  private var known: [String: String] = [:]
  private static let maximum = 100

  package init(_ names: RuleNames) { self.names = names }

  /// The nearest name, as the end of a message; empty for none, and for the hundredth and beyond.
  package mutating func hint(for name: String) -> String {
    if let hint = known[name] { return hint }
    guard known.count < Self.maximum else { return "" }
    let hint = names.hint(for: name)
    known[name] = hint
    return hint
  }
}
