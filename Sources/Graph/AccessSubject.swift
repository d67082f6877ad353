package import Manifests
package import YAMLTree

/// One rule of a Role or ClusterRole: what it allows, judged by itself, because verbs of one rule
/// never combine with resources of another.
package struct AccessRule: Sendable {
  package let node: Node
  /// Stands for what the roles of administrators and editors say about Secrets.
  private let isBuiltIn: Bool

  init(_ node: Node) {
    self.node = node
    isBuiltIn = false
  }

  /// What the roles for administrators and editors say about Secrets.
  init(allSecretsAt node: Node) {
    self.node = node
    isBuiltIn = true
  }

  // Repositories hold roles by the thousand: what is read again costs less than what is kept.
  package var verbs: [String] { isBuiltIn ? ["get", "list", "watch"] : texts("verbs") }
  package var resources: [String] { isBuiltIn ? ["secrets"] : texts("resources") }

  private func texts(_ key: String) -> [String] { (node[key]?.elements ?? []).map(\.text) }

  /// Names restrict get, update, patch and delete; list and watch only for requests that select by
  /// name.
  package var hasNames: Bool { !isBuiltIn && node["resourceNames"]?.elements.isEmpty == false }

  /// Whether `*` stands for its verbs or its resources.
  package var isWildcard: Bool { lists("verbs", "*") || lists("resources", "*") }

  private func lists(_ key: String, _ text: String) -> Bool {
    !isBuiltIn && node[key]?.elements.contains { $0.hasText(text) } == true
  }

  /// Whether it says anything about the resource.
  package func mentions(_ resource: String) -> Bool {
    isBuiltIn
      ? resources.contains(resource) : lists("resources", resource) || lists("resources", "*")
  }

  /// Whether the rule lets somebody do that to the resource, names aside.
  package func allows(_ verb: String, _ resource: String, group: String = "") -> Bool {
    guard !isBuiltIn else {
      return verbs.contains(verb) && resources.contains(resource) && group.isEmpty
    }
    return (lists("verbs", verb) || lists("verbs", "*"))
      && (lists("resources", resource) || lists("resources", "*"))
      && (lists("apiGroups", group) || lists("apiGroups", "*"))
  }
}

/// Who a binding gives a role to.
package struct AccessSubject: Sendable {
  /// What a subject is to whoever asks who can read a Secret.
  package enum Category: String, Sendable {
    /// A part of Kubernetes itself.
    case system
    /// A ServiceAccount of a workload's own.
    case account
    /// What every Pod of a namespace runs as, or everybody at all.
    case everybody
    /// A user or a group.
    case person
  }

  package let node: Node
  package let kind: String
  package let name: String
  package let namespace: String?

  /// The subjects that a RoleBinding or ClusterRoleBinding lists, in their order.
  package static func all(of binding: Resource) -> [AccessSubject] {
    // A name that a tool has yet to fill in is nobody's.
    (binding.body["subjects"]?.elements ?? []).map { AccessSubject($0) }
      .filter { !$0.name.isEmpty }
  }

  init(_ node: Node) {
    self.node = node
    kind = node["kind"]?.text ?? ""
    let name = node["name"]
    self.name = name?.isNull == true ? "" : name?.text ?? ""
    namespace = node["namespace"]?.text
  }

  package var category: Category {
    let groups = ["system:authenticated", "system:unauthenticated", "system:serviceaccounts"]
    if name == "system:serviceaccounts:kube-system" { return .system }
    if kind == "Group", groups.contains(name) || name.hasPrefix("system:serviceaccounts:") {
      return .everybody
    }
    if kind == "ServiceAccount" {
      if namespace == "kube-system" { return .system }
      return name == "default" ? .everybody : .account
    }
    return name.hasPrefix("system:") ? .system : .person
  }

  package var described: String {
    kind == "ServiceAccount" ? "ServiceAccount '\(name)'" : "\(kind.lowercased()) '\(name)'"
  }
}
