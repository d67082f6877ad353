package import Manifests
internal import YAMLTree

/// What one rule of a role gives, and to whom: one row per rule and binding, or one without a
/// binding where the repository has none.
package struct Grant: Sendable {
  /// The role; for one that Kubernetes brings itself, the binding that names it.
  package let role: Resource
  /// The name of a role that Kubernetes brings itself.
  private let builtInName: Node?
  package let rule: AccessRule
  package let binding: Resource?
  package let subjects: [AccessSubject]

  private init(
    role: Resource, rule: AccessRule, binding: Resource?, subjects: [AccessSubject],
    builtInName: Node? = nil
  ) {
    self.role = role
    self.rule = rule
    self.binding = binding
    self.subjects = subjects
    self.builtInName = builtInName
  }

  /// The role, as messages name it.
  package var described: String { builtInName.map { "ClusterRole '\($0.text)'" } ?? role.described }

  /// Where it holds, as the end of a sentence; empty without a binding.
  package var extent: String {
    guard let binding else { return "" }
    guard binding.kind == "RoleBinding" else { return "of the cluster" }
    return binding.namespace.map { "of namespace '\($0)'" } ?? "of its namespace"
  }

  /// The namespace in which it holds; nil for the whole cluster, or when unknown.
  package var namespace: String? { binding?.kind == "RoleBinding" ? binding?.namespace : nil }

  static func all(in resources: [Resource]) -> [Grant] {
    let roles = resources.filter { $0.role == .role }
    let bindings = resources.filter { $0.role == .binding }
    let index = RoleIndex(roles)
    var bound: [ObjectIdentifier: [Bound]] = [:]
    for binding in bindings {
      guard let role = nearest(index.byName[target(of: binding)] ?? [], to: binding) else {
        continue
      }
      bound[ObjectIdentifier(role), default: []].append((binding, AccessSubject.all(of: binding)))
    }
    return bindings.flatMap { builtIn($0, index) }
      + roles.flatMap { role -> [Grant] in
        let own = bound[ObjectIdentifier(role)] ?? []
        return rules(of: role, index).flatMap { grants(of: role, $0, own) }
      }
  }

  /// A binding's subjects are the same for each rule of its role.
  private typealias Bound = (binding: Resource, subjects: [AccessSubject])

  private static func grants(
    of role: Resource, _ rule: AccessRule, _ bindings: [Bound]
  ) -> [Grant] {
    guard !bindings.isEmpty else {
      return [Grant(role: role, rule: rule, binding: nil, subjects: [])]
    }
    return bindings.map { bound in
      Grant(role: role, rule: rule, binding: bound.binding, subjects: bound.subjects)
    }
  }

  /// The role that a binding means: of several with the name, the one that stands nearest, because
  /// a repository holds more than one cluster, and fixtures that never meet.
  private static func nearest(_ roles: [Resource], to binding: Resource) -> Resource? {
    let fitting = roles.filter { role in
      guard !role.name.isEmpty, role.mayMeet(binding) else { return false }
      guard role.kind == "Role", role.namespace != binding.namespace else { return true }
      // A namespace that one of the two leaves open is the other's only where they stand together.
      return (role.namespace == nil || binding.namespace == nil)
        && role.file.directory == binding.file.directory
    }
    guard fitting.count > 1 else { return fitting.first }
    let own = binding.file.directory.split(separator: "/")
    func closeness(_ role: Resource) -> Int {
      if role.file === binding.file { return Int.max }
      return zip(role.file.directory.split(separator: "/"), own).prefix { $0 == $1 }.count
    }
    return fitting.max { closeness($0) < closeness($1) }
  }

  /// A role of Kubernetes itself that is given to everybody: no manifest shows its rules.
  private static func builtIn(_ binding: Resource, _ index: RoleIndex) -> [Grant] {
    guard let reference = binding.body["roleRef"],
      reference["kind"]?.hasText("ClusterRole") == true,
      let name = reference["name"], ["cluster-admin", "admin", "edit"].contains(name.text),
      index.byName["ClusterRole/\(name.text)"] == nil
    else { return [] }
    let subjects = AccessSubject.all(of: binding)
    guard subjects.contains(where: { $0.category == .everybody }) else { return [] }
    return [
      Grant(
        role: binding, rule: AccessRule(allSecretsAt: name), binding: binding, subjects: subjects,
        builtInName: name)
    ]
  }

  private static func target(of binding: Resource) -> String {
    let kind = binding.body.at("roleRef", "kind")?.text ?? ""
    return "\(kind)/\(binding.body.at("roleRef", "name")?.text ?? "")"
  }

  /// Its own rules, or those that an aggregated role collects by label.
  private static func rules(of role: Resource, _ index: RoleIndex) -> [AccessRule] {
    let selectors = role.body.at("aggregationRule", "clusterRoleSelectors")?.elements ?? []
    let selected = Set(selectors.flatMap { index.positions(selectedBy: $0["matchLabels"]) })
    guard !selectors.isEmpty else { return rules(in: role) }
    return selected.sorted().map { index.roles[$0] }.filter { $0 !== role }.flatMap(rules(in:))
  }

  private static func rules(in role: Resource) -> [AccessRule] {
    (role.body["rules"]?.elements ?? []).filter { $0.kind == .mapping }.map { AccessRule($0) }
  }
}

/// Roles by what bindings and aggregated roles say of them.
private struct RoleIndex {
  let roles: [Resource]
  /// By kind and name.
  let byName: [String: [Resource]]
  /// Positions of cluster roles by each of their labels.
  private let byLabel: [String: [Int]]

  init(_ roles: [Resource]) {
    self.roles = roles
    byName = Dictionary(grouping: roles) { "\($0.kind)/\($0.name)" }
    var byLabel: [String: [Int]] = [:]
    for (position, role) in roles.enumerated() where role.kind == "ClusterRole" {
      for label in role.labels?.entries ?? [] {
        byLabel[Self.key(label), default: []].append(position)
      }
    }
    self.byLabel = byLabel
  }

  private static func key(_ label: Node.Entry) -> String { "\(label.key.text)=\(label.value.text)" }

  /// The cluster roles that carry all of the labels; an empty selector selects none here, because
  /// no manifest tells what else the cluster holds.
  func positions(selectedBy labels: Node?) -> [Int] {
    let keys = (labels?.entries ?? []).map(Self.key)
    guard let first = keys.first else { return [] }
    let rest = keys.dropFirst().map { Set(byLabel[$0] ?? []) }
    return (byLabel[first] ?? []).filter { position in rest.allSatisfy { $0.contains(position) } }
  }
}
