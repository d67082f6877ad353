internal import Credentials
internal import YAMLTree

/// Secrets from every producer.
package enum SecretReader {
  /// The Secrets that an object is or makes.
  package static func secrets(of resource: Resource) -> [Secret] {
    var room = GeneratorRoom()
    return secrets(of: resource, &room)
  }

  /// The same within limits.
  ///
  /// - Parameter room: what a kustomization's generators may read.
  static func secrets(of resource: Resource, _ room: inout GeneratorRoom) -> [Secret] {
    guard !resource.isPatchDirective else { return [] }
    switch resource.role {
    case .secret: return [manifest(resource)]
    case .sealedSecret: return [SealedSecretReader.secret(of: resource)]
    case .externalSecret: return ExternalSecretReader.secrets(of: resource)
    case .kustomization: return generated(resource, &room)
    default: return ProducerReader.secrets(of: resource)
    }
  }

  private static func manifest(_ resource: Resource) -> Secret {
    let body = resource.body
    let isClosed = resource.maker?.hasClosedKeys ?? true
    return Secret(
      resource: resource, origin: resource.maker == nil ? .manifest : .command, name: resource.name,
      nameNode: resource.metadata?["name"], metadata: resource.metadata, typeParent: body,
      entries: SecretEntry.entries(body["data"], .data)
        + SecretEntry.entries(body["stringData"], .stringData),
      hasClosedKeys: isClosed && !body.isOpen
        && !["data", "stringData"].contains {
          body[$0].map { Shape.isTemplate($0) || $0.isOpen } ?? false
        },
      isEncrypted: resource.file.isGitCrypted)
  }

  /// kustomize's `secretGenerator`; literals and files are clear text in the repository.
  private static func generated(_ resource: Resource, _ room: inout GeneratorRoom) -> [Secret] {
    (resource.body["secretGenerator"]?.elements ?? []).map { generator in
      let literals = (generator["literals"]?.elements ?? []).map { SecretEntry(literal: $0) }
      let files = Generators.files(of: generator, in: resource, &room)
      return Secret(
        resource: resource, origin: .generator, name: generator["name"]?.text ?? "",
        nameNode: generator["name"], metadata: generator["options"], typeParent: generator,
        entries: literals + files.entries,
        hasClosedKeys: files.isComplete && generator["behavior"] == nil,
        isEncrypted: resource.file.isGitCrypted, namespace: generator["namespace"])
    }
  }
}
