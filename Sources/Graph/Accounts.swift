package import Manifests

/// Who runs as whom, and what kubelet is given for it.
extension ResourceGraph {
  /// The accounts that list the Secret under `secrets`.
  package func accounts(listing secret: Secret) -> [ServiceAccount] {
    let owners = Set(
      consumers(of: secret).filter { $0.field == .secrets }.map { ObjectIdentifier($0.from) })
    return accounts.filter { owners.contains(ObjectIdentifier($0.resource)) }
  }

  /// Tekton runs that use the account, as far as namespaces tell.
  package func runs(of account: ServiceAccount) -> [BuildRun] {
    let resource = account.resource
    return (runsByAccount[resource.name] ?? []).filter { $0.run.mayShareNamespace(with: resource) }
  }

  /// The accounts a workload may run as; several when namespaces are unknown, or when patches take
  /// it out wherever it is listed.
  package func accounts(of workload: Workload) -> [ServiceAccount] {
    guard let candidates = accountsByName[workload.accountName] else { return [] }
    let own = instances(of: workload.resource).map(\.namespace)
    return candidates.filter { candidate in
      guard accounts[candidate].resource.isRenderedTogether(with: workload.resource) else {
        return false
      }
      let other = accountNamespaces[candidate]
      return own.isEmpty || own.contains(nil) || other.contains(nil)
        || other.contains(where: own.contains)
    }.map { accounts[$0] }
  }

  /// The pull secrets of the one account that a workload runs as; nil when it cannot be told.
  package func accountPullSecrets(of workload: Workload) -> [SecretReference]? {
    let accounts = accounts(of: workload)
    let added = patches(of: workload).flatMap(\.pullSecrets)
    guard accounts.count == 1 else { return accounts.isEmpty && !added.isEmpty ? added : nil }
    return added.isEmpty ? accounts[0].pullSecrets : accounts[0].pullSecrets + added
  }

  /// What commands add to the account that a workload runs as, as far as namespaces tell.
  private func patches(of workload: Workload) -> [ServiceAccount] {
    guard !accountPatches.isEmpty else { return [] }
    let own = instances(of: workload.resource).map(\.namespace)
    return accountPatches.filter { patch in
      patch.resource.name == workload.accountName
        && (own.contains(nil) || patch.resource.namespace == nil
          || own.contains(patch.resource.namespace))
    }
  }

  /// What kubelet is given: the pod's own list, or else the account's
  /// (kubernetes `plugin/pkg/admission/serviceaccount`: there is no merge). Kubelet passes over
  /// entries without a name; a mirror Pod gets nothing.
  package func effectivePullSecrets(of workload: Workload) -> [SecretReference] {
    let isMirror = workload.resource.annotation("kubernetes.io/config.mirror") != nil
    let given =
      workload.hasPullSecretList || isMirror
      ? workload.pullSecrets : accountPullSecrets(of: workload) ?? []
    // An account can list thousands, and each workload asks.
    return given.contains { $0.name.isEmpty } ? given.filter { !$0.name.isEmpty } : given
  }
}
