internal import Credentials
package import Manifests
package import YAMLTree

/// What Sealed Secrets reads of a SealedSecret, and what it passes over.
package enum SealedSecrets {
  /// A name or namespace in the template, which the object's own replaces.
  package static func ignored(_ secret: Secret) -> [Node] {
    guard secret.origin == .sealed else { return [] }
    let own = [("name", secret.name), ("namespace", secret.resource.namespace ?? "")]
    return own.compactMap { field, text in
      guard !text.isEmpty, !Placeholder.isTemplate(text), let node = secret.metadata?[field],
        node.kind == .scalar, !node.isNull, !node.hasText(""), !node.hasText(text),
        !Placeholder.isTemplate(node.text)
      else { return nil }
      return node
    }
  }
}
