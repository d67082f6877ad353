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
  package func hint(for name: String) -> String {
    let hint = suggestion(for: name, among: ids)
    return hint.isEmpty ? suggestion(for: name, among: idsByName.keys.sorted()) : hint
  }
}
