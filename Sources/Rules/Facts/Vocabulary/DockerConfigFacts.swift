internal import Encodings
internal import Graph
internal import CEL
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
          owned.config.entry.isPlaceholder
            && (owned.config.logins.isEmpty || Placeholder.isTemplate(owned.config.entry.text)))
      },
      Fact("bare", .bool, "It has registries with logins, and no auths around them.") { owned, _ in
        .bool(isBare(owned.config))
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
        DockerConfigCheck.problem(of: owned.config).map { .text($0.text, at: $0.node) }
      },
      Fact("usable", .bool, "At least one entry has a login.") { owned, _ in
        .bool(owned.config.logins.contains(where: \.isUsable))
      },
      Fact("value", .string, "The value as written. Sensitive.") { owned, _ in
        .text(owned.config.entry.value.text, at: owned.config.entry.value, .sensitive)
      },
      Fact("wrapped", .string, "The value to write instead, as a dockerconfigjson. Sensitive.") {
        owned, _ in wrapped(owned.config)
      },
      Fact(
        "unwrapped", .string, "The value to write instead, without the auths wrapper. Sensitive."
      ) {
        owned, _ in unwrapped(owned.config)
      },
    ],
    origin: { Origin($0.config.entry.value) },
    identity: {
      "\($0.secret.identity)/\($0.config.entry.key)"
    })

  /// The object inside `auths` with nothing around it, each login in full: what the older format
  /// holds when it is written by hand from what `docker login` wrote.
  private static func unwrapped(_ config: DockerConfig) -> Value? {
    guard let auths = config.auths, auths.kind == .mapping else { return nil }
    let bytes = auths.document.source.bytes
    let around = [0..<auths.range.lowerBound, auths.range.upperBound..<bytes.count]
    let edits =
      around.filter { !$0.isEmpty }.map { Edit(range: $0, replacement: "") }
      + config.logins.flatMap(missingMembers)
    return Edit.apply(edits, to: bytes).map { rewritten(config, $0) }
  }

  /// `username`, `password` and `auth` say the same: those that are absent follow from the others.
  private static func missingMembers(_ login: RegistryLogin) -> [Edit] {
    func has(_ key: String) -> Bool { login.body.entry(key, ignoringCase: true) != nil }
    guard !login.isTemplate, login.authProblem == nil, !login.user.isEmpty, !login.secret.isEmpty
    else { return [] }
    return login.secret.reveal { password in
      let members = [
        ("username", login.user), ("password", password),
        ("auth", Base64.encode(Array("\(login.user):\(password)".utf8))),
      ].filter { !has($0.0) }
      guard let end = login.body.ownEntries.last?.value.range.upperBound else { return [] }
      let text = members.map { ", \(Scalar.quoted($0)): \(Scalar.quoted($1))" }.joined()
      return text.isEmpty ? [] : [Edit(range: end..<end, replacement: text)]
    }
  }

  private static func isBare(_ config: DockerConfig) -> Bool {
    guard let entries = config.root?.entries, !entries.isEmpty, config.auths == nil else {
      return false
    }
    return entries.allSatisfy { entry in
      ["auth", "username", "password"].contains {
        entry.value.entry($0, ignoringCase: true)?.value.kind == .scalar
      }
    }
  }

  /// The registries under `auths`.
  private static func wrapped(_ config: DockerConfig) -> Value? {
    guard let root = config.root else { return nil }
    let own = Array(root.document.source.bytes[root.range])
    let json = config.auths == nil ? Array("{\"auths\":".utf8) + own + [UInt8(ascii: "}")] : own
    return rewritten(config, json)
  }

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
        .text(owned.login.user, at: owned.login.secretNode)
      },
      Fact("authProblem", .string, "Why kubelet cannot read auth; empty if it can.") { owned, _ in
        owned.login.authProblem.map { .text($0.rawValue, at: owned.login.auth) }
      },
      Fact("placeholder", .bool, "A hint or template instead of a login.") { owned, _ in
        .bool(isPlaceholder(owned.login))
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
        RegistryMismatch.of(owned.login, world).map { .text($0.reason, at: owned.login.keyNode) }
      },
      Fact(
        "suggestion", .string, "How the registry should be written; empty if that is not certain."
      ) {
        owned, world in
        RegistryMismatch.of(owned.login, world).flatMap(\.suggestion).map { .text($0) }
      },
    ],
    origin: { Origin($0.login.keyNode) },
    identity: {
      "\($0.secret.identity)/\($0.config.entry.key)/\($0.login.registry)"
    })
}

/// Why a docker config is none.
enum DockerConfigCheck {
  static func problem(of config: DockerConfig) -> (text: String, node: Node)? {
    let value = config.entry.value
    guard let root = config.root else {
      return (config.isJSON ? "is no JSON object" : "is not JSON", value)
    }
    if let auths = config.auths, auths.kind != .mapping, !auths.isNull {
      return ("has 'auths' that is no object", auths)
    }
    let map = config.form == .dockercfg ? (config.auths ?? root) : config.auths
    for entry in map?.entries ?? [] where entry.key.text != "auths" {
      guard entry.value.kind == .mapping || entry.value.isNull else {
        return ("has an entry '\(entry.key.text)' that is no object", entry.key)
      }
      for member in ["username", "password", "auth", "email"] {
        guard let node = entry.value.entry(member, ignoringCase: true)?.value,
          !Shape.isTemplate(node)
        else { continue }
        let isText = node.kind == .scalar && (node.style == .doubleQuoted || node.isNull)
        if !isText { return ("has '\(member)' of '\(entry.key.text)' that is no text", node) }
      }
    }
    return nil
  }
}

/// Hosts that no other machine reaches, or that only the cluster does.
enum Hosts {
  static func isLocal(_ host: String) -> Bool {
    if host.hasPrefix("[") { return host.hasPrefix("[::1]") }
    let name = host.prefix { $0 != ":" }.lowercased()
    return !name.contains(".") || name.hasPrefix("127.") || name.hasSuffix(".svc")
      || name.hasSuffix(".svc.cluster.local") || name.hasSuffix(".localhost")
  }
}

/// True where somebody has yet to fill in the login.
private func isPlaceholder(_ login: RegistryLogin) -> Bool {
  let isHint =
    Placeholder.isTemplate(login.registry) || Placeholder.isTemplate(login.user)
    || login.user.lowercased().hasPrefix("your")
    || Placeholder.isReservedHost(login.key?.host ?? login.registry)
  guard login.authProblem == nil else {
    return isHint || Placeholder.matches(login.auth?.text ?? "")
  }
  return isHint || login.isTemplate
    || login.secret.reveal { Placeholder.matches($0) && !$0.isEmpty }
}

/// A registry string that no image name can ever match.
enum RegistryMismatch {
  static func of(_ login: RegistryLogin, _ world: World) -> (reason: String, suggestion: String?)? {
    let text = login.registry
    guard !text.isEmpty, !Placeholder.isTemplate(text), text != "auths" else { return nil }
    for scheme in ["oci://", "docker://", "tcp://"] where text.hasPrefix(scheme) {
      return ("'\(scheme)' is no scheme that kubelet knows", String(text.dropFirst(scheme.count)))
    }
    if text != text.trimmedWhitespace {
      return ("it has white space around it", text.trimmedWhitespace)
    }
    guard let key = login.key else { return ("kubelet cannot read it", nil) }
    if isUsed(key, world) { return nil }
    if ["hub.docker.com", "registry.hub.docker.com", "registry-1.docker.io"].contains(key.host) {
      return ("images of Docker Hub are named 'docker.io'", "https://index.docker.io/v1/")
    }
    if key.host == "index.docker.io", key.path == "/v1" || key.path == "/v2" {
      return ("'\(key.path)' needs a slash behind it", "https://index.docker.io/v1/")
    }
    if ["/v1", "/v2", "/api"].contains(key.path) {
      return ("no image path starts with '\(key.path)'", key.host)
    }
    if let tag = key.path.split(separator: "/").last, tag.contains(":") {
      return (
        "a tag is no part of a registry",
        String(key.text.prefix { _ in true }.dropLast(tag.drop { $0 != ":" }.count))
      )
    }
    if key.host.hasSuffix(":443") {
      return (
        "kubelet compares ports as text, and images are named without ':443'",
        String(key.text.replacing(":443", with: ""))
      )
    }
    if key.host != key.host.lowercased() {
      return (
        "kubelet compares hosts as text, and images are named in lower case", key.text.lowercased()
      )
    }
    return nil
  }

  /// An image of the repository is written so that the key matches it.
  private static func isUsed(_ key: RegistryKey, _ world: World) -> Bool {
    world.graph.images.contains(where: key.matches)
  }
}
