package import Manifests

/// One way in which something can use a Secret.
package struct SecretUse: Sendable {
  /// What uses it: a workload, or another object that names it.
  package let user: Resource
  package let reference: SecretReference
  /// The account through which a workload comes to it.
  package let account: ServiceAccount?
  package let workload: Workload?

  /// Something runs with it, and does not only name it.
  package var isWorkload: Bool { workload != nil || user.role == .run }
}

/// Who uses which Secret, also through the accounts that workloads run as.
package struct SecretUses: Sendable {
  private let graph: ResourceGraph
  private var workloadsByResource: [ObjectIdentifier: [Workload]] = [:]
  private var accountsByResource: [ObjectIdentifier: ServiceAccount] = [:]
  /// By the resource of the account.
  private var workloadsByAccount: [ObjectIdentifier: [Workload]] = [:]

  package init(_ graph: ResourceGraph) {
    self.graph = graph
    for account in graph.accounts {
      accountsByResource[ObjectIdentifier(account.resource)] = account
    }
    for workload in graph.workloads {
      workloadsByResource[ObjectIdentifier(workload.resource), default: []].append(workload)
      for account in graph.accounts(of: workload) {
        workloadsByAccount[ObjectIdentifier(account.resource), default: []].append(workload)
      }
    }
  }

  /// Who comes to the Secret, in the order of the files.
  package func uses(of secret: Secret) -> [SecretUse] {
    graph.consumers(of: secret).flatMap { uses(through: $0) }
  }

  /// Who comes to a Secret through the reference, whether the repository holds it or not.
  package func uses(through reference: SecretReference) -> [SecretUse] {
    let owner = ObjectIdentifier(reference.from)
    guard let account = accountsByResource[owner] else {
      return [
        SecretUse(
          user: reference.from, reference: reference, account: nil,
          workload: workloadsByResource[owner]?.first)
      ]
    }
    var uses = (workloadsByAccount[owner] ?? []).filter {
      // A list of its own keeps the account's pull secrets out; `secrets` is for runs.
      reference.field == .imagePullSecrets
        ? !$0.hasPullSecretList : $0.resource.role == .run
    }.map {
      SecretUse(user: $0.resource, reference: reference, account: account, workload: $0)
    }
    // Most runs have no pod template of their own.
    let known = Set(uses.map { ObjectIdentifier($0.user) })
    uses += graph.runs(of: account).map(\.run).filter { !known.contains(ObjectIdentifier($0)) }.map
    {
      SecretUse(user: $0, reference: reference, account: account, workload: nil)
    }
    guard uses.isEmpty else { return uses }
    return [SecretUse(user: reference.from, reference: reference, account: account, workload: nil)]
  }
}

extension ResourceGraph {
  /// How the containers of a workload get Secrets: the first reference to each in the environment,
  /// and the first in volumes.
  package func firstReferences(of workload: Workload) -> [SecretReference] {
    guard overlays.applies(workload.resource) else { return [] }
    var seen: Set<[String]> = []
    return workload.references.filter { reference in
      let isVariable = reference.field == .env || reference.field == .envFrom
      return seen.insert([isVariable ? "environment" : "volume", reference.name]).inserted
    }
  }
}
