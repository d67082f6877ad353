/// To whom a credential may be shown. The scanned repository can take hosts away, and add none: a docker
/// config may name any host.
package struct HostPolicy: Sendable {
  /// `host` or `host:port`.
  package var hosts: Set<String> = []
  package var realms: Set<String> = []
  /// Hosts whose addresses may be private.
  package var privateHosts: Set<String> = []
  /// What the scanned repository has taken away.
  package var excluded: Set<String> = []
  /// A provider's interface at another address, by `github`, `gitlab` and `aws-sts`.
  package var endpoints: [String: WebAddress] = [:]

  package init() {}

  /// Hosts of providers that everybody knows.
  private static let known: Set<String> = [
    "gitlab.com", "registry.gitlab.com", "github.com", "api.github.com", "ghcr.io",
    "docker.pkg.github.com", "auth.docker.io", "registry-1.docker.io", "quay.io", "gcr.io",
    "eu.gcr.io", "us.gcr.io", "asia.gcr.io", "oauth2.googleapis.com", "login.microsoftonline.com",
    "api.bitbucket.org", "bitbucket.org",
  ]
  /// Where nobody but the provider has names of his own.
  private static func isKnown(_ host: String) -> Bool {
    if known.contains(host) || host.hasSuffix(".azurecr.io") || host.hasSuffix(".pkg.dev") {
      return true
    }
    guard host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn") else {
      return false
    }
    let labels = host.split(separator: ".")
    return labels.first == "sts" || labels.dropFirst().starts(with: ["dkr", "ecr"])
  }

  /// Registries whose tokens another host of theirs gives out.
  private static let knownRealms: [String: Set<String>] = [
    "registry-1.docker.io": ["auth.docker.io"], "registry.gitlab.com": ["gitlab.com"],
  ]

  package enum Decision: Sendable, Equatable {
    case allowed
    /// Why not, and what would allow it.
    case refused(String)
  }

  private func names(_ url: WebAddress) -> [String] {
    url.authority == url.host ? [url.host, "\(url.host):\(url.port)"] : [url.authority]
  }

  package func decision(_ url: WebAddress) -> Decision {
    let names = names(url)
    guard excluded.isDisjoint(with: names + [url.host]) else {
      return .refused("the repository's configuration excludes it")
    }
    let isKnown = url.scheme == "https" && url.port == 443 && Self.isKnown(url.host)
    guard
      isKnown || !hosts.isDisjoint(with: names)
        || endpoints.values.contains(where: { $0.authority == url.authority })
    else { return .refused("--allow-host \(url.authority)") }
    guard url.scheme == "https" || privateHosts.contains(url.host) else {
      return .refused("it is reached by https only")
    }
    return .allowed
  }

  /// Whether a registry may send its clients to the address for tokens.
  package func realmDecision(_ realm: WebAddress, of registry: WebAddress) -> Decision {
    guard excluded.isDisjoint(with: names(realm) + [realm.host]) else {
      return .refused("the repository's configuration excludes \(realm.authority)")
    }
    guard realm.scheme == registry.scheme || realm.scheme == "https" else {
      return .refused("the registry names a realm that is not reached by https")
    }
    let isOwn =
      realm.scheme == registry.scheme && realm.host == registry.host && realm.port == registry.port
    let isKnown = Self.knownRealms[registry.host]?.contains(realm.authority) ?? false
    let domain = Self.domain(realm.host)
    let isNear =
      domain != nil && domain == Self.domain(registry.host) && realm.port == 443
      && registry.port == 443
    guard isOwn || isKnown || isNear || !realms.isDisjoint(with: names(realm)) else {
      return .refused(
        "the registry sends its clients to \(realm.authority): --allow-realm \(realm.authority)")
    }
    return .allowed
  }

  /// The domain that somebody has registered, as far as a few rules tell; nil where everybody can have
  /// a name below it: another customer of a host is no neighbour to trust.
  private static func domain(_ host: String) -> String? {
    let labels = host.split(separator: ".")
    guard labels.count > 1, labels.last?.allSatisfy(\.isLetter) == true,
      !shared.contains(where: { host.hasSuffix($0) })
    else { return nil }
    // `co.uk`, `com.br`: everybody registers below it.
    let isPublic = labels.count > 2 && labels[labels.count - 2].count <= 3
    return labels.suffix(isPublic ? 3 : 2).joined(separator: ".")
  }

  /// Domains below which customers have names of their own (https://publicsuffix.org, private part).
  private static let shared = [
    ".github.io", ".gitlab.io", ".azurewebsites.net", ".azurecr.io", ".azure.com", ".windows.net",
    ".herokuapp.com", ".appspot.com", ".run.app", ".cloudfront.net", ".amazonaws.com",
    ".amazonaws.com.cn", ".elasticbeanstalk.com", ".pages.dev", ".workers.dev", ".netlify.app",
    ".vercel.app", ".fly.dev", ".onrender.com", ".ngrok.io", ".ngrok.app", ".ngrok-free.app",
    ".duckdns.org", ".jfrog.io", ".pkg.dev", ".digitaloceanspaces.com", ".nip.io", ".sslip.io",
    ".local", ".internal", ".localhost",
  ]
}
