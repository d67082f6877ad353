internal import Credentials
internal import Encodings
package import YAMLTree

/// A name of a Secret in some field.
package struct SecretReference: Sendable {
  /// The field that names the Secret.
  package enum Field: String, Sendable {
    case imagePullSecrets, secrets, env, envFrom, volume, projectedVolume
    /// `secretRef` of a Flux source.
    case source
    /// Any other field of the table of references.
    case object
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
  /// The row of the table that found it; nil for what Pods and accounts name.
  package var row: SecretField?
  /// The namespace that is written with the name.
  package var writtenNamespace: String?

  /// Where the name is looked up; nil where nothing says.
  ///
  /// - Parameter own: the namespace of what refers, as it is applied.
  package func namespace(from own: String?) -> String? {
    guard let row else { return own }
    let written = writtenNamespace.flatMap { Placeholder.isTemplate($0) ? nil : $0 }
    return switch row.namespace {
    case .own where row.form == .plain: own
    case .own, .beside: writtenNamespace == nil ? own : written
    case .required: written
    case .fixed(let namespace): namespace
    case .elsewhere: nil
    }
  }

  /// True for names that are known text; what no object can be called is a hint at what belongs there.
  package var isLiteral: Bool {
    !name.isEmpty && !Placeholder.isTemplate(name)
      && !name.utf8.contains { $0.isUppercase || $0 == UInt8(ascii: "_") } && name != "secret-name"
  }
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

  /// Everything that an object names, in fields that are known.
  static func all(in resource: Resource) -> [SecretReference] {
    let pods = (resource.row?.podPaths ?? []).compactMap { resource.body.at($0) }
      .map { Workload(resource: resource, spec: $0) }
    let account = resource.role == .serviceAccount ? ServiceAccount(resource) : nil
    return pods.flatMap { $0.pullSecrets + $0.references } + objects(resource)
      + (account.map { $0.secrets + $0.pullSecrets } ?? [])
  }

  /// What the table of references finds in an object.
  package static func objects(_ resource: Resource) -> [SecretReference] {
    SecretField.of(group: resource.group, kind: resource.kind).flatMap { row in
      row.names(in: resource.body).map { found in
        var reference = SecretReference(
          from: resource,
          field: resource.role == .fluxSource && row.path == "spec.secretRef" ? .source : .object,
          name: found.name, nameNode: found.nameNode, key: found.key, isOptional: found.isOptional)
        reference.row = row
        reference.writtenNamespace = found.namespace
        return reference
      }
    }
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
