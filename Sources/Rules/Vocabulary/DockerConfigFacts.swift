internal import Encodings
internal import Graph
internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

/// Docker configs and their entries.
extension SecretFacts {
  struct OwnedConfig: Sendable {
    let secret: Secret
    let config: DockerConfig
  }

  static let config: FactType<OwnedConfig> = FactType(
    name: "DockerConfig", doc: "A docker config in a Secret.",
    facts: [
      Fact("key", .string, "The key of the Secret that holds it.") { owned, _ in
        .text(owned.config.entry.key, at: owned.config.entry.keyNode)
      },
      Fact("form", .string, "dockerconfigjson or dockercfg.") { owned, _ in
        .text(owned.config.form.rawValue)
      },
      Fact("secret", .message("Secret"), "The Secret that holds it.") { owned, world in
        SecretFacts.secret.value(owned.secret, world)
      },
      Fact("readable", .bool, "It is a JSON object.") { owned, _ in
        .bool(owned.config.root != nil, at: owned.config.entry.value)
      },
      Fact("empty", .bool, "It is an object without members.") { owned, _ in
        .bool(owned.config.isEmptyObject)
      },
      Fact("placeholder", .bool, "A hint or template instead of a config.") { owned, _ in
        // A hint inside a config, such as an e-mail address of example.com, makes no hint of it.
        .bool(
          DockerConfigs.isFilledIn(owned.config)
            || owned.config.entry.isPlaceholder
              && (owned.config.logins.isEmpty || Placeholder.isTemplate(owned.config.entry.text))
        )
      },
      Fact(
        "idle", .bool,
        "An empty object in a Secret that another tool marks for itself, and that nothing pulls with."
      ) {
        owned, world in
        .bool(DockerConfigs.isEmpty(owned.config) && ToolMarks.isIdle(owned.secret, world.graph))
      },
      Fact("bare", .bool, "It has registries with logins, and no auths around them.") { owned, _ in
        .bool(DockerConfigs.isBare(owned.config))
      },
      Fact("auths", .dyn, "The auths member, as a place.") { owned, _ in
        owned.config.auths.map { Value(.bool(true), origin: Origin($0)) }
      },
      Fact("logins", .list(.message("Login")), "Its entries.") { owned, world in
        login.list(
          owned.config.logins.map {
            OwnedLogin(secret: owned.secret, config: owned.config, login: $0)
          },
          world, at: Origin(owned.config.entry.value))
      },
      Fact("stores", .list(.string), "credsStore and credHelpers, where they are set.") {
        owned, _ in
        Value(.list(owned.config.storeReferences.map { .text($0.path.last ?? "", at: $0) }))
      },
      Fact("problem", .string, "Why no consumer can read it as a docker config; empty if it can.") {
        owned, _ in
        DockerConfigs.problem(of: owned.config).map { .text($0.text, at: $0.node) }
      },
      Fact("mounted", .bool, "Mounted where Docker's own library looks for it.") { owned, world in
        .bool(!SecretKeyNames.mounts(of: owned.secret, world.graph).isEmpty)
      },
      Fact("usable", .bool, "At least one entry has a login.") { owned, _ in
        .bool(owned.config.logins.contains(where: \.isUsable))
      },
      Fact("value", .string, "The value as written. Sensitive.") { owned, _ in
        .text(owned.config.entry.value.text, at: owned.config.entry.value, .sensitive)
      },
      Fact("wrapped", .string, "The value to write instead, as a dockerconfigjson. Sensitive.") {
        owned, _ in
        DockerConfigs.wrapped(owned.config).map { rewritten(owned.config, $0) }
      },
      Fact(
        "unwrapped", .string, "The value to write instead, without the auths wrapper. Sensitive."
      ) {
        owned, _ in
        DockerConfigs.unwrapped(owned.config).map { rewritten(owned.config, $0) }
      },
    ],
    origin: { Origin($0.config.entry.value) },
    identity: {
      "\($0.secret.identity)/\($0.config.entry.key)"
    })

  /// A line break at the end stays.
  private static func rewritten(_ config: DockerConfig, _ json: [UInt8]) -> Value {
    let entry = config.entry
    return rewritten(entry, json + (entry.decoded?.last == 10 ? [10] : []))
  }

  struct OwnedLogin: Sendable {
    let secret: Secret
    let config: DockerConfig
    let login: RegistryLogin
  }

  static let login: FactType<OwnedLogin> = FactType(
    name: "Login", doc: "One registry of a docker config with its login.",
    facts: [
      Fact("registry", .string, "The registry as written.") { owned, _ in
        .text(owned.login.registry, at: owned.login.keyNode)
      },
      Fact("secret", .message("Secret"), "The Secret that holds it.") { owned, world in
        SecretFacts.secret.value(owned.secret, world)
      },
      Fact("user", .string, "The user name.") { owned, _ in
        .text(owned.login.user, at: owned.login.userNode)
      },
      Fact("hasPassword", .bool, "A password, or what a variable fills in for one.") { owned, _ in
        .bool(!owned.login.secret.isEmpty || owned.login.isTemplate)
      },
      Fact("authProblem", .string, "Why kubelet cannot read auth; empty if it can.") { owned, _ in
        let inTemplate =
          owned.config.isTemplate ? owned.login.templateProblem : nil
        return (owned.login.authProblem?.rawValue ?? inTemplate).map {
          .text($0, at: owned.login.auth)
        }
      },
      Fact("clientProblem", .string, "Why Docker's own library cannot read auth.") { owned, _ in
        owned.login.clientProblem.map { .text($0.rawValue, at: owned.login.auth) }
      },
      Fact("placeholder", .bool, "A hint or template instead of a login.") { owned, _ in
        .bool(owned.login.isUnfilled)
      },
      Fact("open", .bool, "A variable or a template fills in its password.") { owned, _ in
        .bool(owned.login.isTemplate)
      },
      Fact(
        "sample", .bool,
        "Its registry or its password is a hint. What a variable fills in makes no sample of it."
      ) { owned, _ in .bool(owned.login.isSample) },
      Fact(
        "expandedVariable", .string,
        "What a shell takes for a variable in its user name; empty if nothing."
      ) { owned, _ in
        owned.login.expandedVariable.map { .text($0, at: owned.login.userNode) }
      },
      Fact("host", .string, "The registry without scheme and path.") { owned, _ in
        .text(owned.login.key?.host ?? "", at: owned.login.keyNode)
      },
      Fact("path", .string, "The path of the registry.") { owned, _ in
        .text(owned.login.key?.path ?? "", at: owned.login.keyNode)
      },
      Fact("contradictory", .bool, "auth says something else than username and password.") {
        owned, _ in
        .bool(
          owned.login.isContradictory,
          at: owned.login.body.entry("password")?.value ?? owned.login.secretNode)
      },
      Fact("identityOnly", .bool, "All it has is a token that kubelet does not read.") {
        owned, _ in .bool(owned.login.hasOnlyIdentity, at: owned.login.keyNode)
      },
      Fact("empty", .bool, "A user without a password, or an auth of that form.") { owned, _ in
        .bool(owned.login.isEmpty, at: owned.login.emptyNode)
      },
      Fact("local", .bool, "The host is this machine's or the cluster's own.") { owned, _ in
        .bool(Hosts.isLocal(owned.login.key?.host ?? ""))
      },
      Fact("libraryRead", .bool, "Tekton, Chains or Lifecycle Manager reads it, not only kubelet.")
      {
        owned, world in
        .bool(
          owned.secret.label("operator.kyma-project.io/oci-registry-cred") != nil
            || world.graph.consumers(of: owned.secret).contains { $0.field == .secrets })
      },
      Fact("mismatch", .string, "Why no image can match the registry; empty if one can.") {
        owned, world in
        RegistryMismatch.of(owned.login, world.graph).map {
          .text($0.reason, at: owned.login.keyNode)
        }
      },
      Fact(
        "suggestion", .string, "How the registry should be written; empty if that is not certain."
      ) {
        owned, world in
        RegistryMismatch.of(owned.login, world.graph).flatMap(\.suggestion).map { .text($0) }
      },
    ],
    origin: { Origin($0.login.keyNode) },
    identity: {
      "\($0.secret.identity)/\($0.config.entry.key)/\($0.login.registry)"
    })
}
