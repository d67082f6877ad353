package import Graph
package import Manifests
package import YAMLTree

/// A label, annotation or data value, or the key of one, with the type that YAML reads it as.
package struct TypedScalar: Sendable {
  package let resource: Resource
  package let node: Node
  package let type: String
  package let what: String
  package let key: String

  package var isSecret: Bool {
    resource.role == .secret && !what.hasPrefix("key") && what.hasSuffix("value")
  }

  /// Labels, annotations and data of kinds that concern credentials. Null is accepted by the API
  /// server, so it is none of them.
  package static func forEach(in graph: ResourceGraph, _ body: (TypedScalar) -> Void) {
    for resource in graph.resources where concernsCredentials(resource) {
      for scalar in find(resource.labels, "label", resource) { body(scalar) }
      for scalar in find(resource.annotations, "annotation", resource) { body(scalar) }
      for scalar in find(resource.body["data"], "data value", resource) { body(scalar) }
      for scalar in find(resource.body["stringData"], "stringData value", resource) { body(scalar) }
    }
  }

  private static func concernsCredentials(_ resource: Resource) -> Bool {
    switch resource.role {
    case .secret, .serviceAccount, .moduleTemplate: true
    case .configMap: credentialConfigs.contains(resource.name)
    default: false
    }
  }

  /// ConfigMaps that say how a consumer treats credentials.
  private static let credentialConfigs: Set = ["chains-config", "feature-flags"]

  private static func find(_ map: Node?, _ what: String, _ resource: Resource) -> [TypedScalar] {
    guard let map, map.kind == .mapping, !isTemplate(map) else { return [] }
    return map.entries.flatMap { entry -> [TypedScalar] in
      [(entry.key, "key in \(what.split(separator: " ")[0])"), (entry.value, what)].compactMap {
        node, what in
        guard node.kind == .scalar else { return nil }
        return TypedScalar(
          resource: resource, node: node, type: node.scalarType.name, what: what,
          key: entry.key.text)
      }
    }
  }

  private static func isTemplate(_ node: Node) -> Bool {
    node.document.source.bytes[node.range].starts(with: "{{".utf8)
  }
}

/// One occurrence of a key that stands more than once in a mapping.
package struct RepeatedKey: Sendable {
  package let resource: Resource
  package let key: Node
  package let first: Node
  package let occurrence: Int

  /// Only in documents that hold a credential fact.
  package static func all(in graph: ResourceGraph) -> [RepeatedKey] {
    let holders = Set(
      (graph.references.map(\.from) + graph.secrets.map(\.resource)).map(ObjectIdentifier.init))
    return graph.resources.filter { resource in
      holders.contains(ObjectIdentifier(resource)) || resource.role == .moduleTemplate
        || resource.role == .serviceAccount
    }.flatMap(occurrences)
  }

  private static func occurrences(in resource: Resource) -> [RepeatedKey] {
    var counts: [Node: Int] = [:]
    return resource.body.duplicateKeys.flatMap { key, first -> [RepeatedKey] in
      if first.mayBeApart(from: key) { return [] }
      let count = counts[first, default: 1] + 1
      counts[first] = count
      let later = RepeatedKey(resource: resource, key: key, first: first, occurrence: count)
      guard count == 2 else { return [later] }
      return [RepeatedKey(resource: resource, key: first, first: first, occurrence: 1), later]
    }
  }
}
