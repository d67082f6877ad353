package import Credentials
package import YAMLTree

/// A name of a Secret in some field.
package struct SecretReference: Sendable {
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

/// One image of a pod spec.
package struct ImageUse: Sendable {
  package let node: Node
  /// Nil for templates and for what is no image reference.
  package let image: ImageName?
}

/// A pod spec, or the pod template of a Tekton run.
package final class Workload: Sendable {
  package let resource: Resource
  package let spec: Node
  package let images: [ImageUse]
  /// What the pod spec itself lists.
  package let pullSecrets: [SecretReference]
  /// The list has items, whatever they are: then admission adds none of the account's.
  package let hasPullSecretList: Bool
  package let references: [SecretReference]
  /// `default` when the spec does not say.
  package let accountName: String
  package let accountNode: Node?

  init(resource: Resource, spec: Node) {
    self.resource = resource
    self.spec = spec
    let containers = Containers.inPod(spec)
    images = containers.compactMap { $0["image"] }.filter { $0.kind == .scalar }
      .map { ImageUse(node: $0, image: ImageName($0.text)) }
    pullSecrets = References.named(spec["imagePullSecrets"], resource, .imagePullSecrets)
    hasPullSecretList = spec["imagePullSecrets"]?.elements.isEmpty == false
    references =
      containers.flatMap { References.environment($0, resource) }
      + References.volumes(spec["volumes"], resource, containers: containers)
    // A run names its account beside the pod template.
    let paths = resource.row?.accountPaths ?? []
    accountNode =
      paths.lazy.compactMap { resource.body.at($0) }.first
      ?? spec["serviceAccountName"] ?? spec["serviceAccount"]
    let name = accountNode.map { $0.isNull ? "" : $0.text } ?? ""
    accountName = name.isEmpty ? "default" : name
  }
}

/// A ServiceAccount with its two lists of Secrets.
package final class ServiceAccount: Sendable {
  package let resource: Resource
  package let secrets: [SecretReference]
  package let pullSecrets: [SecretReference]

  init(_ resource: Resource) {
    self.resource = resource
    secrets = References.named(resource.body["secrets"], resource, .secrets)
    pullSecrets = References.named(resource.body["imagePullSecrets"], resource, .imagePullSecrets)
  }
}

/// Finds references to Secrets.
enum References {
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
  static func sources(_ resource: Resource) -> [SecretReference] {
    guard resource.row?.role == .source else { return [] }
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
