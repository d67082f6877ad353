internal import Credentials
internal import YAMLTree

/// What Sealed Secrets makes (bitnami-labs/sealed-secrets `pkg/apis/sealedsecrets/v1alpha1`): labels
/// and annotations come from the template alone, the name and the namespace from the object alone.
enum SealedSecretReader {
  static func secret(of resource: Resource) -> Secret {
    let template = resource.body.at("spec", "template")
    let sealed = resource.body.at("spec", "encryptedData")
    // Before 0.8 everything was sealed as one text.
    let blob = resource.body.at("spec", "data")
    let annotations = template?["metadata"]?["annotations"]
    return Secret(
      resource: resource, origin: .sealed, name: resource.name,
      nameNode: resource.metadata?["name"], metadata: template?["metadata"],
      typeParent: template,
      entries: SecretEntry.entries(sealed ?? blob, .remote)
        + SecretEntry.templates(template?["data"]),
      hasClosedKeys: annotations?["sealedsecrets.bitnami.com/patch"] == nil
        && blob?.kind != .scalar,
      isEncrypted: true)
  }
}
