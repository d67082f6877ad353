/// Somebody or something that a question can name: `Secret/shop/db`, `Group/devs`,
/// `ServiceAccount/ci/deployer`, `Deployment/shop/web`.
package struct Party: Sendable, Hashable, Comparable {
  package let kind: String
  /// Nil for what has none, and where nothing says which.
  package let namespace: String?
  package let name: String

  package init(_ kind: String, _ namespace: String?, _ name: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// As it is typed.
  package var text: String {
    let middle = Self.clusterKinds.contains(kind) ? "" : (namespace ?? "?") + "/"
    return "\(kind)/\(middle)\(name)"
  }

  /// What has no namespace.
  static let clusterKinds: Set<String> = ["User", "Group", "Repository", "Host", "Key"]

  package static func < (left: Party, right: Party) -> Bool {
    (left.kind, left.namespace ?? "", left.name) < (right.kind, right.namespace ?? "", right.name)
  }
}
