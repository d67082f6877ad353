internal import Credentials
internal import Encodings
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
      return misplaced(in: resource)
        + (resource.row?.podPaths ?? []).compactMap { resource.body.at($0) }.flatMap { spec in
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

  /// Above the pod spec, where the API server drops the field: in `spec` of a Deployment.
  private static func misplaced(in resource: Resource) -> [MalformedReference] {
    guard resource.role == .workload, let path = resource.row?.podPaths.first else { return [] }
    return path.indices.compactMap { count in
      let above = path[..<count]
      guard let entry = resource.body.at(Array(above))?.entry("imagePullSecrets") else {
        return nil
      }
      let place = above.isEmpty ? "beside spec" : "under \(above.joined(separator: "."))"
      return MalformedReference(
        from: resource, node: entry.key,
        problem: "has imagePullSecrets \(place), where they are dropped; they belong under "
          + path.joined(separator: "."))
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
      if let name = item["name"], isPrintedMap(name.text) {
        return MalformedReference(
          from: resource, node: name,
          problem: "names a Secret '\(name.text)', an object that a template printed as text")
      }
      if let name = item["name"], name.kind == .scalar, isImpossible(name.text) {
        return MalformedReference(
          from: resource, node: name,
          problem: "names a Secret '\(name.text)', which no Secret can be called")
      }
      guard item["name"]?.text.isEmpty ?? true, item["$patch"] == nil, !item.isOpen else {
        return nil
      }
      return MalformedReference(
        from: resource, node: item.ownEntries.first?.key ?? item,
        problem: "has an entry without name under \(field)")
    }
  }

  /// No DNS subdomain (kubernetes `apimachinery/pkg/util/validation`), and nothing that a tool fills
  /// in.
  private static func isImpossible(_ name: String) -> Bool {
    guard !name.isEmpty, !Placeholder.matches(name) else { return false }
    guard name.utf8.allSatisfy({ $0.isLetter || $0.isDigit || " _/:.-".utf8.contains($0) }) else {
      return false
    }
    return name.utf8.contains { $0.isUppercase || " _/:".utf8.contains($0) }
      || name.hasPrefix("-") || name.hasSuffix("-")
  }

  /// What Go prints for a map, or for a list of them.
  private static func isPrintedMap(_ text: String) -> Bool {
    text.hasPrefix("map[") || text.hasPrefix("[map[")
  }
}
