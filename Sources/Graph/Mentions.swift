package import Manifests

extension ResourceGraph {
  /// Something in the repository may name the Secret, if only by a text that nothing else says of.
  package func isMentioned(_ secret: Secret) -> Bool {
    mentions.contains(secret.name)
      || instances(of: secret).contains { mentions.contains($0.name) }
  }

  /// Patches take the Secret out of every kustomization that lists it.
  package func isRemoved(_ secret: Secret) -> Bool { instances(of: secret).isEmpty }
}
