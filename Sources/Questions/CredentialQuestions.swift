package import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Judging
internal import Manifests
package import Rules
internal import YAMLTree

/// Questions about credentials themselves: what ends, what may push, what a leak comes to.
package struct CredentialQuestions: Sendable {
  private let world: RuleContext
  private let inventory: Inventory

  package init(_ world: RuleContext) {
    self.world = world
    inventory = Inventory(world)
  }

  private var graph: ResourceGraph { world.graph }

  // MARK: Expiry

  /// What has ended or ends before a time, the first first.
  package func expires(before time: Timestamp) -> Answer {
    var answer = Answer()
    let ending = inventory.entries.filter { $0.expires.map { $0 < time } ?? false }
    answer.rows = ending.sorted { left, right in
      guard let a = left.expires, let b = right.expires, a != b else {
        return left.holder < right.holder
      }
      return a < b
    }.map { entry in
      let date = entry.expires.map { String($0.text.prefix(10)) } ?? ""
      let hasEnded = entry.expires.map { $0 <= inventory.now } ?? false
      let host = entry.host.isEmpty ? "" : " for \(entry.host)"
      return Answer.Row(
        relation: hasEnded ? "ended \(date)" : date, party: Self.party(entry),
        what: entry.title + host, certainty: .certain, place: entry.place)
    }
    let unknown = inventory.entries.count { $0.expires == nil }
    if unknown > 0 {
      answer.notes.append(
        unknown == 1 ? "1 credential has no known end" : "\(unknown) credentials have no known end")
    }
    return answer
  }

  private static func party(_ entry: Inventory.Entry) -> String {
    entry.holder
      + (entry.namespaces.isEmpty ? "" : " in \(entry.namespaces.joined(separator: ", "))")
  }

  // MARK: Pushing

  /// Who may push to a registry, or below a path of it.
  package func push(_ text: String) -> Answer {
    var answer = Answer()
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    let host = parts.first ?? ""
    // A repository below the path, for keys that have a path of their own.
    let image = ImageName("\(host)/\(parts.count > 1 ? parts[1] : "any")/any")
    let users = SecretUsers(graph)
    for credential in graph.credentials where credential.isRegistryLogin {
      let isMeant =
        image.map { credential.login?.key?.matches($0) ?? false } == true
        || credential.registry == host
      guard isMeant, let may = mayPush(credential) else { continue }
      for namespace in ObjectWays.known(graph.instances(of: credential.secret).map(\.namespace)) {
        let secret = Party("Secret", namespace, credential.secret.name)
        let holders = Set(users.users(of: secret).map(\.party.text)).sorted()
        answer.rows.append(
          Answer.Row(
            relation: may ? "may push" : "may push or not", party: secret.text,
            what: credential.kind.title
              + (holders.isEmpty ? "" : ", held by \(holders.joined(separator: ", "))"),
            certainty: may ? .certain : .possible, place: credential.node.place))
      }
    }
    answer.rows.sort { ($0.relation, $0.party) < ($1.relation, $1.party) }
    return answer
  }

  /// Nil for a login that is known to be for pulls; false where nothing tells.
  private func mayPush(_ credential: Credential) -> Bool? {
    let scopes = credential.scopes + credential.kind.grants
    guard !scopes.isEmpty else { return false }
    let missing = world.scopes.missing(
      from: scopes, provider: credential.provider, purpose: "push")
    if scopes.contains(where: { $0 == "push" || $0.hasPrefix("write") || $0 == "api" }) {
      return true
    }
    return missing.isEmpty && scopes != ["pull"] ? true : nil
  }

  // MARK: A leak

  /// What a Secret's content opens, where it stands again, and what is to be done, in this order.
  package func leak(_ name: String, _ access: AccessQuestions) throws(NameProblem) -> Answer {
    let readers = try access.whoCan(.read, name)
    let secret = try access.party(name)
    var answer = readers
    let own = graph.credentials.filter { credential in
      credential.secret.name == secret.name
        && graph.instances(of: credential.secret).contains {
          $0.namespace == secret.namespace || $0.namespace == nil
        }
    }
    var rows = own.map { credential in
      Answer.Row(
        relation: "opens", party: credential.registry.isEmpty ? "unknown" : credential.registry,
        what: credential.kind.title, certainty: .certain, place: credential.node.place)
    }
    for copy in own.flatMap({ graph.copies(of: $0) }) {
      rows.append(
        Answer.Row(
          relation: "same value", party: copy.secret.described,
          what: copy.secret.resource.file.path, certainty: .certain, place: copy.node.place))
    }
    answer.rows =
      rows
      + readers.rows.map { row in
        Answer.Row(
          relation: "could read it: \(row.relation)", party: row.party, what: row.what,
          certainty: row.certainty, place: row.place, steps: row.steps)
      }
    answer.notes = Self.remedy(own.map(\.provider), try access.breaks(name)) + answer.notes
    return answer
  }

  private static func remedy(_ providers: [String], _ holders: Answer) -> [String] {
    let issuers = Set(providers).subtracting([""]).sorted().joined(separator: ", ")
    var steps = ["revoke it at its issuer" + (issuers.isEmpty ? "" : " (\(issuers))")]
    steps.append("issue another, and replace the value in every place above")
    let parties = Set(holders.rows.map(\.party)).sorted()
    if !parties.isEmpty { steps.append("restart \(parties.joined(separator: ", "))") }
    steps.append("read the issuer's log for uses that were not yours")
    steps.append("rewrite history only then: clones keep what they have")
    return steps.enumerated().map { "\($0 + 1). \($1)" }
  }
}
