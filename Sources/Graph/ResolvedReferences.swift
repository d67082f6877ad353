internal import Manifests

/// Where every reference leads, looked up once, and from there back.
struct ResolvedReferences: Sendable {
  private var resolutions: [ReferenceKey: Resolution] = [:]
  private var consumersBySecret: [ObjectIdentifier: [SecretReference]] = [:]

  init(_ references: [SecretReference], _ finder: SecretFinder) {
    for reference in references {
      let resolution = finder.resolve(reference)
      resolutions[ReferenceKey(reference)] = resolution.shortened
      for secret in resolution.targets where reference.isLiteral {
        let key = ObjectIdentifier(secret)
        if consumersBySecret[key, default: []].count < Resolution.maximumConsumers {
          consumersBySecret[key, default: []].append(reference)
        }
      }
    }
  }

  func resolution(of reference: SecretReference) -> Resolution {
    resolutions[ReferenceKey(reference)] ?? Resolution()
  }

  func consumers(of secret: Secret) -> [SecretReference] {
    consumersBySecret[ObjectIdentifier(secret)] ?? []
  }
}
