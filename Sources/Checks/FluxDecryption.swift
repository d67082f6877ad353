package import Graph
package import Manifests
package import YAMLTree

/// What a Kustomization of Flux makes of the files that SOPS has encrypted
/// (fluxcd/kustomize-controller `internal/decryptor/decryptor.go`).
package enum FluxDecryption {
  /// The Kustomizations of Flux.
  package static func applications(in graph: ResourceGraph) -> [Resource] {
    graph.resources(ofKind: "Kustomization").filter { $0.role == .application }
  }

  /// An encrypted file that it applies as it stands; nil for one that decrypts, or may be told to by
  /// a patch. Of which repository the root is meant, its source does not say.
  package static func undecrypted(by application: Resource, _ graph: ResourceGraph) -> String? {
    guard application.body.at("spec", "decryption") == nil, !application.hasHoles,
      let path = application.body.at("spec", "path")?.text, !["", ".", "./"].contains(path),
      !graph.patchesKind(application.kind), !graph.flux.patchesDecryption
    else { return nil }
    return graph.encrypted.first { document in
      document.metadata != nil && !document.encrypted.isEmpty
        && document.file.isInTestFolder == application.file.isInTestFolder
        && graph.applies(application, document.file.path)
    }?.file.path
  }

  /// The Secret that it decrypts with, and a key of it, where the controller takes none of its keys.
  package static func unusableKey(
    of application: Resource, _ graph: ResourceGraph
  ) -> (text: String, node: Node)? {
    guard let name = application.body.at("spec", "decryption", "secretRef", "name"),
      !application.hasHoles
    else { return nil }
    let namespaces = graph.instances(of: application).map(\.namespace)
    let secrets = graph.secrets.filter { secret in
      secret.name == name.text
        && graph.instances(of: secret).contains { namespaces.contains($0.namespace) }
    }
    guard let secret = secrets.first, secrets.count == 1, secret.hasClosedKeys, !secret.isMerged,
      !secret.isFilledElsewhere, !secret.resource.hasHoles,
      let first = secret.entries.first, !secret.entries.contains(where: { isKey($0.key) })
    else { return nil }
    return (
      "\(secret.described) has '\(first.key)' and no key whose name ends in .agekey or .asc", name
    )
  }

  private static func isKey(_ key: String) -> Bool {
    key.hasSuffix(".agekey") || key.hasSuffix(".asc")
      || ["sops.vault-token", "sops.aws-kms", "sops.azure-kv", "sops.gcp-kms"].contains(key)
  }
}
