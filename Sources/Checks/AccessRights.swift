package import Graph
internal import Credentials
package import Manifests

/// What the rights of a role come to for Secrets.
package enum AccessRights {
  /// Secrets that hold a credential by their type or their keys, in the namespace where a grant holds;
  /// nil where that is not one namespace.
  package static func credentials(in grant: Grant, _ graph: ResourceGraph) -> [Secret]? {
    guard let namespace = grant.namespace else { return nil }
    return graph.secrets.filter {
      $0.resource.namespace == namespace
        && (credentialTypes.contains($0.type)
          || $0.entries.contains { SecretNames.matches($0.key) })
    }
  }

  private static let credentialTypes: Set<String> = [
    "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg", "kubernetes.io/basic-auth",
    "kubernetes.io/ssh-auth", "kubernetes.io/service-account-token",
  ]

  /// Who may create a Pod, or what makes one, may mount every Secret of its namespace.
  package static func createsPods(_ rule: AccessRule) -> Bool {
    rule.allows("create", "pods")
      || ["deployments", "statefulsets", "daemonsets", "replicasets"].contains {
        rule.allows("create", $0, group: "apps")
      }
      || ["jobs", "cronjobs"].contains { rule.allows("create", $0, group: "batch") }
  }
}
