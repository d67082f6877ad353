internal import Credentials
internal import YAMLTree

/// Secrets from every producer.
enum SecretReader {
  static func secrets(of resource: Resource) -> [Secret] {
    guard !resource.isPatchDirective else { return [] }
    switch resource.row?.role {
    case .secret: return [manifest(resource)]
    case .sealedSecret: return [sealed(resource)]
    case .externalSecret: return [external(resource)]
    case .secretProviderClass: return provided(resource)
    case .kustomization: return generated(resource)
    default: return []
    }
  }

  private static func entries(_ node: Node?, _ field: SecretEntry.Field) -> [SecretEntry] {
    guard let node, node.kind == .mapping, !Shape.isTemplate(node) else { return [] }
    return node.entries.filter { $0.key.kind == .scalar }
      .map { SecretEntry(key: $0.key, value: $0.value, field: field) }
  }

  private static func manifest(_ resource: Resource) -> Secret {
    let body = resource.body
    return Secret(
      resource: resource, origin: .manifest, name: resource.name,
      nameNode: resource.metadata?["name"], metadata: resource.metadata, typeNode: body["type"],
      entries: entries(body["data"], .data) + entries(body["stringData"], .stringData),
      hasClosedKeys: !["data", "stringData"].contains { body[$0].map(Shape.isTemplate) ?? false },
      isEncrypted: resource.file.isGitCrypted)
  }

  private static func sealed(_ resource: Resource) -> Secret {
    let template = resource.body.at("spec", "template")
    let metadata = template?["metadata"] ?? resource.metadata
    let encrypted = resource.body.at("spec", "encryptedData") ?? resource.body.at("spec", "data")
    return Secret(
      resource: resource, origin: .sealed, name: resource.name,
      nameNode: resource.metadata?["name"], metadata: metadata, typeNode: template?["type"],
      entries: entries(encrypted, .remote) + entries(template?["data"], .remote),
      hasClosedKeys: true, isEncrypted: true)
  }

  private static func external(_ resource: Resource) -> Secret {
    let isCluster = resource.kind == "ClusterExternalSecret"
    let spec = isCluster ? resource.body.at("spec", "externalSecretSpec") : resource.body["spec"]
    let target = spec?["target"]
    let template = target?["template"]
    let keys = (spec?["data"]?.elements ?? []).compactMap { item -> SecretEntry? in
      guard let key = item["secretKey"] else { return nil }
      return SecretEntry(key: key, value: key, field: .remote)
    }
    let isOpen = spec?["dataFrom"] != nil || (target?["creationPolicy"]?.text ?? "Owner") != "Owner"
    let nameNode = target?["name"] ?? resource.metadata?["name"]
    return Secret(
      resource: resource, origin: .external, name: nameNode?.text ?? "", nameNode: nameNode,
      metadata: template?["metadata"], typeNode: template?["type"],
      entries: keys + entries(template?["data"], .remote), hasClosedKeys: !isOpen,
      isEncrypted: true)
  }

  private static func provided(_ resource: Resource) -> [Secret] {
    (resource.body.at("spec", "secretObjects")?.elements ?? []).map { object in
      let keys = (object["data"]?.elements ?? []).compactMap { item -> SecretEntry? in
        guard let key = item["key"] else { return nil }
        return SecretEntry(key: key, value: key, field: .remote)
      }
      return Secret(
        resource: resource, origin: .provider, name: object["secretName"]?.text ?? "",
        nameNode: object["secretName"], metadata: object, typeNode: object["type"], entries: keys,
        hasClosedKeys: true, isEncrypted: true)
    }
  }

  /// kustomize's `secretGenerator`; literals are clear text in the repository.
  private static func generated(_ resource: Resource) -> [Secret] {
    (resource.body["secretGenerator"]?.elements ?? []).map { generator in
      let literals = (generator["literals"]?.elements ?? []).map(SecretEntry.init(literal:))
      let isOpen =
        !(generator["files"]?.elements ?? []).isEmpty
        || !(generator["envs"]?.elements ?? []).isEmpty
        || generator["env"] != nil
      return Secret(
        resource: resource, origin: .generator, name: generator["name"]?.text ?? "",
        nameNode: generator["name"], metadata: generator["options"], typeNode: generator["type"],
        entries: literals, hasClosedKeys: !isOpen, isEncrypted: resource.file.isGitCrypted)
    }
  }
}

extension SecretEntry {
  /// `key=value` in a kustomize literal.
  fileprivate init(literal node: Node) {
    let parts = node.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let text = parts.count == 2 ? String(parts[1]) : ""
    self.init(
      key: String(parts.first ?? ""), node: node, decoded: Array(text.utf8),
      encryption: Encryption.of(text), isPlaceholder: Placeholder.matches(text))
  }
}
