package import Manifests
package import YAMLTree

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
    (binding.body["subjects"]?.elements ?? []).map { AccessSubject($0, of: binding) }
      .filter { !$0.name.isEmpty }
  }

  /// An account that is written as the user that it is to the API server counts as an account; one
  /// without a namespace is meant in that of a RoleBinding
  /// (kubernetes `pkg/apis/rbac/v1/evaluation_helpers.go`).
  private init(_ node: Node, of binding: Resource) {
    self.node = node
    let name = node["name"]
    let text = name?.isNull == true ? "" : name?.text ?? ""
    let kind = node["kind"]?.text ?? ""
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if kind == "User", parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" {
      self.kind = "ServiceAccount"
      self.name = String(parts[3])
      namespace = String(parts[2])
    } else {
      self.kind = kind
      self.name = text
      namespace =
        node["namespace"]?.text ?? (binding.kind == "RoleBinding" ? binding.namespace : nil)
    }
  }

  /// Groups and users that stand for everybody, the widest first.
  private static let crowds = [
    "system:unauthenticated", "system:anonymous", "system:authenticated",
    "system:authenticated:oauth", "system:serviceaccounts",
  ]

  /// Whether a group or a user of the name is everybody, or all accounts.
  package static func standsForEverybody(_ name: String) -> Bool {
    crowds.contains(name) || name.hasPrefix("system:serviceaccounts:")
  }

  package var category: Category {
    switch kind {
    case "ServiceAccount": accountCategory
    case "Group", "User": memberCategory
    default: .system
    }
  }

  private var accountCategory: Category {
    if name == "default" { return .everybody }
    return namespace == "kube-system" ? .system : .account
  }

  private var memberCategory: Category {
    if name == "system:serviceaccounts:kube-system" { return .system }
    let isNamespace = kind == "Group" && name.hasPrefix("system:serviceaccounts:")
    if Self.crowds.contains(name) || isNamespace { return .everybody }
    return name.hasPrefix("system:") ? .system : .person
  }

  /// How bad it is that the subject has a right: the lower, the worse.
  package var rank: Int {
    switch category {
    case .everybody: Self.crowds.firstIndex(of: name) ?? Self.crowds.count
    case .person: Self.crowds.count + 1
    case .account: Self.crowds.count + 2
    case .system: Self.crowds.count + 3
    }
  }

  package var described: String {
    kind == "ServiceAccount" ? "ServiceAccount '\(name)'" : "\(kind.lowercased()) '\(name)'"
  }
}
