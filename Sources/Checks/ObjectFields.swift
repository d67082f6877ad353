internal import Encodings
package import Graph
package import Manifests
package import YAMLTree

/// A field of an object that carries credentials, where Kubernetes knows every field.
package struct ObjectField: Sendable {
  package let resource: Resource
  package let entry: Node.Entry
  /// The mapping that it stands in.
  private let holder: Node
  private let known: Set<String>

  private static let metadata: Set<String> = [
    "name", "generateName", "namespace", "labels", "annotations", "ownerReferences", "finalizers",
    "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "uid", "generation",
    "resourceVersion", "managedFields", "selfLink",
  ]

  /// Of each kind the fields at its top (kubernetes `staging/src/k8s.io/api/core/v1/types.go`).
  private static let fields: [KindRow.Role: Set<String>] = [
    .secret: ["apiVersion", "kind", "metadata", "data", "stringData", "type", "immutable"],
    .serviceAccount: [
      "apiVersion", "kind", "metadata", "secrets", "imagePullSecrets",
      "automountServiceAccountToken",
    ],
    .sealedSecret: ["apiVersion", "kind", "metadata", "spec", "status"],
  ]

  package static func all(in graph: ResourceGraph) -> [ObjectField] {
    graph.resources.flatMap { resource -> [ObjectField] in
      guard let role = resource.role, let known = Self.fields[role], resource.maker == nil,
        !resource.isLive
      else { return [] }
      func rows(_ holder: Node?, _ known: Set<String>) -> [ObjectField] {
        (holder?.entries ?? []).map {
          ObjectField(resource: resource, entry: $0, holder: holder ?? resource.body, known: known)
        }
      }
      return rows(resource.body, known) + rows(resource.metadata, metadata)
    }
  }

  /// The field that the key is one slip away from; nil for a field that there is, and for a key that
  /// is like none, or like one that is set as well.
  package var meant: String? {
    let key = entry.key.text
    guard !known.contains(key), key.utf8.count > 3 else { return nil }
    let near = known.filter { editDistance($0, key) <= 1 }
    guard near.count == 1, let meant = near.first, holder.entry(meant) == nil else { return nil }
    return meant
  }

  /// The place of a field of `metadata` that stands beside it; nil for everything else.
  package var home: String? {
    let key = entry.key.text
    guard holder.id == resource.body.id, ["labels", "annotations"].contains(key),
      !known.contains(key)
    else { return nil }
    return "metadata.\(key)"
  }
}
