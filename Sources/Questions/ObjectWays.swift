internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

/// The steps that objects themselves show: what workloads run as and mount, what stands in clear.
struct ObjectWays {
  private let graph: ResourceGraph
  var ways = WayGraph()
  private var namespaces: [String: Set<String>] = [:]
  private var joined: Set<Party> = []

  static let repository = Party("Repository", nil, "HEAD")

  init(_ graph: ResourceGraph) {
    self.graph = graph
    for secret in graph.secrets { add(secret) }
    for reference in graph.references where reference.isLiteral { add(absent: reference) }
    for account in graph.accounts { add(account) }
    for workload in graph.workloads { add(workload) }
  }

  /// Once all rights are known: whoever they name is one of the groups that everybody is in.
  mutating func finish() {
    guard let source = graph.files.first?.file.source else { return }
    let place = Place(file: source, range: 0..<0)
    for party in ways.parties {
      if party.kind == "ServiceAccount" { join(account: party.name, party.namespace, at: place) }
      if party.kind == "User" {
        ways.connect(party, Party("Group", nil, "system:authenticated"), .member, at: place)
      }
    }
    _ = ways.index(of: ObjectWays.repository)
    joinScopes(at: place)
  }

  // MARK: Secrets

  private mutating func add(_ secret: Secret) {
    guard !secret.name.isEmpty else { return }
    let isClear = isClear(secret)
    for namespace in Self.known(graph.instances(of: secret).map(\.namespace)) {
      let party = Party("Secret", namespace, secret.name)
      let place = (secret.nameNode ?? secret.resource.body).place
      put(party, namespace, at: place)
      if isClear {
        ways.connect(
          ObjectWays.repository, party, .clear, .certain,
          "it stands in clear in \(place.file.path)",
          at: place)
      }
    }
  }

  private func isClear(_ secret: Secret) -> Bool {
    !secret.isEncrypted && [.manifest, .generator].contains(secret.origin)
      && !secret.resource.file.isGitCrypted
      && secret.entries.contains { $0.isClear && !$0.isPlaceholder && !$0.text.isEmpty }
  }

  /// A Secret that is named and that no file holds is in the cluster all the same.
  private mutating func add(absent reference: SecretReference) {
    guard graph.resolve(reference).targets.isEmpty else { return }
    for namespace in Self.known(graph.namespaces(of: reference)) {
      let party = Party("Secret", namespace, reference.name)
      guard ways.knownIndex(of: party) == nil else { continue }
      put(party, namespace, at: reference.nameNode.place)
    }
  }

  private mutating func put(_ secret: Party, _ namespace: String?, at place: Place) {
    let scope = namespace ?? Scope.unplaced
    namespaces["secrets", default: []].insert(scope)
    guard ways.knownIndex(of: secret) == nil else { return }
    ways.connect(Scope.readable(scope), secret, .within, at: place)
    ways.connect(Scope.writable(scope), Scope.written(secret), .within, at: place)
  }

  // MARK: Accounts and workloads

  private mutating func add(_ account: ServiceAccount) {
    let resource = account.resource
    for namespace in Self.known(graph.instances(of: resource).map(\.namespace)) {
      join(account: resource.name, namespace, at: resource.body.place)
    }
  }

  private mutating func join(account name: String, _ namespace: String?, at place: Place) {
    let party = Party("ServiceAccount", namespace, name)
    guard joined.insert(party).inserted else { return }
    let scope = namespace ?? Scope.unplaced
    namespaces["accounts", default: []].insert(scope)
    ways.connect(Scope.accounts(scope), party, .within, at: place)
    for group in ["system:serviceaccounts", "system:authenticated"] {
      ways.connect(party, Party("Group", nil, group), .member, at: place)
    }
    guard let namespace else { return }
    ways.connect(
      party, Party("Group", nil, "system:serviceaccounts:\(namespace)"), .member, at: place)
  }

  private mutating func add(_ workload: Workload) {
    let resource = workload.resource
    guard !resource.name.isEmpty else { return }
    let mountsToken = mountsToken(workload)
    for namespace in Self.known(graph.instances(of: resource).map(\.namespace)) {
      let party = Party(resource.kind, namespace, resource.name)
      let scope = namespace ?? Scope.unplaced
      namespaces["pods", default: []].insert(scope)
      ways.connect(Scope.pods(scope), party, .within, at: resource.body.place)
      if mountsToken {
        let place = (workload.accountNode ?? resource.body).place
        join(account: workload.accountName, namespace, at: place)
        ways.connect(
          party, Party("ServiceAccount", namespace, workload.accountName), .runsAs, .certain,
          "it runs as '\(workload.accountName)'", at: place)
      }
      for reference in workload.references where reference.isLiteral {
        ways.connect(
          party, Party("Secret", reference.namespace(from: namespace), reference.name), .mounts,
          .certain, "\(reference.field.rawValue) of \(resource.described)",
          at: reference.nameNode.place)
      }
    }
  }

  /// The Pod has the last word, then its account; else a token is mounted.
  private func mountsToken(_ workload: Workload) -> Bool {
    if let own = workload.spec["automountServiceAccountToken"] { return own.text != "false" }
    return !graph.accounts(of: workload).contains {
      $0.resource.body["automountServiceAccountToken"]?.text == "false"
    }
  }

  // MARK: Scopes

  /// A right in the whole cluster is one in each namespace. One in a namespace that is not known may be
  /// in any, and an object there may stand in any: that joins no two namespaces that are known.
  private mutating func joinScopes(at place: Place) {
    let kinds: [(String, (String?) -> Party)] = [
      ("secrets", Scope.readable), ("secrets", Scope.writable), ("accounts", Scope.accounts),
      ("pods", Scope.pods),
    ]
    for (kind, scope) in kinds {
      let own = namespaces[kind] ?? []
      for namespace in own { ways.connect(scope(nil), scope(namespace), .within, at: place) }
      if own.contains(Scope.unplaced) {
        ways.connect(scope(""), scope(Scope.unplaced), .within, at: place)
      }
      for namespace in own where namespace != Scope.unplaced {
        ways.connect(scope(""), scope(namespace), .within, .possible, at: place)
        if own.contains(Scope.unplaced) {
          ways.connect(scope(namespace), scope(Scope.unplaced), .within, .possible, at: place)
        }
      }
    }
  }

  /// The namespaces of an object's instances; nil once where none is known.
  static func known(_ namespaces: [String?]) -> [String?] {
    let known = Set(namespaces.compactMap(\.self)).sorted()
    return known.isEmpty ? [nil] : known
  }
}
