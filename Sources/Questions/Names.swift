internal import CEL

/// What a typed name means among the parties of a graph.
struct Names {
  private let parties: [Party]

  init(_ parties: [Party]) { self.parties = parties.filter { !Scope.isOne($0) } }

  /// - Parameters:
  ///   - text: `Secret/ns/name`, `Secret/name`, `ns/name` or `name`; `Group/x` for what has no
  ///     namespace.
  ///   - kind: what is meant where the text does not say.
  func party(_ text: String, kind: String?) throws(NameProblem) -> Party {
    let found = parties.filter { matches($0, text, kind) }.sorted()
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      throw NameProblem(
        message: "'\(text)' can mean \(found.count) things", candidates: found.map(\.text))
    }
    let known = parties.filter { kind == nil || $0.kind == kind }
    let hint = suggestion(for: text, among: known.flatMap { [$0.text, $0.name] }.sorted())
    throw NameProblem(message: "nothing here is called '\(text)'\(hint)", candidates: [])
  }

  private func matches(_ party: Party, _ text: String, _ kind: String?) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    // A name of a user or a group may have slashes in it.
    if Party.clusterKinds.contains(party.kind) {
      return text == party.text || (kind == nil && text == party.name)
    }
    switch parts.count {
    case 1: return party.name == text && (kind == nil || party.kind == kind)
    case 2:
      if parts[0].lowercased() == party.kind.lowercased() { return party.name == parts[1] }
      return party.namespace == parts[0] && party.name == parts[1]
        && (kind == nil || party.kind == kind)
    case 3:
      return parts[0].lowercased() == party.kind.lowercased()
        && (party.namespace ?? "?") == parts[1] && party.name == parts[2]
    default: return false
    }
  }
}
