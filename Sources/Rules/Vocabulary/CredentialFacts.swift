package import CEL
internal import Checks
internal import Credentials
package import Graph
internal import Manifests
package import YAMLTree

/// Logins, tokens, keys and certificates.
package enum CredentialFacts {
  static let credential: FactType<Credential> = FactType(
    name: "Credential", doc: "One login, token, key or certificate, wherever it stands.",
    facts: [
      Fact("kind", .string, "Its kind, such as gitlab-deploy-token.") { credential, _ in
        .text(credential.kind.id, at: credential.node)
      },
      Fact("describe", .string, "How messages name it.") { credential, _ in
        .text(credential.described)
      },
      Fact("provider", .string, "Who issued it; empty when unknown.") { credential, _ in
        .text(credential.provider)
      },
      Fact("registry", .string, "The registry or host it is for.") { credential, _ in
        .text(credential.registry)
      },
      Fact("user", .string, "The user name.") { credential, _ in .text(credential.user) },
      Fact("secret", .message("Secret"), "The Secret that holds it.") { credential, world in
        SecretFacts.secret.value(credential.secret, world)
      },
      Fact("value", .string, "The value. Sensitive.") { credential, _ in
        Value(.string(credential.value.reveal { $0 }), origin: Origin(credential.node, .sensitive))
      },
      Fact("purpose", .string, "pull, push, clone, webhook, sign or api; empty when unknown.") {
        credential, world in
        CredentialUses.purpose(of: credential, world.graph).map { .text($0.text, at: $0.node) }
      },
      Fact("scopes", .list(.string), "Rights that the bytes state or an annotation declares.") {
        credential, _ in
        credential.scopes.isEmpty
          ? nil : .texts(credential.scopes, at: credential.declaredScopes?.node ?? credential.node)
      },
      Fact("excess", .list(.string), "Scopes that the purpose does not need.") {
        credential, world in
        let excess = excess(of: credential, world)
        let node =
          credential.classification.scopes.isEmpty
          ? credential.declaredScopes?.node : credential.node
        return .texts(excess, at: node ?? credential.node)
      },
      Fact("expires", .optional(.timestamp), "When it ends, if that is known; \(reach)") {
        credential, world in
        end(of: credential).map { optional($0.time, at: $0.node, world) }
      },
      Fact("missing", .list(.string), "Scopes that the purpose needs and the known ones lack.") {
        credential, world in
        .texts(
          missing(of: credential, world), at: credential.declaredScopes?.node ?? credential.node)
      },
      Fact("redundant", .list(.string), "Scopes that another of its scopes includes.") {
        credential, world in
        .texts(
          world.scopes.redundant(in: credential.scopes, provider: credential.provider),
          at: credential.declaredScopes?.node ?? credential.node)
      },
      Fact("issued", .optional(.timestamp), "When it began, if its bytes tell; \(reach)") {
        credential, world in
        credential.classification.issued.map {
          optional(Timestamp(clamped: $0), at: credential.node, world)
        }
      },
      Fact("rotated", .optional(.timestamp), "When it was last replaced, as declared; \(reach)") {
        credential, world in
        guard let declared = credential.declaredRotation,
          let time = Timestamp(parsing: declared.text, allowsBareDate: true)
        else { return nil }
        return optional(time, at: declared.node, world)
      },
      Fact("login", .bool, "It is a registry login: of a docker config, or Tekton makes one of it.")
      {
        credential, _ in
        .bool(credential.isRegistryLogin)
      },
      Fact("opaque", .bool, "Its form shows neither scopes nor expiry.") { credential, _ in
        .bool(CredentialProviders.isOpaque(credential))
      },
      Fact("issuer", .string, "Who issues its kind; empty where its form does not tell.") {
        credential, _ in .text(credential.kind.provider, at: credential.node)
      },
      Fact("registryProvider", .string, "Whose registry it is for; empty for one of nobody known.")
      {
        credential, _ in
        .text(Providers.provider(ofHost: credential.registry), at: credential.node)
      },
      Fact("userProblem", .string, "Why the user name does not go with it; empty if it does.") {
        credential, _ in
        CredentialProviders.userProblem(credential).map { .text($0, at: credential.node) }
      },
      Fact("unsupported", .string, "Why the registry takes no token of its kind.") {
        credential, _ in
        CredentialProviders.unsupported(credential).map { .text($0, at: credential.node) }
      },
      Fact("contradiction", .string, "What an annotation says of it that is not so.") {
        credential, world in
        Contradiction.of(credential, world).map { .text($0.text, at: $0.node) }
      },
      Fact("copies", .list(.message("Secret")), "Other Secrets that hold the same.") {
        credential, world in
        SecretFacts.secret.list(world.graph.copies(of: credential).map(\.secret), world)
      },
      Fact("field", .string, "The key of the Secret that holds it.") { credential, _ in
        .text(credential.entry.key, at: credential.entry.keyNode)
      },
      Fact("personal", .bool, "Acts with the rights of a person's account.") { credential, _ in
        .bool(credential.kind.isPersonal)
      },
      Fact("shortLived", .bool, "Dies by construction, with a job or within hours.") {
        credential, _ in
        .bool(credential.kind.lifetime == .short)
      },
      Fact("placeholder", .bool, "A hint, template or sample.") { credential, _ in
        .bool(credential.isPlaceholder)
      },
      Fact("open", .bool, "A variable or a template fills in its value; the rest of it is known.") {
        credential, _ in .bool(credential.isOpen)
      },
      Fact("clear", .bool, "Committed in readable form.") { credential, _ in
        .bool(credential.isClear)
      },
    ],
    origin: { Origin($0.node) },
    identity: {
      "\($0.secret.identity)/\($0.entry.key)/\($0.registry)"
    })

  private static func excess(of credential: Credential, _ world: RuleContext) -> [String] {
    guard let purpose = CredentialUses.purpose(of: credential, world.graph)?.text else { return [] }
    return world.scopes.excess(
      of: credential.scopes, provider: credential.provider, purpose: purpose)
  }

  private static func missing(of credential: Credential, _ world: RuleContext) -> [String] {
    guard !credential.scopes.isEmpty,
      let purpose = CredentialUses.purpose(of: credential, world.graph)?.text
    else {
      return []
    }
    return world.scopes.missing(
      from: credential.scopes, provider: credential.provider, purpose: purpose)
  }

  /// What the bytes say outranks what an annotation declares.
  package static func end(of credential: Credential) -> (time: Timestamp, node: Node)? {
    if let seconds = credential.classification.expires {
      return (Timestamp(clamped: seconds), credential.node)
    }
    guard let declared = credential.declaredExpiry,
      let time = Timestamp(parsing: declared.text, allowsBareDate: true)
    else { return nil }
    return (time, declared.node)
  }

  private static let reach = "146 years from now at most."

  private static func optional(_ time: Timestamp, at node: Node, _ world: RuleContext) -> Value {
    let near = Value(.timestamp(world.time(time)), origin: Origin(node))
    return Value(.optional(Boxed(near)), origin: near.origin)
  }
}
