internal import Credentials
package import Graph
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

  /// What kustomize makes of its name or namespace that its scope forbids
  /// (bitnami-labs/sealed-secrets `pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go`).
  ///
  /// Kubeseal writes what it seals for into the template as well: where that is the name or the
  /// namespace that comes out, somebody sealed for it.
  package static func scopeProblem(_ secret: Secret, _ graph: ResourceGraph) -> String? {
    guard secret.origin == .sealed, !isScope("cluster-wide", secret), !secret.name.isEmpty,
      !Placeholder.isTemplate(secret.name), !graph.patchesKind("SealedSecret")
    else { return nil }
    let isNamed = !isScope("namespace-wide", secret)
    for instance in graph.instances(of: secret) {
      if isNamed, instance.name != secret.name, !says("name", instance.name, secret) {
        return "becomes '\(instance.name)'"
      }
      if let own = secret.namespace, let namespace = instance.namespace, own != namespace,
        !says("namespace", namespace, secret)
      {
        return "comes to namespace '\(namespace)'"
      }
    }
    return nil
  }

  private static func says(_ field: String, _ text: String, _ secret: Secret) -> Bool {
    secret.metadata?[field]?.hasText(text) == true
  }

  /// Only the object's own annotation counts, and only the text `true`.
  private static func isScope(_ scope: String, _ secret: Secret) -> Bool {
    secret.resource.annotation("sealedsecrets.bitnami.com/\(scope)")?.hasText("true") == true
  }

  /// Annotations for controllers of Secrets that do not reach the Secret.
  package static func lost(_ secret: Secret) -> [Node] {
    guard secret.origin == .sealed else { return [] }
    return (secret.resource.annotations?.entries ?? []).map(\.key).filter { key in
      secret.annotation(key.text) == nil && CopyController.reads(key.text)
    }
  }
}
