internal import Credentials
package import Manifests
package import YAMLTree

/// The store that an ExternalSecret names.
package struct StoreReference: Sendable {
  package let resource: Resource
  package let body: Node
  package let name: Node
  /// Stores of the name in the namespace of the ExternalSecret, or where it may be.
  package let local: [Resource]
  /// Stores of the name for all namespaces.
  package let clusterWide: [Resource]

  /// Nil where none is written, which stands for a SecretStore (external-secrets
  /// `apis/externalsecrets/v1/externalsecret_types.go`).
  package var kind: Node? { body["kind"] }

  /// References in the order of the files.
  package static func all(in resources: [Resource]) -> [StoreReference] {
    let stores = Dictionary(grouping: resources.filter { $0.role == .secretStore }, by: \.name)
    guard !stores.isEmpty else { return [] }
    return resources.filter { $0.role == .externalSecret }.compactMap { resource in
      let spec =
        resource.kind == "ClusterExternalSecret"
        ? resource.body.at("spec", "externalSecretSpec") : resource.body["spec"]
      guard let reference = spec?["secretStoreRef"], let name = reference["name"],
        name.kind == .scalar, !Placeholder.isTemplate(name.text)
      else { return nil }
      let named = (stores[name.text] ?? []).filter(resource.mayMeet)
      return StoreReference(
        resource: resource, body: reference, name: name,
        local: named.filter {
          $0.kind == "SecretStore" && $0.mayShareNamespace(with: resource)
        },
        clusterWide: named.filter { $0.kind == "ClusterSecretStore" })
    }
  }
}
