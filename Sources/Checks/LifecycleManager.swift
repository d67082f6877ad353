package import Graph
internal import Credentials
package import Manifests
package import YAMLTree

/// Lifecycle Manager's flags for the credential of modules.
extension OwnedContainer {
  /// The flag of the name, with or without its dashes.
  private func flag(_ name: String) -> (node: Node, hasDashes: Bool, value: String)? {
    for node in arguments {
      let text = node.text
      let bare = String(text.drop { $0 == "-" })
      guard bare == name || bare.hasPrefix(name + "=") else { continue }
      return (node, text.hasPrefix("-"), String(bare.dropFirst(name.utf8.count + 1)))
    }
    return nil
  }

  /// One that stands without dashes, at which Go stops reading flags.
  package var dashlessFlag: Node? {
    [flag("oci-registry-cred-secret"), flag("oci-registry-host")].compactMap(\.self)
      .first { !$0.hasDashes }?.node
  }

  /// Why Lifecycle Manager does not do what the flags say, and where; nil when it does.
  package var flagProblem: (text: String, node: Node)? {
    let secret = flag("oci-registry-cred-secret")
    let host = flag("oci-registry-host")
    if let dashlessFlag { return ("stands without dashes, at which the flags end", dashlessFlag) }
    if let secret, host != nil {
      return (
        "excludes oci-registry-host: with both, Lifecycle Manager does not start", secret.node
      )
    }
    return nil
  }

  /// The Secret that the flag names, where the repository has it.
  package func moduleSecret(_ graph: ResourceGraph) -> (secret: Secret, node: Node)? {
    guard let flag = flag("oci-registry-cred-secret"), !flag.value.isEmpty,
      !Placeholder.isTemplate(flag.value)
    else { return nil }
    let named = graph.secrets.filter { $0.name == flag.value }
    let secret = named.first { $0.resource.namespace == "kcp-system" } ?? named.first
    return secret.map { ($0, flag.node) }
  }

  /// The flag's Secret, which nothing makes, where the repository makes another in the one namespace
  /// that is looked at, and nothing else names that one.
  package func missingModuleSecret(_ graph: ResourceGraph) -> (text: String, node: Node)? {
    guard let flag = flag("oci-registry-cred-secret"), !flag.value.isEmpty,
      !Placeholder.isTemplate(flag.value),
      !graph.secrets.contains(where: { $0.name == flag.value }),
      let other = graph.secrets.first(where: { secret in
        secret.isDockerType && !secret.name.isEmpty && graph.consumers(of: secret).isEmpty
          && graph.instances(of: secret).contains { $0.namespace == "kcp-system" }
      })
    else { return nil }
    return (
      "names '\(flag.value)', which nothing makes; in kcp-system there is \(other.described)",
      flag.node
    )
  }
}

/// What Lifecycle Manager makes of modules and their Secrets.
package enum LifecycleManager {
  /// A module's layer selects the Secret by its labels.
  package static func isSelected(_ secret: Secret, _ graph: ResourceGraph) -> Bool {
    graph.descriptors.contains { descriptor in
      descriptor.layers.contains { layer in
        let selector = layer.selector
        return !selector.isEmpty
          && selector.allSatisfy { secret.label($0.key)?.hasText($0.value) == true }
      }
    }
  }
}
