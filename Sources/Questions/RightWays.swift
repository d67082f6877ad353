internal import Checks
internal import Graph
internal import Manifests
internal import YAMLTree

/// The steps that roles and bindings give.
struct RightWays {
  private let graph: ResourceGraph
  private(set) var ways: WayGraph
  /// Bindings to roles that are neither here nor Kubernetes' own.
  private(set) var unresolved: [Resource] = []
  private var joined: Set<Party> = []

  init(_ graph: ResourceGraph, _ ways: WayGraph) {
    self.graph = graph
    self.ways = ways
    // Whoever is bound to anything can be asked about.
    for binding in graph.resources where binding.role == .binding {
      let namespaces = ObjectWays.known(graph.instances(of: binding).map(\.namespace))
      for subject in AccessSubject.all(of: binding) {
        for (party, _) in namespaces.flatMap({ parties(of: subject, binding, in: $0) }) {
          _ = self.ways.index(of: party)
        }
      }
    }
    for grant in graph.grants {
      if let binding = grant.binding { add(grant, binding) }
    }
    unresolved = graph.unresolvedBindings
  }

  private mutating func add(_ grant: Grant, _ binding: Resource) {
    let gains = gains(of: grant)
    guard !gains.isEmpty else { return }
    let reason = "\(binding.described) to \(grant.described)"
    // Each time that the binding is applied, its own account and its own namespace belong together.
    for namespace in ObjectWays.known(graph.instances(of: binding).map(\.namespace)) {
      let scope = grant.isClusterWide ? nil : namespace ?? ""
      for subject in grant.subjects {
        for (party, certainty) in parties(of: subject, binding, in: namespace) {
          for gain in gains { connect(party, gain, scope, certainty, reason, grant) }
        }
      }
    }
  }

  /// What a rule gives: a step, and to what.
  private struct Gain {
    let step: Step
    /// Names to which it is restricted; empty for everything in the scope.
    var names: [String] = []
    var certainty = Certainty.certain
  }

  private func gains(of grant: Grant) -> [Gain] {
    let rule = grant.rule
    var gains: [Gain] = []
    if rule.allows(oneOf: AccessRights.reading, "secrets") {
      gains.append(Gain(step: .reads, names: rule.names))
    }
    if rule.allows(oneOf: ["update", "patch"], "secrets") {
      gains.append(Gain(step: .writes, names: rule.names))
    } else if rule.allows("create", "secrets"), !rule.hasNames {
      gains.append(Gain(step: .writes, certainty: .possible))
    }
    if rule.allows("create", "serviceaccounts/token") {
      gains.append(Gain(step: .mints, names: rule.names))
    }
    if rule.allows("impersonate", "serviceaccounts") {
      gains.append(Gain(step: .impersonates, names: rule.names))
    }
    if !rule.hasNames, AccessRights.entry(rule) != nil { gains.append(Gain(step: .enters)) }
    if !rule.hasNames, AccessRights.createsPods(rule) { gains.append(Gain(step: .makes)) }
    // Some account of the cluster may do everything; those of a namespace may do what they may.
    if let escalation = Escalation.of(grant),
      grant.isClusterWide || !escalation.right.hasSuffix(" on serviceaccounts")
    {
      gains.append(Gain(step: .escalates))
    }
    if Deputy.acting(for: grant, graph) != nil {
      gains.append(Gain(step: .deputy))
    } else if Deputy.detour(of: grant) != nil {
      gains.append(Gain(step: .deputy, certainty: .possible))
    }
    return gains
  }

  private mutating func connect(
    _ party: Party, _ gain: Gain, _ scope: String?, _ certainty: Certainty, _ reason: String,
    _ grant: Grant
  ) {
    let place = grant.rule.node.place
    let certainty = max(certainty, gain.certainty)
    func go(_ to: Party) { ways.connect(party, to, gain.step, certainty, reason, at: place) }
    switch gain.step {
    case .reads, .writes:
      let isRead = gain.step == .reads
      guard gain.names.isEmpty else {
        for secret in parties("Secret", named: gain.names, in: scope) {
          go(isRead ? secret : Scope.written(secret))
        }
        return
      }
      go(isRead ? Scope.readable(scope) : Scope.writable(scope))
    case .mints, .impersonates:
      guard gain.names.isEmpty else {
        for account in parties("ServiceAccount", named: gain.names, in: scope) { go(account) }
        return
      }
      go(Scope.accounts(scope))
    case .enters: go(Scope.pods(scope))
    case .makes:
      go(Scope.made(scope))
      join(Scope.made(scope), scope, at: place)
    default:
      // An operator acts with its own rights, which are the cluster's.
      let reach = gain.step == .deputy ? nil : scope
      go(Scope.all(reach))
      join(Scope.all(reach), reach, at: place)
    }
  }

  /// - Parameter scope: a namespace, or nil for the whole cluster.
  private func parties(_ kind: String, named names: [String], in scope: String?) -> [Party] {
    let wanted = Set(names)
    return ways.parties.filter {
      $0.kind == kind && wanted.contains($0.name) && (scope == nil || $0.namespace ?? "" == scope)
    }
  }

  /// What a Pod that somebody makes can mount, and what every right comes to.
  private mutating func join(_ hub: Party, _ scope: String?, at place: Place) {
    guard joined.insert(hub).inserted else { return }
    let isPod = hub.kind == Scope.made(nil).kind
    ways.connect(hub, Scope.readable(scope), isPod ? .mounts : .reads, at: place)
    ways.connect(hub, Scope.accounts(scope), .runsAs, at: place)
    if !isPod { ways.connect(hub, Scope.writable(scope), .writes, at: place) }
  }

  // MARK: Subjects

  /// - Parameter own: the namespace in which the binding is applied; nil where it is not known.
  /// - Returns: whom it means, and how sure that is: a variable counts by its default.
  private func parties(
    of subject: AccessSubject, _ binding: Resource, in own: String?
  ) -> [(Party, Certainty)] {
    let (name, certainty) = Self.resolved(subject.name)
    guard !name.isEmpty else { return [] }
    switch subject.kind {
    case "Group", "User": return [(Party(subject.kind, nil, name), certainty)]
    case "ServiceAccount":
      if let namespace = subject.namespace, !namespace.isEmpty {
        return [(Party("ServiceAccount", namespace, name), certainty)]
      }
      // A ClusterRoleBinding names the namespace of an account, or nobody.
      return binding.kind == "RoleBinding"
        ? [(Party("ServiceAccount", own, name), certainty)] : []
    default: return []
    }
  }

  /// `${TEAM:=devs}` and `${TEAM:-devs}` (fluxcd/pkg `envsubst`); empty for what is not known.
  private static func resolved(_ text: String) -> (name: String, certainty: Certainty) {
    guard let open = text.firstRange(of: "${") else { return (text, .certain) }
    guard let close = text.firstIndex(of: "}"), open.upperBound < close else {
      return ("", .possible)
    }
    let inner = text[open.upperBound..<close]
    guard let sign = inner.firstRange(of: ":=") ?? inner.firstRange(of: ":-") else {
      return ("", .possible)
    }
    let name =
      text[..<open.lowerBound] + inner[sign.upperBound...] + text[text.index(after: close)...]
    return name.contains("${") ? ("", .possible) : (String(name), .byDefault)
  }
}
