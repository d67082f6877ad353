internal import Graph
internal import Manifests
internal import YAMLTree

/// What names a Secret and works with it.
struct SecretUsers {
  struct User {
    let party: Party
    let field: String
    let account: String
    let isOptional: Bool
    let consequence: String
    let place: Place
  }

  private let graph: ResourceGraph
  private let uses: SecretUses

  init(_ graph: ResourceGraph) {
    self.graph = graph
    uses = SecretUses(graph)
  }

  /// Each use of the Secret in its namespace.
  func users(of secret: Party) -> [User] {
    graph.references.filter { $0.isLiteral && $0.name == secret.name && !$0.isItem }
      .flatMap { uses.uses(through: $0) }.flatMap { use in users(of: secret, use) }
  }

  private func users(of secret: Party, _ use: SecretUse) -> [User] {
    ObjectWays.known(graph.instances(of: use.user).map(\.namespace)).compactMap { namespace in
      let meant = use.reference.namespace(from: namespace)
      guard meant == secret.namespace || meant == nil || secret.namespace == nil else { return nil }
      return User(
        party: Party(use.user.kind, namespace, use.user.name),
        field: use.reference.row?.path ?? use.reference.field.rawValue,
        account: use.account.map(\.resource.name) ?? "", isOptional: use.reference.isOptional,
        consequence: Self.consequence(use.reference), place: use.reference.nameNode.place)
    }
  }

  /// What happens without the Secret, and when.
  private static func consequence(_ reference: SecretReference) -> String {
    if reference.isOptional { return "starts without it" }
    switch reference.field {
    case .env, .envFrom: return "fails at its next start; what runs keeps the old value"
    case .volume, .projectedVolume:
      return "fails at its next start; a mount is refreshed but for subPath"
    case .imagePullSecrets: return "cannot pull on the next node that lacks the image"
    case .secrets: return "runs without the login"
    case .source: return "fails at its next reconciliation"
    case .object: return "fails when its controller reads it next"
    }
  }
}
