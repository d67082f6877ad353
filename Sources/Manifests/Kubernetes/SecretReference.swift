internal import Credentials
package import YAMLTree

/// A name of a Secret in some field.
package struct SecretReference: Sendable {
  /// The field that names the Secret.
  package enum Field: String, Sendable {
    case imagePullSecrets, secrets, env, envFrom, volume, projectedVolume
    /// `secretRef` of a Flux source.
    case source
  }

  package let from: Resource
  package let field: Field
  package let name: String
  package let nameNode: Node
  /// The key that is asked for; empty for the whole Secret.
  package let key: String
  /// Where a volume is mounted in a container; empty for other fields, and when nothing mounts it.
  package var mountPath = ""
  /// One item of a volume that is a reference of its own.
  package var isItem = false
  package let isOptional: Bool

  /// True for names that are known text.
  package var isLiteral: Bool { !name.isEmpty && !Placeholder.isTemplate(name) }
}

/// Finds references to Secrets.
package enum References {
  /// A list of `{name: …}` objects.
  static func named(
    _ list: Node?, _ resource: Resource, _ field: SecretReference.Field
  ) -> [SecretReference] {
    (list?.elements ?? []).compactMap { item in
      guard let name = item["name"], name.kind == .scalar else { return nil }
      return SecretReference(
        from: resource, field: field, name: name.text, nameNode: name, key: "", isOptional: false)
    }
  }

  private static func reference(
    _ node: Node?, nameKey: String, _ resource: Resource, _ field: SecretReference.Field
  ) -> SecretReference? {
    guard let node, let name = node[nameKey], name.kind == .scalar else { return nil }
    return SecretReference(
      from: resource, field: field, name: name.text, nameNode: name, key: node["key"]?.text ?? "",
      isOptional: node["optional"]?.scalarType == .bool(true))
  }

  static func environment(_ container: Node, _ resource: Resource) -> [SecretReference] {
    let single = (container["env"]?.elements ?? []).compactMap {
      reference($0.at("valueFrom", "secretKeyRef"), nameKey: "name", resource, .env)
    }
    let whole = (container["envFrom"]?.elements ?? []).compactMap {
      reference($0["secretRef"], nameKey: "name", resource, .envFrom)
    }
    return single + whole
  }

  /// The credential of a Flux source (`source.toolkit.fluxcd.io`).
  package static func sources(_ resource: Resource) -> [SecretReference] {
    guard resource.role == .fluxSource else { return [] }
    let found = reference(
      resource.body.at("spec", "secretRef"), nameKey: "name", resource, .source)
    return found.map { [$0] } ?? []
  }

  /// - Parameter containers: tell where a volume is mounted.
  static func volumes(
    _ list: Node?, _ resource: Resource, containers: [Node] = []
  ) -> [SecretReference] {
    (list?.elements ?? []).flatMap { volume -> [SecretReference] in
      let keyed =
        items(volume["secret"], nameKey: "secretName", resource, .volume)
        + (volume.at("projected", "sources")?.elements ?? []).flatMap {
          items($0["secret"], nameKey: "name", resource, .projectedVolume)
        }
      var plain = reference(volume["secret"], nameKey: "secretName", resource, .volume)
      // With `items`, files have names of their own.
      if let name = volume["name"]?.text, volume.at("secret", "items") == nil {
        let mounts = containers.flatMap { $0["volumeMounts"]?.elements ?? [] }
        let mount = mounts.first { $0["name"]?.hasText(name) == true && $0["subPath"] == nil }
        plain?.mountPath = mount?["mountPath"]?.text ?? ""
      }
      let projected = (volume.at("projected", "sources")?.elements ?? []).compactMap {
        reference($0["secret"], nameKey: "name", resource, .projectedVolume)
      }
      return (plain.map { [$0] } ?? []) + projected + keyed
    }
  }

  /// The keys that a volume asks for, each as a reference of its own at its own place.
  private static func items(
    _ node: Node?, nameKey: String, _ resource: Resource, _ field: SecretReference.Field
  ) -> [SecretReference] {
    guard let node, let name = node[nameKey], name.kind == .scalar else { return [] }
    let isOptional = node["optional"]?.scalarType == .bool(true)
    return (node["items"]?.elements ?? []).compactMap { item in
      guard let key = item["key"], key.kind == .scalar else { return nil }
      return SecretReference(
        from: resource, field: field, name: name.text, nameNode: key, key: key.text,
        isItem: true, isOptional: isOptional)
    }
  }
}
