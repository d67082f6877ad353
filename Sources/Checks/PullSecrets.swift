package import Graph
package import Credentials
package import Manifests
internal import YAMLTree

/// An image with the workload that names it.
package struct OwnedImage: Sendable {
  package let workload: Workload
  package let use: ImageUse

  package init(workload: Workload, use: ImageUse) {
    self.workload = workload
    self.use = use
  }
}

/// What kubelet can pull with the pull secrets it is given.
package enum PullSecrets {
  /// Of more nobody can say what they are for.
  private static let maximumReferences = 100

  /// The registries of all pull secrets; nil unless every one of them can be read. Of one that a
  /// command makes another rule speaks, at the command.
  package static func keys(of workload: Workload, _ graph: ResourceGraph) -> [RegistryKey]? {
    let references = graph.effectivePullSecrets(of: workload)
    guard !references.isEmpty, references.count <= maximumReferences,
      !workload.hasOpenPullSecrets
    else { return nil }
    var keys: [RegistryKey] = []
    for reference in references {
      guard let secret = graph.certainTarget(of: reference), secret.isDockerType,
        secret.origin != .command, let own = secret.registryKeys
      else { return nil }
      keys += own
    }
    return keys
  }

  /// The account's pull secrets that a Pod with its own list does not get, where one of them covers
  /// an image that its own do not.
  package static func dropped(_ workload: Workload, _ graph: ResourceGraph) -> [SecretReference] {
    guard !workload.pullSecrets.isEmpty, let own = keys(of: workload, graph),
      let others = graph.accountPullSecrets(of: workload)
    else { return [] }
    let names = Set(workload.pullSecrets.map(\.name))
    return others.filter { reference in
      guard !names.contains(reference.name) else { return false }
      let keys = graph.resolve(reference).certain.flatMap(\.dockerConfigs)
        .flatMap(\.logins).compactMap(\.key)
      return workload.images.compactMap(\.image).contains { image in
        RegistryKey.covers(keys, image) && !RegistryKey.covers(own, image)
      }
    }
  }

  /// `gitlab.com` for `registry.gitlab.com`: the host's parent or a sub-domain of it.
  package static func nearMiss(_ owned: OwnedImage, _ graph: ResourceGraph) -> String? {
    guard let image = owned.use.image, let keys = keys(of: owned.workload, graph),
      !RegistryKey.covers(keys, image)
    else { return nil }
    return keys.first { key in
      image.registry.hasSuffix("." + key.host) || key.host.hasSuffix("." + image.registry)
        || key.host.lowercased() == image.registry
    }?.text
  }
}
