internal import Credentials
package import YAMLTree

/// What External Secrets makes up or asks for itself (external-secrets `generators/v1`).
package struct TokenGenerator: Sendable {
  package let kind: String
  /// All that it gives; nil where its object says which.
  let keys: [String]?
  /// Seconds that its token lives; nil where that is not certain, or for ever.
  package let life: Int?
  /// Nothing that it gives needs an escape in JSON.
  let isPlain: Bool

  /// It asks nobody: each time it gives another value, which nobody else knows.
  package var isMadeUp: Bool { ["Password", "SSHKey", "UUID"].contains(kind) }

  private static func row(
    _ kind: String, _ keys: [String]?, life: Int? = nil, isPlain: Bool = true
  ) -> (String, TokenGenerator) {
    (kind, TokenGenerator(kind: kind, keys: keys, life: life, isPlain: isPlain))
  }

  private static let hour = 3_600

  private static let byKind = Dictionary(
    uniqueKeysWithValues: [
      // A public registry's has no endpoint.
      row(
        "ECRAuthorizationToken", ["username", "password", "proxy_endpoint", "expires_at"],
        life: 12 * hour),
      row("GCRAccessToken", ["username", "password", "expiry"], life: hour),
      row("ACRAccessToken", ["username", "password"], life: 3 * hour),
      row("GithubAccessToken", ["token"], life: hour),
      row("QuayAccessToken", ["auth", "expiry", "registry"]),
      row("CloudsmithAccessToken", ["auth", "expiry"]),
      row("GitlabDeployToken", ["username", "token"]),
      row("UUID", ["uuid"]),
      row(
        "STSSessionToken",
        ["access_key_id", "secret_access_key", "session_token", "expiration"]),
      row("Grafana", ["login", "token"]),
      row("MFA", ["token", "timeLeft"]),
      row("SSHKey", ["privateKey", "publicKey"], isPlain: false),
      row("Password", nil, isPlain: false),
      row("VaultDynamicSecret", nil, isPlain: false),
      row("Webhook", nil, isPlain: false),
      row("Fake", nil, isPlain: false),
    ])

  /// The generator that an item of `dataFrom` asks; nil for another source, or another kind.
  package static func of(_ source: Node) -> TokenGenerator? {
    source.at("sourceRef", "generatorRef", "kind").flatMap { byKind[$0.text] }
  }

  /// The keys that an item of `dataFrom` gives, as entries; nil where they cannot be known.
  static func keys(of source: Node) -> [SecretEntry]? {
    guard let kind = source.at("sourceRef", "generatorRef", "kind"), source["rewrite"] == nil,
      let keys = of(source)?.keys
    else { return nil }
    return keys.map { SecretEntry(made: $0, at: kind) }
  }

  /// Fields of templates that hold nothing which JSON escapes: those of generators that nothing else
  /// gives, too.
  static func plainInputs(_ spec: Node?) -> Set<String> {
    let sources = spec?["dataFrom"]?.elements ?? []
    let generators = sources.map(of)
    guard !sources.isEmpty, generators.allSatisfy({ $0?.isPlain == true }),
      !sources.contains(where: { $0["rewrite"] != nil })
    else { return [] }
    let fetched = (spec?["data"]?.elements ?? []).compactMap { $0["secretKey"]?.text }
    return Set(generators.compactMap { $0?.keys }.flatMap(\.self)).subtracting(fetched)
  }
}
