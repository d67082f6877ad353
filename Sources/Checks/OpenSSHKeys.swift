package import Graph
package import Credentials
package import Manifests
internal import YAMLTree

/// A place of a Secret where a private key belongs, or stands.
package struct PrivateKeySlot: Sendable {
  /// What it is for.
  package enum Use: String, Sendable { case ssh, tls, other }

  package let secret: Secret
  package let entry: SecretEntry
  package let use: Use
  /// Who logs in with it; empty when unknown.
  package let consumer: String
  /// What can be read as a key in it.
  package let keys: [PrivateKey]

  private init(secret: Secret, entry: SecretEntry, use: Use, consumer: String) {
    self.secret = secret
    self.entry = entry
    self.use = use
    self.consumer = consumer
    keys = PrivateKey.keys(in: entry.text)
  }

  /// Every place that is filled in, in the order of the files.
  package static func all(in graph: ResourceGraph) -> [PrivateKeySlot] {
    graph.secrets.flatMap { secret in
      secret.entries.filter { $0.isClear && !$0.isPlaceholder && !PEM.isSample($0.text) }.compactMap
      {
        entry in
        slot(entry, secret, graph)
      }
    }
  }

  private static func slot(_ entry: SecretEntry, _ secret: Secret, _ graph: ResourceGraph)
    -> PrivateKeySlot?
  {
    switch (secret.type, entry.key) {
    case ("kubernetes.io/ssh-auth", "ssh-privatekey"):
      return PrivateKeySlot(
        secret: secret, entry: entry, use: .ssh, consumer: sshConsumer(of: secret, graph) ?? "")
    case (_, "identity") where sshConsumer(of: secret, graph) == "Flux":
      return PrivateKeySlot(secret: secret, entry: entry, use: .ssh, consumer: "Flux")
    case (_, "sshPrivateKey") where secret.label("argocd.argoproj.io/secret-type") != nil:
      return PrivateKeySlot(secret: secret, entry: entry, use: .ssh, consumer: "Argo CD")
    case ("kubernetes.io/tls", "tls.key"):
      return PrivateKeySlot(secret: secret, entry: entry, use: .tls, consumer: "")
    default:
      guard entry.text.holds("PRIVATE KEY") else { return nil }
      return PrivateKeySlot(secret: secret, entry: entry, use: .other, consumer: "")
    }
  }

  /// Tekton by its annotation, Flux by a source that names the Secret.
  package static func sshConsumer(of secret: Secret, _ graph: ResourceGraph) -> String? {
    if graph.consumers(of: secret).contains(where: { $0.field == .source }) {
      let isSSH = secret.entry("identity") != nil || secret.entry("ssh-privatekey") != nil
      return isSSH ? "Flux" : nil
    }
    return secret.type == "kubernetes.io/ssh-auth" && secret.isAnnotated(for: .git)
      ? "Tekton" : nil
  }

  /// The one that is broken first.
  package var weakest: PrivateKey? {
    keys.first { $0.algorithm == .dsa }
      ?? keys.filter { $0.algorithm == .rsa && $0.bits > 0 }.min { $0.bits < $1.bits } ?? keys.first
  }

  /// Why the consumer cannot use what stands there; nil when it can, or when that cannot be told.
  package var problem: String? {
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

/// Host keys that their owners have withdrawn.
package enum KnownHosts {
  /// GitHub's RSA key until 2023-03-24.
  package static func isStale(_ text: String) -> Bool {
    guard text.holds(staleKey) else { return false }
    return text.split(whereSeparator: \.isNewline).contains { line in
      let host = line.prefix { $0 != " " }
      return (host.contains("github.com") || host.hasPrefix("|1|"))
        && String(line).holds(staleKey)
    }
  }

  private static let staleKey = "AAAAB3NzaC1yc2EAAAABIwAAAQEAq2A7hRGm"
}
