internal import Credentials
package import Manifests
internal import YAMLTree

/// Logins that stand beside a workload which needs them, and that nothing hands to it.
extension ResourceGraph {
  /// The Secret with a login for one of the workload's images, of a workload that is given none.
  package func unattachedLogin(of workload: Workload) -> (secret: Secret, image: ImageUse)? {
    guard workload.resource.role == .workload, !workload.resource.hasHoles,
      !workload.hasOpenPullSecrets, !workload.hasPullSecretList,
      !patchesKind(workload.resource.kind), !patchesKind("ServiceAccount"), !isAttachedByPolicy,
      effectivePullSecrets(of: workload).isEmpty
    else { return nil }
    let accounts = accounts(of: workload)
    guard accounts.count == 1 || (accounts.isEmpty && workload.accountName == "default") else {
      return nil
    }
    let images = workload.images.filter { use in
      use.image.map { $0.registry.contains(".") && !Self.publicHosts.contains($0.registry) }
        ?? false
    }
    guard !images.isEmpty, !accounts.contains(where: { !runs(of: $0).isEmpty }) else { return nil }
    let listed = accounts.flatMap(\.secrets).compactMap(certainTarget).filter {
      $0.isDockerType && $0.dockerConfigs.flatMap(\.logins).isEmpty
    }
    if let secret = listed.first { return (secret, images[0]) }
    return images.lazy.compactMap { use in
      self.login(for: use, of: workload).map { ($0, use) }
    }.first
  }

  private func login(for use: ImageUse, of workload: Workload) -> Secret? {
    guard let image = use.image else { return nil }
    return instances(of: workload.resource).lazy.flatMap { [self] instance in
      nearNames.candidates(instance.namespace, beside: workload.resource).map { secrets[$0] }
    }.first { secret in
      let keys = secret.dockerConfigs.flatMap(\.logins).compactMap(\.key)
      return secret.isDockerType && secret.resource.mayMeet(workload.resource)
        && RegistryKey.covers(keys, image)
    }
  }

  /// Hosts from which most images are pulled without a login.
  private static let publicHosts: Set<String> = [
    "docker.io", "ghcr.io", "quay.io", "gcr.io", "registry.k8s.io", "k8s.gcr.io",
    "public.ecr.aws", "mcr.microsoft.com", "registry.gitlab.com", "registry.access.redhat.com",
    "registry.redhat.io", "nvcr.io", "docker.elastic.co",
  ]
}

extension Resource {
  var mutatesPullSecrets: Bool {
    var found = false
    body.forEachMapping { if $0["imagePullSecrets"] != nil { found = true } }
    return found
  }
}
