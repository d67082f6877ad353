internal import CEL
internal import Credentials
internal import Manifests
internal import YAMLTree

/// Secrets, their entries, and the docker configs in them.
enum SecretFacts {
  static let secret: FactType<Secret> = FactType(
    name: "Secret",
    doc: "A Secret from any producer: manifest, SealedSecret, ExternalSecret, generator …",
    facts: [
      Fact("name", .string, "Its name.") { secret, _ in .text(secret.name, at: secret.nameNode) },
      Fact("namespace", .string, "Its namespace; empty when unknown.") { secret, _ in
        secret.resource.namespace.map { .text($0, at: secret.resource.metadata?["namespace"]) }
      },
      Fact("type", .string, "Its type as written; empty means Opaque.", in: { $0.resource.body }) {
        secret, _ in
        .text(secret.typeNode)
      },
      Fact("labels", .map(.string, .string), "Labels.", in: { $0.metadata }) { secret, _ in
        .map(secret.metadata?["labels"])
      },
      Fact("annotations", .map(.string, .string), "Annotations.", in: { $0.metadata }) {
        secret, _ in
        .map(secret.metadata?["annotations"])
      },
      Fact("metadata", .dyn, "The metadata, as a place.") { secret, _ in
        secret.metadata.map { Value(.null, origin: Origin($0)) }
      },
      Fact(
        "origin", .string,
        "Secret, SealedSecret, ExternalSecret, SecretProviderClass or secretGenerator."
      ) {
        secret, _ in .text(secret.origin.rawValue)
      },
      Fact("describe", .string, "How messages name it.") { secret, _ in .text(secret.described) },
      Fact("encrypted", .bool, "Encrypted as a whole, or fetched by a controller.") { secret, _ in
        .bool(secret.isEncrypted)
      },
      Fact("live", .bool, "Read from a cluster, not from a repository.") { secret, _ in
        .bool(secret.resource.isLive)
      },
      Fact("filled", .bool, "Filled or copied by a controller.") { secret, _ in
        .bool(secret.isFilledElsewhere)
      },
      Fact("copied", .bool, "Copied to other namespaces by a controller or a policy.") {
        secret, world in .bool(world.graph.isCopied(secret))
      },
      Fact("closed", .bool, "All of its keys are known.") { secret, _ in .bool(secret.hasClosedKeys)
      },
      Fact("templated", .bool, "Its type is a template.") { secret, _ in
        .bool(Placeholder.isTemplate(secret.type))
      },
      Fact("docker", .bool, "Has one of the two docker types.") { secret, _ in
        .bool(secret.isDockerType, at: secret.typeNode)
      },
      Fact("keys", .list(.string), "The keys of its data.") { secret, _ in
        Value(.list(secret.entries.map { .text($0.key, at: $0.keyNode) }), origin: body(secret))
      },
      Fact("entries", .list(.message("Entry")), "Its keys with their values.") { secret, world in
        entry.list(
          secret.entries.map { OwnedEntry(secret: secret, entry: $0) }, world, at: body(secret))
      },
      Fact("dockerConfigs", .list(.message("DockerConfig")), "Docker configs among its values.") {
        secret, world in
        config.list(
          secret.dockerConfigs.map { OwnedConfig(secret: secret, config: $0) }, world,
          at: body(secret))
      },
      Fact("consumers", .list(.message("Reference")), "What refers to it.") { secret, world in
        ReferenceFacts.reference.list(world.graph.consumers(of: secret), world)
      },
      Fact("pulled", .bool, "Something uses it as an image pull secret.") { secret, world in
        .bool(world.graph.consumers(of: secret).contains { $0.field == .imagePullSecrets })
      },
      Fact("selected", .bool, "A module's layer selects it by its labels.") { secret, world in
        .bool(isSelected(secret, world))
      },
    ],
    origin: { secret in
      secret.nameNode.map { Origin($0) } ?? Origin(secret.resource.body)
    },
    identity: { secret in
      "Secret/\(secret.resource.namespace ?? "")/\(secret.name)"
    })

  /// Where the Secret's data stands, or would stand.
  private static func body(_ secret: Secret) -> Origin {
    let body = secret.resource.body
    return Origin(body["data"] ?? body["stringData"] ?? body)
  }

  private static func isSelected(_ secret: Secret, _ world: World) -> Bool {
    world.graph.descriptors.contains { descriptor in
      descriptor.layers.contains { layer in
        let selector = layer.selector
        return !selector.isEmpty
          && selector.allSatisfy { secret.label($0.key)?.hasText($0.value) == true }
      }
    }
  }

  struct OwnedEntry: Sendable {
    let secret: Secret
    let entry: SecretEntry
  }

  static let entry: FactType<OwnedEntry> = FactType(
    name: "Entry", doc: "One key of a Secret.",
    facts: [
      Fact("key", .string, "The key.") { owned, _ in .text(owned.entry.key, at: owned.entry.keyNode)
      },
      Fact("field", .string, "data, stringData, literal or remote.") { owned, _ in
        .text(owned.entry.field.rawValue)
      },
      Fact("value", .string, "The value as written. Sensitive.") { owned, _ in
        .text(owned.entry.value.text, at: owned.entry.value, .sensitive)
      },
      Fact("text", .string, "The decoded value. Sensitive.") { owned, _ in
        owned.entry.decoded.map { _ in
          .text(owned.entry.text, at: owned.entry.value, [.sensitive, .derived])
        }
      },
      Fact("clear", .bool, "The value stands readable in the file.") { owned, _ in
        .bool(owned.entry.isClear && !owned.secret.isEncrypted)
      },
      Fact("encrypted", .bool, "The value is encrypted, or replaced by another tool.") { owned, _ in
        .bool(owned.entry.encryption != nil || owned.secret.isEncrypted)
      },
      Fact("placeholder", .bool, "A hint, template or sample instead of a value.") { owned, _ in
        .bool(owned.entry.isPlaceholder)
      },
      Fact("size", .int, "Bytes of the decoded value.") { owned, _ in
        owned.entry.decoded.map { Value(.int(Int64($0.count)), origin: Origin(owned.entry.value)) }
      },
      Fact("base64Problem", .string, "Why the API server refuses the value; empty if it does not.")
      {
        owned, _ in base64Problem(owned.entry)
      },
      Fact("endsInNewline", .bool, "The decoded value ends in a line break.") { owned, _ in
        .bool(owned.entry.decoded?.last == 10, at: owned.entry.value)
      },
      Fact("shape", .string, "json, pem or text.") { owned, _ in .text(shape(owned.entry)) },
      Fact(
        "withoutNewline", .string,
        "The value to write instead, without line breaks at its end. Sensitive."
      ) {
        owned, _ in withoutNewline(owned.entry)
      },
    ],
    origin: { Origin($0.entry.keyNode) },
    identity: { "Secret/\($0.secret.resource.namespace ?? "")/\($0.secret.name)/\($0.entry.key)" })

  private static func base64Problem(_ entry: SecretEntry) -> Value? {
    guard let problem = entry.base64Problem else { return nil }
    let text: String
    switch problem {
    case .illegalByte(let byte, _):
      let isFolded = entry.value.style == .folded || entry.value.style == .plain
      switch byte {
      case 32 where isFolded && entry.value.range.count > 80:
        text = "holds spaces, because its lines are folded"
      case 32: text = "holds a space"
      case UInt8(ascii: "-"), UInt8(ascii: "_"): text = "uses the URL-safe alphabet"
      default: text = "is not base64"
      }
    case .wrongPadding: text = "has wrong padding"
    }
    return .text(text, at: entry.value)
  }

  private static func shape(_ entry: SecretEntry) -> String {
    let text = entry.text.trimmedWhitespace
    if text.contains("-----BEGIN ") { return "pem" }
    return text.hasPrefix("{") || text.hasPrefix("[") ? "json" : "text"
  }

  private static func withoutNewline(_ entry: SecretEntry) -> Value? {
    guard var bytes = entry.decoded else { return nil }
    while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
    let text = entry.field == .data ? Base64.encode(bytes) : String(decoding: bytes, as: UTF8.self)
    return .text(text, at: entry.value, [.sensitive, .derived])
  }

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
        .bool(owned.config.entry.isPlaceholder)
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
      Fact("usable", .bool, "At least one entry has a login.") { owned, _ in
        .bool(owned.config.logins.contains(where: \.isUsable))
      },
      Fact("value", .string, "The value as written. Sensitive.") { owned, _ in
        .text(owned.config.entry.value.text, at: owned.config.entry.value, .sensitive)
      },
      Fact(
        "unwrapped", .string, "The value to write instead, without the auths wrapper. Sensitive."
      ) {
        owned, _ in unwrapped(owned.config)
      },
    ],
    origin: { Origin($0.config.entry.value) },
    identity: {
      "Secret/\($0.secret.resource.namespace ?? "")/\($0.secret.name)/\($0.config.entry.key)"
    })

  /// The object inside `auths`, encoded as the field demands.
  private static func unwrapped(_ config: DockerConfig) -> Value? {
    guard let auths = config.auths, auths.kind == .mapping else { return nil }
    let json = auths.document.source.bytes[auths.range]
    let text =
      config.entry.field == .data ? Base64.encode(json) : String(decoding: json, as: UTF8.self)
    return .text(text, at: config.entry.value, [.sensitive, .derived])
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
      "Secret/\($0.secret.resource.namespace ?? "")/\($0.secret.name)/\($0.config.entry.key)/\($0.login.registry)"
    })
}

/// True where somebody has yet to fill in the login.
private func isPlaceholder(_ login: RegistryLogin) -> Bool {
  guard login.authProblem == nil else { return Placeholder.matches(login.auth?.text ?? "") }
  return login.isTemplate || login.secret.reveal { Placeholder.matches($0) }
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
