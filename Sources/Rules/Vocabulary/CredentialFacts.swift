package import CEL
internal import Checks
internal import Credentials
package import Graph
internal import Manifests
internal import YAMLTree

/// Logins, tokens, keys and certificates.
package enum CredentialFacts {
  static let credential: FactType<FoundCredential> = FactType(
    name: "Credential", doc: "One login, token, key or certificate, wherever it stands.",
    facts: [
      Fact("kind", .string, "Its kind, such as gitlab-deploy-token.") { credential, _ in
        .text(credential.kind.id, at: credential.place)
      },
      Fact("describe", .string, "How messages name it.") { credential, _ in
        .text(credential.described)
      },
      Fact("phrase", .string, "The same with its article.") { credential, _ in
        .text(credential.phrase)
      },
      Fact("owner", .string, "What holds it, as messages name it: a Secret, or a value of a file.")
      { credential, _ in .text(holder(of: credential)) },
      Fact(
        "spot", .string, "Where it stands: secret, or as an exposure's spot."
      ) { credential, _ in .text(credential.spot) },
      Fact("provider", .string, "Who issued it; empty when unknown.") { credential, _ in
        .text(credential.provider)
      },
      Fact("registry", .string, "The registry or host it is for.") { credential, _ in
        .text(credential.registry)
      },
      Fact("user", .string, "The user name.") { credential, _ in .text(credential.user) },
      Fact("secret", .message("Secret"), "The Secret that holds it, if one does.") {
        credential, world in
        credential.kept.map { SecretFacts.secret.value($0.secret, world) }
      },
      Fact("value", .string, "The value. Sensitive.") { credential, _ in
        credential.sensitiveValue
      },
      Fact("elsewhere", .list(.string), "Other places where the same value stands, by their path.")
      {
        credential, world in .places(credential.copies(in: world))
      },
      Fact("purpose", .string, "pull, push, clone, webhook, sign or api; empty when unknown.") {
        credential, world in
        purpose(of: credential, world).map { .text($0.text, at: $0.node) }
      },
      Fact("scopes", .list(.string), "Rights that the bytes state or an annotation declares.") {
        credential, world in
        let scopes = scopes(of: credential, world)
        return scopes.isEmpty ? nil : .texts(scopes, at: credential.scopePlace)
      },
      Fact("excess", .list(.string), "Scopes that the purpose does not need.") {
        credential, world in
        .texts(
          excess(of: credential, world),
          at: credential.classification.scopes.isEmpty ? credential.scopePlace : credential.place)
      },
      Fact("expires", .optional(.timestamp), "When it ends, if that is known; \(reach)") {
        credential, world in
        end(of: credential, world).map { optional($0.time, at: $0.origin, world) }
      },
      Fact("missing", .list(.string), "Scopes that the purpose needs and the known ones lack.") {
        credential, world in
        .texts(missing(of: credential, world), at: credential.scopePlace)
      },
      Fact("redundant", .list(.string), "Scopes that another of its scopes includes.") {
        credential, world in
        .texts(
          world.scopes.redundant(in: credential.scopes, provider: credential.provider),
          at: credential.scopePlace)
      },
      Fact("issued", .optional(.timestamp), "When it began, if its bytes tell; \(reach)") {
        credential, world in
        credential.classification.issued.map {
          optional(Timestamp(clamped: $0), at: credential.place, world)
        }
      },
      Fact("rotated", .optional(.timestamp), "When it was last replaced, as declared; \(reach)") {
        credential, world in
        guard let declared = credential.kept?.declaredRotation,
          let time = Timestamp(parsing: declared.text, allowsBareDate: true)
        else { return nil }
        return optional(time, at: Origin(declared.node), world)
      },
      Fact("login", .bool, "It is a registry login: of a docker config, or Tekton makes one of it.")
      {
        credential, _ in
        .bool(credential.isRegistryLogin)
      },
      Fact("opaque", .bool, "Its form shows neither scopes nor expiry.") { credential, _ in
        .bool(credential.kept.map(CredentialProviders.isOpaque) ?? false)
      },
      Fact("issuer", .string, "Who issues its kind; empty where its form does not tell.") {
        credential, _ in .text(credential.kind.provider, at: credential.place)
      },
      Fact("registryProvider", .string, "Whose registry it is for; empty for one of nobody known.")
      {
        credential, _ in
        .text(Providers.provider(ofHost: credential.registry), at: credential.place)
      },
      Fact("userProblem", .string, "Why the user name does not go with it; empty if it does.") {
        credential, _ in
        CredentialProviders.userProblem(credential).map { .text($0, at: credential.place) }
      },
      Fact("unsupported", .string, "Why the registry takes no token of its kind.") {
        credential, _ in
        CredentialProviders.unsupported(credential).map { .text($0, at: credential.place) }
      },
      Fact("contradiction", .string, "What an annotation says of it that is not so.") {
        credential, world in
        credential.kept.flatMap { Contradiction.of($0, world) }.map { .text($0.text, at: $0.node) }
      },
      Fact("namespaces", .int, "In how many namespaces Secrets hold the same.") {
        credential, world in
        Value(.int(Int64(credential.kept.map { world.graph.namespaces(holding: $0) } ?? 0)))
      },
      Fact(
        "copies", .list(.message("Secret")), "Other Secrets that hold the same, a hundred at most."
      ) {
        credential, world in
        let copies = credential.kept.map { world.graph.copies(of: $0) } ?? []
        guard copies.count >= SharedRows.fewest else {
          return SecretFacts.secret.list(copies.map(\.secret), world)
        }
        return Value(
          .list(
            copies.map { copy in
              world.rows.row(of: copy.secret) { SecretFacts.secret.value(copy.secret, world) }
            }))
      },
      Fact("field", .string, "The key of the Secret, or the variable, that holds it.") {
        credential, _ in
        .text(
          credential.key,
          at: (credential.kept?.entry.keyNode).map { Origin($0) } ?? credential.place)
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
        credential, _ in .bool(credential.kept?.isOpen ?? false)
      },
      Fact("clear", .bool, "Committed in readable form.") { credential, _ in
        .bool(credential.isClear)
      },
      Fact(
        "verified", .message("Verified"), "What its own provider has said of it, if it was asked."
      ) {
        credential, world in VerifiedFacts.verified(credential, world)
      },
    ],
    origin: \.place,
    identity: \.identity)

  private static func holder(of credential: FoundCredential) -> String {
    let isNamed = credential.kept == nil && !credential.key.isEmpty
    return isNamed ? "'\(credential.key)' of \(credential.owner)" : credential.owner
  }

  /// What a job's runner logs in with is for pulls.
  static func purpose(
    of credential: FoundCredential, _ world: RuleContext
  ) -> (text: String, node: Node?)? {
    if let kept = credential.kept { return CredentialUses.purpose(of: kept, world.graph) }
    return credential.key == "DOCKER_AUTH_CONFIG" ? ("pull", nil) : nil
  }

  private static func excess(of credential: FoundCredential, _ world: RuleContext) -> [String] {
    guard let purpose = purpose(of: credential, world)?.text else { return [] }
    return world.scopes.excess(
      of: scopes(of: credential, world), provider: credential.provider, purpose: purpose)
  }

  /// What the bytes say, else what its provider has listed, else what an annotation declares.
  private static func scopes(of credential: FoundCredential, _ world: RuleContext) -> [String] {
    guard credential.classification.scopes.isEmpty,
      let proved = VerifiedFacts.answer(for: credential, world)?.scopes, !proved.isEmpty
    else { return credential.scopes }
    return proved
  }

  private static func missing(of credential: FoundCredential, _ world: RuleContext) -> [String] {
    let scopes = scopes(of: credential, world)
    guard !scopes.isEmpty, let purpose = purpose(of: credential, world)?.text else { return [] }
    return world.scopes.missing(
      from: scopes, provider: credential.provider, purpose: purpose)
  }

  /// What the bytes say outranks what an annotation declares.
  package static func end(of credential: Credential) -> Timestamp? {
    end(of: .kept(credential))?.time
  }

  private static func end(of credential: FoundCredential) -> (time: Timestamp, origin: Origin)? {
    if let seconds = credential.classification.expires {
      return (Timestamp(clamped: seconds), credential.place)
    }
    guard let declared = credential.kept?.declaredExpiry,
      let time = Timestamp(parsing: declared.text, allowsBareDate: true)
    else { return nil }
    return (time, Origin(declared.node))
  }

  /// What its provider has said outranks what an annotation declares.
  private static func end(
    of credential: FoundCredential, _ world: RuleContext
  ) -> (time: Timestamp, origin: Origin)? {
    guard credential.classification.expires == nil,
      let proved = VerifiedFacts.answer(for: credential, world)?.expires
    else { return end(of: credential) }
    return (proved, credential.place)
  }

  private static let reach = "146 years from now at most."

  static func optional(
    _ time: Timestamp, at origin: Origin, _ world: RuleContext
  ) -> Value {
    let near = Value(.timestamp(world.time(time)), origin: origin)
    return Value(.optional(Boxed(near)), origin: near.origin)
  }
}

extension FoundCredential {
  /// Where it stands; its value is not shown there.
  var place: Origin {
    switch self {
    case .kept(let credential): credential.origin()
    case .hardcoded(let hardcoded): Origin(hardcoded.place)
    }
  }

  /// Where its scopes are declared, or else where it stands.
  fileprivate var scopePlace: Origin {
    (kept?.declaredScopes?.node).map { Origin($0) } ?? place
  }
}
