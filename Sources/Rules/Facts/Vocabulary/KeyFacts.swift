internal import Graph
internal import CEL
internal import Credentials
internal import Manifests
internal import YAMLTree

/// A place of a Secret where a private key belongs, or stands.
struct KeySlot: Sendable {
  enum Use: String, Sendable { case ssh, tls, other }

  let secret: Secret
  let entry: SecretEntry
  let use: Use
  /// Who logs in with it; empty when unknown.
  let consumer: String

  static func all(in world: World) -> [KeySlot] {
    world.graph.secrets.flatMap { secret in
      secret.entries.filter { $0.isClear && !$0.isPlaceholder }.compactMap { entry in
        slot(entry, secret, world)
      }
    }
  }

  private static func slot(_ entry: SecretEntry, _ secret: Secret, _ world: World) -> KeySlot? {
    switch (secret.type, entry.key) {
    case ("kubernetes.io/ssh-auth", "ssh-privatekey"):
      return KeySlot(
        secret: secret, entry: entry, use: .ssh, consumer: sshConsumer(of: secret, world) ?? "")
    case (_, "identity") where sshConsumer(of: secret, world) == "Flux":
      return KeySlot(secret: secret, entry: entry, use: .ssh, consumer: "Flux")
    case (_, "sshPrivateKey") where secret.label("argocd.argoproj.io/secret-type") != nil:
      return KeySlot(secret: secret, entry: entry, use: .ssh, consumer: "Argo CD")
    case ("kubernetes.io/tls", "tls.key"):
      return KeySlot(secret: secret, entry: entry, use: .tls, consumer: "")
    default:
      guard entry.text.holds("PRIVATE KEY") else { return nil }
      return KeySlot(secret: secret, entry: entry, use: .other, consumer: "")
    }
  }

  /// Tekton by its annotation, Flux by a source that names the Secret.
  static func sshConsumer(of secret: Secret, _ world: World) -> String? {
    if world.graph.consumers(of: secret).contains(where: { $0.field == .source }) {
      let isSSH = secret.entry("identity") != nil || secret.entry("ssh-privatekey") != nil
      return isSSH ? "Flux" : nil
    }
    return secret.type == "kubernetes.io/ssh-auth" && secret.isAnnotated(for: .git)
      ? "Tekton" : nil
  }

  var keys: [PrivateKey] { PrivateKey.keys(in: entry.text) }

  /// The one that is broken first.
  var weakest: PrivateKey? {
    keys.first { $0.algorithm == .dsa }
      ?? keys.filter { $0.algorithm == .rsa && $0.bits > 0 }.min { $0.bits < $1.bits } ?? keys.first
  }

  /// Why the consumer cannot use what stands there; nil when it can, or when that cannot be told.
  var problem: String? {
    let text = entry.text
    guard use != .other, !text.trimmedWhitespace.isEmpty else { return nil }
    if let wrong = wrongContent(text) { return wrong }
    guard use == .ssh else { return nil }
    if keys.contains(where: { $0.format == "PRIVATE KEY" && $0.algorithm == .ed25519 }) {
      return "is Ed25519 in PKCS#8, which OpenSSH refuses"
    }
    guard text.holds("OPENSSH PRIVATE KEY") else { return nil }
    if !text.hasSuffix("\n") {
      return "lacks its final line break, without which OpenSSH refuses it"
    }
    if text.holds("\r\n") { return "has CRLF line ends, which OpenSSH refuses" }
    if text.holds("\n ") || text.holds("\n\t") {
      return "is indented, which OpenSSH refuses"
    }
    return nil
  }

  private func wrongContent(_ text: String) -> String? {
    let start = text.trimmedWhitespace
    for name in ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-"] where start.hasPrefix(name) {
      return "is a public key"
    }
    if start.hasPrefix("PuTTY-User-Key-File-") { return "is in PuTTY's format" }
    let labels = PEM.blocks(in: text).map(\.label)
    if labels.contains(where: { $0.hasSuffix("PRIVATE KEY") }) {
      return keys.isEmpty ? "cannot be read as a key" : nil
    }
    if labels.contains(where: { $0.hasSuffix("PUBLIC KEY") }) { return "is a public key" }
    if labels.contains("CERTIFICATE") { return "is a certificate" }
    if start.hasPrefix("-----BEGIN "), start.holds("\\n") {
      return "has the two characters \\n for its line breaks"
    }
    if start.hasPrefix("-----BEGIN ") { return "cannot be read as a key" }
    return "is no private key"
  }
}

enum KeyFacts {
  static let key: FactType<KeySlot> = FactType(
    name: "PrivateKey", doc: "A private key in a Secret, or what stands in its place.",
    facts: [
      Fact("secret", .message("Secret"), "The Secret that holds it.") { slot, world in
        SecretFacts.secret.value(slot.secret, world)
      },
      Fact("entry", .string, "The key of the Secret's data.") { slot, _ in
        .text(slot.entry.key, at: slot.entry.keyNode)
      },
      Fact("consumer", .string, "Tekton, Flux or Argo CD, where one of them logs in with it.") {
        slot, _ in .text(slot.consumer)
      },
      Fact("use", .string, "ssh, tls or other.") { slot, _ in .text(slot.use.rawValue) },
      Fact("problem", .string, "Why it cannot be used; empty if it can.") { slot, _ in
        slot.problem.map { .text($0, at: slot.entry.value) }
      },
      Fact("algorithm", .string, "RSA, DSA, ECDSA, Ed25519 …; empty when unknown.") { slot, _ in
        .text(slot.weakest?.algorithm.rawValue ?? "", at: slot.entry.value)
      },
      Fact("bits", .int, "Its size; 0 when unknown.") { slot, _ in
        Value(.int(Int64(slot.weakest?.bits ?? 0)), origin: Origin(slot.entry.value))
      },
      Fact("encrypted", .bool, "It needs a passphrase.") { slot, _ in
        .bool(slot.keys.contains(where: \.isEncrypted), at: slot.entry.value)
      },
      Fact("value", .string, "The value. Sensitive.") { slot, _ in
        .text(slot.entry.value.text, at: slot.entry.value, .sensitive)
      },
    ],
    origin: { Origin($0.entry.value) },
    identity: { "\($0.secret.identity)/\($0.entry.key)" })
}

/// `tls.crt` beside `tls.key`.
enum CertificateCheck {
  static func problem(of secret: Secret) -> Value? {
    guard ["kubernetes.io/tls", "Opaque", ""].contains(secret.type),
      let certificate = secret.entry("tls.crt"),
      let key = secret.entry("tls.key"), certificate.isClear, key.isClear,
      !certificate.isPlaceholder || certificate.decoded?.isEmpty == true,
      !key.isPlaceholder || key.decoded?.isEmpty == true,
      let text = problem(
        certificate.text, key.text, isTyped: secret.type == "kubernetes.io/tls")
    else { return nil }
    return .text(text, at: certificate.value)
  }

  private static func problem(
    _ certificate: String, _ key: String, isTyped: Bool
  ) -> String? {
    switch (certificate.trimmedWhitespace.isEmpty, key.trimmedWhitespace.isEmpty) {
    case (true, true): return nil
    case (true, false): return "tls.crt is empty"
    case (false, true): return "tls.key is empty"
    default: break
    }
    let labels = PEM.blocks(in: certificate).map(\.label)
    if labels.contains(where: { $0.hasSuffix("PRIVATE KEY") }), !labels.contains("CERTIFICATE") {
      return "tls.crt holds a private key: the two are swapped"
    }
    let chain = Certificate.all(in: certificate)
    guard let leaf = chain.first, let own = PrivateKey.keys(in: key).first else { return nil }
    // Under another type an authority may stand beside somebody else's key.
    guard leaf.matches(own) == false, isTyped || !leaf.isAuthority else { return nil }
    return chain.dropFirst().contains { $0.matches(own) == true }
      ? "the first certificate of tls.crt is not the one that tls.key belongs to"
      : "tls.key does not belong to the certificate in tls.crt"
  }
}

/// Keys that are right in content and wrong in name.
enum KeyNames {
  struct Problem {
    let key: Node
    /// The right name; nil if that is not certain.
    let meant: String?
    let text: String
  }

  static func problem(of secret: Secret, _ world: World) -> Problem? {
    let consumers = world.graph.consumers(of: secret)
    func problem(_ key: String, _ text: String, meant: String? = nil) -> Problem? {
      secret.entry(key).map { Problem(key: $0.keyNode, meant: meant, text: text) }
    }
    if consumers.contains(where: { $0.field == .source && isSSHRepository($0.from) }),
      secret.entry("ssh-privatekey") != nil, secret.entry("identity") == nil, secret.hasClosedKeys
    {
      // The type demands the key that Flux does not read.
      let isTyped = secret.type == "kubernetes.io/ssh-auth"
      return problem(
        "ssh-privatekey", "Flux reads the key 'identity', not 'ssh-privatekey'",
        meant: isTyped ? nil : "identity")
    }
    if let kind = secret.label("argocd.argoproj.io/secret-type")?.text,
      ["repository", "repo-creds"].contains(kind)
    {
      if secret.entry("ssh-privatekey") != nil, secret.entry("sshPrivateKey") == nil {
        return problem(
          "ssh-privatekey", "Argo CD reads the key 'sshPrivateKey', not 'ssh-privatekey'",
          meant: secret.type == "kubernetes.io/ssh-auth" ? nil : "sshPrivateKey")
      }
      if secret.entry("token") != nil, secret.entry("password") == nil,
        secret.entry("bearerToken") == nil
      {
        return problem("token", "Argo CD reads the keys 'password' and 'bearerToken', not 'token'")
      }
    }
    let mount = consumers.first { $0.field == .volume && dockerFolders.contains($0.mountPath) }
    if let mount, secret.entry(".dockerconfigjson") != nil, secret.entry("config.json") == nil {
      return problem(
        ".dockerconfigjson",
        "mounted at \(mount.mountPath) without items, the file is '.dockerconfigjson', not 'config.json'"
      )
    }
    return nil
  }

  private static func isSSHRepository(_ resource: Resource) -> Bool {
    resource.kind == "GitRepository"
      && resource.body.at("spec", "url")?.text.hasPrefix("ssh://") == true
  }

  /// Where programs look for a docker client's `config.json`.
  private static let dockerFolders: Set<String> = [
    "/kaniko/.docker", "/kaniko/.docker/", "/root/.docker", "/root/.docker/", "/home/user/.docker",
    "/tekton/home/.docker",
  ]
}
