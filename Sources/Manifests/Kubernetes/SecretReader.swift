internal import Credentials
internal import YAMLTree

/// Secrets from every producer.
package enum SecretReader {
  /// The Secrets that an object is or makes.
  package static func secrets(of resource: Resource) -> [Secret] {
    guard !resource.isPatchDirective else { return [] }
    switch resource.role {
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

  /// What a producer's template makes the values of.
  private static func templates(_ node: Node?) -> [SecretEntry] {
    entries(node, .remote).map { entry in
      var entry = entry
      entry.isTemplateData = true
      return entry
    }
  }

  private static func manifest(_ resource: Resource) -> Secret {
    let body = resource.body
    let isClosed = resource.maker?.hasClosedKeys ?? true
    return Secret(
      resource: resource, origin: resource.maker == nil ? .manifest : .command, name: resource.name,
      nameNode: resource.metadata?["name"], metadata: resource.metadata, typeParent: body,
      entries: entries(body["data"], .data) + entries(body["stringData"], .stringData),
      hasClosedKeys: isClosed
        && !["data", "stringData"].contains { body[$0].map(Shape.isTemplate) ?? false },
      isEncrypted: resource.file.isGitCrypted)
  }

  private static func sealed(_ resource: Resource) -> Secret {
    let template = resource.body.at("spec", "template")
    let encrypted = resource.body.at("spec", "encryptedData") ?? resource.body.at("spec", "data")
    return Secret(
      resource: resource, origin: .sealed, name: resource.name,
      nameNode: resource.metadata?["name"], metadata: template?["metadata"],
      typeParent: template,
      entries: entries(encrypted, .remote) + templates(template?["data"]),
      hasClosedKeys: template?["metadata"]?["annotations"]?["sealedsecrets.bitnami.com/patch"]
        == nil,
      isEncrypted: true)
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
    let isOpen =
      spec?["dataFrom"] != nil || template?["templateFrom"] != nil
      || (target?["creationPolicy"]?.text ?? "Owner") != "Owner"
    // With the default policy a template's data replaces what was fetched.
    let templates = templates(template?["data"])
    let isReplaced = !templates.isEmpty && template?["mergePolicy"]?.text != "Merge"
    let nameNode = target?["name"] ?? resource.metadata?["name"]
    return Secret(
      resource: resource, origin: .external, name: nameNode?.text ?? "", nameNode: nameNode,
      metadata: template == nil ? resource.metadata : template?["metadata"],
      typeParent: template, entries: (isReplaced ? [] : keys) + templates,
      hasClosedKeys: !isOpen,
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
        nameNode: object["secretName"], metadata: object, typeParent: object, entries: keys,
        hasClosedKeys: true, isEncrypted: true)
    }
  }

  /// kustomize's `secretGenerator`; literals and files are clear text in the repository.
  private static func generated(_ resource: Resource) -> [Secret] {
    (resource.body["secretGenerator"]?.elements ?? []).map { generator in
      let literals = (generator["literals"]?.elements ?? []).map { SecretEntry(literal: $0) }
      let files = Generators.files(of: generator, in: resource)
      return Secret(
        resource: resource, origin: .generator, name: generator["name"]?.text ?? "",
        nameNode: generator["name"], metadata: generator["options"], typeParent: generator,
        entries: literals + files.entries,
        hasClosedKeys: files.isComplete && generator["behavior"] == nil,
        isEncrypted: resource.file.isGitCrypted, namespace: generator["namespace"])
    }
  }
}

/// `KEY=value` lines of an environment file, as kustomize reads them.
enum EnvironmentFile {
  static func entries(in bytes: [UInt8]) -> [(key: String, value: Range<Int>)] {
    var result: [(key: String, value: Range<Int>)] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      defer { start = end + 1 }
      var first = start
      while first < end, bytes[first] == 32 || bytes[first] == 9 { first += 1 }
      guard first < end, bytes[first] != UInt8(ascii: "#"),
        let equals = bytes[first..<end].firstIndex(of: UInt8(ascii: "="))
      else { continue }
      let last = end > equals + 1 && bytes[end - 1] == 13 ? end - 1 : end
      result.append((String(decoding: bytes[first..<equals], as: UTF8.self), (equals + 1)..<last))
    }
    return result
  }
}
