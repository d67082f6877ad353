internal import CEL
internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

/// What is declared of a credential and is not so: it compares times, which are the language's.
enum Contradiction {
  /// What an annotation says and the bytes or the consumers contradict.
  static func of(_ credential: Credential, _ world: RuleContext) -> (text: String, node: Node)? {
    if let end = credential.classification.expires, let declared = credential.declaredExpiry,
      let time = Timestamp(parsing: declared.text, allowsBareDate: true),
      case let real = Timestamp(clamped: end), abs(time.seconds - real.seconds) > 86_400
    {
      return (
        "declared to expire on \(declared.text), and its bytes say \(real.text)", declared.node
      )
    }
    // Only its account's end, or that of the Secret, is one of such a token.
    if credential.kind.id == CredentialKind.kubernetesToken.id,
      credential.classification.expires == nil, let declared = credential.declaredExpiry,
      Timestamp(parsing: declared.text, allowsBareDate: true) != nil
    {
      return ("declared to expire on \(declared.text), and its claims name no end", declared.node)
    }
    if let scopes = credential.classification.token?.scopes, !scopes.isEmpty,
      let declared = credential.declaredScopes, Set(scopes) != Set(declared.values)
    {
      return (
        "declared to have \(declared.values.joined(separator: ", ")), and its claims say "
          + scopes.joined(separator: ", "), declared.node
      )
    }
    if let declared = credential.declaredPurpose, declared.text == "pull",
      let account = buildAccount(of: credential.secret, world)
    {
      return (
        "declared for 'pull', and \(account.described) hands it to builds", declared.node
      )
    }
    return nil
  }

  /// An account that hands the Secret to Tekton runs, and to nothing else.
  private static func buildAccount(of secret: Secret, _ world: RuleContext) -> Resource? {
    let consumers = world.graph.consumers(of: secret)
    guard !consumers.contains(where: { $0.field == .imagePullSecrets }) else { return nil }
    return consumers.lazy.filter { $0.field == .secrets }.map(\.from).first { resource in
      world.graph.accounts.contains {
        $0.resource === resource && !world.graph.runs(of: $0).isEmpty
      }
    }
  }
}
