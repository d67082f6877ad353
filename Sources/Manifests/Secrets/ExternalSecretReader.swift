internal import Credentials
internal import YAMLTree

/// What External Secrets makes (external-secrets/external-secrets `apis/externalsecrets/v1`,
/// `pkg/controllers/externalsecret/externalsecret_controller_template.go`).
enum ExternalSecretReader {
  static func secrets(of resource: Resource) -> [Secret] {
    guard let spec = spec(of: resource) else { return [secret(resource, nil, nil)] }
    let manifest = spec.at("target", "manifest", "kind")
    guard manifest == nil || manifest?.hasText("Secret") == true,
      spec.at("target", "creationPolicy")?.hasText("None") != true
    else { return [] }
    let named = resource.body.at("spec", "namespaces")?.elements ?? []
    let isSelected = ["namespaceSelector", "namespaceSelectors"].contains {
      resource.body.at("spec", $0) != nil
    }
    guard resource.kind == "ClusterExternalSecret", !named.isEmpty, !isSelected else {
      return [secret(resource, spec, nil)]
    }
    return named.filter { $0.kind == .scalar }.map { secret(resource, spec, $0) }
  }

  static func spec(of resource: Resource) -> Node? {
    resource.kind == "ClusterExternalSecret"
      ? resource.body.at("spec", "externalSecretSpec") : resource.body["spec"]
  }

  private static func secret(
    _ resource: Resource, _ spec: Node?, _ namespace: Node?
  ) -> Secret {
    let target = spec?["target"]
    let template = target?["template"]
    let isCluster = resource.kind == "ClusterExternalSecret"
    let own =
      (isCluster ? resource.body.at("spec", "externalSecretName") : nil)
      ?? resource.metadata?["name"]
    let nameNode = target?["name"] ?? own
    let keys = keys(spec, template)
    let policy = target?["creationPolicy"]?.text ?? "Owner"
    return Secret(
      resource: resource, origin: .external, name: nameNode?.text ?? "", nameNode: nameNode,
      metadata: template == nil ? resource.metadata : template?["metadata"],
      typeParent: template, entries: keys.entries,
      hasClosedKeys: keys.isClosed && ["Owner", "Orphan"].contains(policy), isEncrypted: true,
      namespace: namespace,
      making: Secret.Making(
        fixesNamespace: namespace != nil, isElsewhere: isCluster && namespace == nil,
        isCreated: policy != "Merge", plainInputs: TokenGenerator.plainInputs(spec)))
  }

  /// With the default policy a template's data replaces what was fetched, which then only is input.
  private static func keys(
    _ spec: Node?, _ template: Node?
  ) -> (entries: [SecretEntry], isClosed: Bool) {
    let templates = SecretEntry.templates(template?["data"])
    let isOpenTemplate = template?["templateFrom"] != nil
    let isReplaced = !templates.isEmpty || isOpenTemplate
    if isReplaced, template?["mergePolicy"]?.hasText("Merge") != true {
      return (templates, !isOpenTemplate)
    }
    let fetched = (spec?["data"]?.elements ?? []).compactMap { item -> SecretEntry? in
      guard let key = item["secretKey"], key.kind == .scalar else { return nil }
      return SecretEntry(key: key, value: key, field: .remote)
    }
    let sources = spec?["dataFrom"]?.elements ?? []
    let generated = sources.map { TokenGenerator.keys(of: $0) }
    let isClosed = !isOpenTemplate && !generated.contains { $0 == nil }
    return (fetched + generated.compactMap(\.self).flatMap(\.self) + templates, isClosed)
  }
}
