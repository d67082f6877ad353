internal import Credentials
package import YAMLTree

/// A Secret with which a store of External Secrets logs in.
package struct StoreSecret: Sendable {
  package let resource: Resource
  package let node: Node
  /// The provider, as the store's field names it.
  package let provider: String
  /// The provider takes none without a namespace in a ClusterSecretStore.
  package let needsNamespace: Bool
  /// The namespace that is written; nil where none is.
  package let namespace: Node?

  /// Providers that refuse a ClusterSecretStore without namespaces (external-secrets
  /// `providers/v1/*/provider.go`, `doesConfigDependOnNamespace`); others take that of the
  /// ExternalSecret.
  private static let strict: Set<String> = ["scaleway", "secretserver", "delinea"]

  /// Those of a ClusterSecretStore.
  package static func all(in resource: Resource) -> [StoreSecret] {
    guard resource.kind == "ClusterSecretStore", resource.role == .secretStore else { return [] }
    return (resource.body.at("spec", "provider")?.entries ?? []).flatMap { provider in
      provider.value.entries.compactMap { field in
        guard let reference = field.value["secretRef"], reference.kind == .mapping else {
          return nil
        }
        return StoreSecret(
          resource: resource, node: reference, provider: provider.key.text,
          needsNamespace: strict.contains(provider.key.text), namespace: reference["namespace"])
      }
    }
  }
}
