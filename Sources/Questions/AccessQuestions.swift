internal import Graph
internal import Manifests
package import Rules
internal import YAMLTree

/// Questions about who comes to a Secret.
package struct AccessQuestions: Sendable {
  package enum Deed: String, Sendable, CaseIterable { case read, write, use }

  private let graph: ResourceGraph
  let ways: WayGraph
  private let unresolved: [Resource]

  /// What no file of a repository shows.
  private static let unseen =
    "Not seen: bindings outside of these files, the groups of users, certificates of system:masters, "
    + "the cloud's own IAM"

  package init(_ world: RuleContext) {
    graph = world.graph
    var objects = ObjectWays(world.graph)
    let rights = RightWays(world.graph, objects.ways)
    objects.ways = rights.ways
    objects.finish()
    ways = objects.ways
    unresolved = rights.unresolved
  }

  /// Everything that can be named, as it is typed.
  package var names: [String] {
    ways.parties.filter { !Scope.isOne($0) }.map(\.text).sorted()
  }

  // MARK: Questions

  package func whoCan(_ deed: Deed, _ name: String) throws(NameProblem) -> Answer {
    let secret = try secret(name)
    guard deed != .use else { return users(of: secret) }
    let target = deed == .read ? secret : Scope.written(secret)
    var answer = answer()
    guard let index = ways.knownIndex(of: target) else { return answer }
    let found = ways.ways(to: index).map { ($0.value.cost, ways.parties[$0.key], $0.value.steps) }
    answer.rows = found.filter { isTold($0.1, $0.2) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      .map { row(Self.relation($0.2), $0.1, $0.2) }
      .sorted { Self.order($0.relation) < Self.order($1.relation) }
    let rest = found.count { !Scope.isOne($0.1) && $0.1.kind != "Secret" } - answer.rows.count
    if rest > 0 {
      answer.notes.insert(
        "\(rest) more \(rest == 1 ? "comes" : "come") to it as members of these groups, or by running as these accounts",
        at: 0)
    }
    return answer
  }

  package func path(_ subject: String, _ name: String) throws(NameProblem) -> Answer {
    let names = Names(ways.parties)
    let from = try names.party(subject, kind: nil)
    let secret = try secret(name)
    var answer = answer()
    guard let target = ways.knownIndex(of: secret), let start = ways.knownIndex(of: from),
      let way = ways.ways(to: target)[start]
    else { return answer }
    answer.rows = [row(Self.relation(way.steps), from, way.steps)]
    return answer
  }

  package func rights(_ subject: String) throws(NameProblem) -> Answer {
    let party = try Names(ways.parties).party(subject, kind: nil)
    var answer = answer()
    let own = ways.steps.filter { ways.parties[$0.from] == party && $0.step != .within }
    let groups = Set(own.filter { $0.step == .member }.map(\.to))
    let inherited = ways.steps.filter { groups.contains($0.from) && $0.step != .within }
    var seen: Set<String> = []
    answer.rows = (own.filter { $0.step != .member } + inherited).map { step in
      let through = ways.parties[step.from] == party ? "" : ", as \(ways.parties[step.from].text)"
      return Answer.Row(
        relation: step.step.right, party: Scope.text(ways.parties[step.to]),
        what: step.reason + through, certainty: step.certainty, place: step.place)
    }.sorted { ($0.party, $0.relation, $0.what) < ($1.party, $1.relation, $1.what) }
      .filter { seen.insert("\($0.party)\0\($0.relation)\0\($0.what)").inserted }
    return answer
  }

  /// Whoever comes to a Secret in any way, as it is typed.
  package func everybody(reading name: String) throws(NameProblem) -> Set<String> {
    guard let target = ways.knownIndex(of: try secret(name)) else { return [] }
    return Set(
      ways.ways(to: target).keys.map { ways.parties[$0] }
        .filter { !Scope.isOne($0) && $0.kind != "Secret" }.map(\.text))
  }

  /// What a name means.
  func party(_ name: String) throws(NameProblem) -> Party { try secret(name) }

  // MARK: Rows

  private func secret(_ name: String) throws(NameProblem) -> Party {
    try Names(ways.parties).party(name, kind: "Secret")
  }

  private func answer() -> Answer {
    var answer = Answer()
    answer.notes = [Self.unseen]
    if !unresolved.isEmpty {
      answer.isIncomplete = true
      let count = unresolved.count
      answer.notes.append(
        "\(count) \(count == 1 ? "binding gives a role" : "bindings give roles") that no file holds, such as "
          + unresolved[0].described)
    }
    return answer
  }

  /// Whoever comes to it through a group, or as an account, is told as that group or account.
  func isTold(_ party: Party, _ steps: [WayStep]) -> Bool {
    guard !Scope.isOne(party), party.kind != "Secret", let first = steps.first else { return false }
    return first.step != .member && first.step != .runsAs
  }

  private static func relation(_ steps: [WayStep]) -> String {
    let own = steps.filter { $0.step != .within }
    switch own.first?.step {
    case .clear: return "files"
    case .mounts where own.count == 1: return "holder"
    case .reads where own.count == 1, .writes where own.count == 1: return "direct"
    default: return "indirect"
    }
  }

  private static func order(_ relation: String) -> Int {
    ["direct", "indirect", "holder", "files"].firstIndex(of: relation) ?? 4
  }

  private func row(_ relation: String, _ party: Party, _ steps: [WayStep]) -> Answer.Row {
    let told = steps.filter { $0.step != .within }
    let certainty = steps.map(\.certainty).max() ?? .certain
    // A scope on the way is what it leads to: not `enters namespace shop`, but the Pod there.
    let texts = steps.indices.filter { steps[$0].step != .within }.map { position in
      let step = steps[position]
      var end = step.to
      var next = position + 1
      while next < steps.count, steps[next].step == .within, Scope.isOne(ways.parties[end]) {
        end = steps[next].to
        next += 1
      }
      let target = Scope.text(ways.parties[end])
      return (text: "\(step.step.rawValue) \(target)", place: step.place)
    }
    return Answer.Row(
      relation: relation, party: party.text, what: told.map(\.reason).first ?? "",
      certainty: certainty, place: told.first?.place, steps: texts)
  }

  // MARK: Use

  private func users(of secret: Party) -> Answer {
    var answer = Answer()
    var seen: Set<String> = []
    for user in SecretUsers(graph).users(of: secret) {
      guard seen.insert("\(user.party.text)\(user.field)").inserted else { continue }
      answer.rows.append(
        Answer.Row(
          relation: user.field, party: user.party.text,
          what: user.account.isEmpty ? "" : "through ServiceAccount '\(user.account)'",
          certainty: .certain, place: user.place))
    }
    answer.rows.sort { ($0.party, $0.relation) < ($1.party, $1.relation) }
    return answer
  }

  /// What stops working when the Secret is gone or its credential is revoked.
  package func breaks(_ name: String) throws(NameProblem) -> Answer {
    let secret = try secret(name)
    var answer = Answer()
    for user in SecretUsers(graph).users(of: secret) {
      answer.rows.append(
        Answer.Row(
          relation: user.isOptional ? "optional" : user.field, party: user.party.text,
          what: user.consequence, certainty: .certain, place: user.place))
    }
    answer.rows.sort { ($0.party, $0.relation, $0.what) < ($1.party, $1.relation, $1.what) }
    return answer
  }
}
