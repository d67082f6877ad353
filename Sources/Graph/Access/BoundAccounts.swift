internal import Manifests

/// The accounts to which some binding gives a role.
struct BoundAccounts: Sendable {
  /// Their namespaces by their names; nil for one that is not known.
  private let namespaces: [String: [String?]]
  private let isEverybodyBound: Bool

  init(_ resources: [Resource]) {
    let subjects = resources.filter { $0.role == .binding }.flatMap(AccessSubject.all)
    isEverybodyBound = subjects.contains { $0.kind == "Group" && $0.category == .everybody }
    namespaces = Dictionary(
      grouping: subjects.filter { $0.kind == "ServiceAccount" }, by: \.name
    )
    .mapValues { $0.map(\.namespace) }
  }

  /// By name, or as one of all accounts.
  func contains(_ account: ServiceAccount) -> Bool {
    let own = account.resource
    return isEverybodyBound
      || (namespaces[own.name] ?? []).contains { namespace in
        namespace == nil || own.namespace == nil || namespace == own.namespace
      }
  }
}
