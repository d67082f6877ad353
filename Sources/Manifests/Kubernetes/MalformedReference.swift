package import YAMLTree

/// A reference to a Secret that the API server refuses or drops.
package struct MalformedReference: Sendable {
  package let from: Resource
  package let node: Node
  /// What is wrong, as the end of a sentence.
  package let problem: String

  /// Every such reference of an object.
  package static func all(in resource: Resource) -> [MalformedReference] {
    switch resource.role {
    case .serviceAccount:
      return ["secrets", "imagePullSecrets"].flatMap { list(resource.body[$0], $0, resource) }
    case .workload, .run:
      return (resource.row?.podPaths ?? []).compactMap { resource.body.at($0) }.flatMap { spec in
        list(spec["imagePullSecrets"], "imagePullSecrets", resource)
          + Containers.inPod(spec).compactMap { container in
            container.entry("imagePullSecrets").map {
              MalformedReference(
                from: resource, node: $0.key,
                problem: "has imagePullSecrets under a container, where they are dropped")
            }
          }
      }
    default: return []
    }
  }

  private static func list(
    _ list: Node?, _ field: String, _ resource: Resource
  ) -> [MalformedReference] {
    if let list, list.kind != .sequence, !list.isNull, !Shape.isTemplate(list) {
      return [
        MalformedReference(
          from: resource, node: list,
          problem: "has \(list.kind == .scalar ? "text" : "an object") as \(field), which is a list"
        )
      ]
    }
    return (list?.elements ?? []).compactMap { item in
      guard !Shape.isTemplate(item), !item.isNull else { return nil }
      if item.kind != .mapping {
        return MalformedReference(
          from: resource, node: item,
          problem: "lists text under \(field), which takes objects with a name")
      }
      guard item["name"]?.text.isEmpty ?? true, item["$patch"] == nil else { return nil }
      return MalformedReference(
        from: resource, node: item.ownEntries.first?.key ?? item,
        problem: "has an entry without name under \(field)")
    }
  }
}
