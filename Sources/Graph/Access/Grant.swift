package import Manifests
package import YAMLTree

/// What one rule of a role gives, and to whom: one row per rule and binding, or one without a
/// binding where the repository has none.
package struct Grant: Sendable {
  /// The role; for one that Kubernetes brings itself, the binding that names it.
  package let role: Resource
  package let rule: AccessRule
  package let binding: Resource?
  package let subjects: [AccessSubject]
  /// The role of Kubernetes' own that the binding names, and that has the rule or collects it.
  package let through: Node?
  /// The role of Kubernetes' own that collects the rule, whoever has that one.
  package let widens: String?
  /// All that the role says, this rule included.
  package let siblings: [AccessRule]
  /// Where the binding is applied.
  private let namespaces: [String?]
  /// Whether the role gives every right where it holds: there is none left to come by.
  package let isUnlimited: Bool

  /// The role, as messages name it.
  package var described: String {
    guard rule.isBuiltIn, let through else { return role.described }
    return "ClusterRole '\(through.text)'"
  }

  /// Whether it holds in the whole cluster.
  package var isClusterWide: Bool { binding?.kind == "ClusterRoleBinding" }

  /// Whether it can hold in a namespace only, so that somebody who has all rights there may still
  /// come by those of others.
  package var isWithinNamespace: Bool {
    binding.map { $0.kind == "RoleBinding" } ?? (role.kind == "Role")
  }

  /// Where it holds, as the end of a sentence; empty without a binding.
  package var extent: String {
    guard binding != nil else { return "" }
    guard !isClusterWide else { return "of the cluster" }
    return namespace.map { "of namespace '\($0)'" } ?? "of its namespace"
  }

  /// The namespace in which it holds; nil for the whole cluster, or when unknown.
  package var namespace: String? {
    guard binding?.kind == "RoleBinding", let first = namespaces.first,
      namespaces.allSatisfy({ $0 == first })
    else { return nil }
    return first
  }

  /// Whether it may hold in the namespace.
  package func holds(in namespace: String?) -> Bool {
    isClusterWide || namespace == nil
      || namespaces.contains { $0 == nil || $0 == namespace }
  }

  /// The worst of those to whom it is given.
  package var worstSubject: AccessSubject? { subjects.min { $0.rank < $1.rank } }

  /// - Parameter namespaces: where an object is applied.
  ///
  /// - Returns: beside the grants, the roles that collect more than is followed.
  static func all(
    in resources: [Resource], namespaces: @escaping (Resource) -> [String?]
  ) -> (grants: [Grant], cut: Set<ObjectIdentifier>) {
    let index = RoleIndex(resources, namespaces: namespaces)
    var parts = RoleParts()
    var bound = Set<ObjectIdentifier>()
    let given = resources.filter { $0.role == .binding }.flatMap { binding -> [Grant] in
      guard let target = index.target(of: binding) else { return [] }
      if case .own(let role) = target { bound.insert(ObjectIdentifier(role)) }
      return grants(of: target, index, &parts, Bound(binding, namespaces(binding)))
    }
    let spare = index.roles.filter { !bound.contains(ObjectIdentifier($0)) }
    let unbound = spare.flatMap { grants(of: .own($0), index, &parts, nil) }
    return (given + unbound, parts.cut)
  }

  /// A binding's subjects are the same for each rule of its role.
  private struct Bound {
    let binding: Resource
    let subjects: [AccessSubject]
    let namespaces: [String?]

    init(_ binding: Resource, _ namespaces: [String?]) {
      self.binding = binding
      subjects = AccessSubject.all(of: binding)
      self.namespaces = namespaces
    }
  }

  private static func grants(
    of target: RoleSource, _ index: RoleIndex, _ known: inout RoleParts, _ bound: Bound?
  ) -> [Grant] {
    let name = bound?.binding.body.at("roleRef", "name")
    var through: Node?
    if case .builtIn = target { through = name }
    let parts = index.parts(of: target, &known).map { part in (part, rules(of: part, target, name))
    }
    let siblings = parts.flatMap(\.1)
    let isUnlimited = siblings.contains(where: \.isUnlimited)
    return parts.flatMap { part, rules in
      let role = resource(part) ?? resource(target) ?? bound?.binding
      guard let role else { return [Grant]() }
      let widens = index.widened(by: role)
      return rules.map { rule in
        Grant(
          role: role, rule: rule, binding: bound?.binding, subjects: bound?.subjects ?? [],
          through: through, widens: widens, siblings: siblings,
          namespaces: bound?.namespaces ?? [], isUnlimited: isUnlimited)
      }
    }
  }

  private static func resource(_ source: RoleSource) -> Resource? {
    guard case .own(let role) = source else { return nil }
    return role
  }

  /// The rules of a part of a role; what Kubernetes says stands where the part is asked for.
  private static func rules(
    of part: RoleSource, _ target: RoleSource, _ name: Node?
  ) -> [AccessRule] {
    switch part {
    case .own(let role):
      return (role.body["rules"]?.elements ?? []).filter { $0.kind == .mapping }
        .map { AccessRule($0) }
    case .builtIn(let builtIn):
      let own = resource(target).flatMap { $0.body.at("aggregationRule", "clusterRoleSelectors") }
      guard let place = own ?? name else { return [] }
      return builtIn.rules.map { AccessRule($0, at: place) }
    }
  }
}
