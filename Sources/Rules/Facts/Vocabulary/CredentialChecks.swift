internal import CEL
internal import Credentials
package import Graph
internal import Manifests
internal import YAMLTree

/// What a credential's kind, user name and registry say about each other.
package enum CredentialCheck {
  /// Why the registry does not know the user by that name.
  static func userProblem(_ credential: Credential) -> String? {
    let kind = credential.kind
    let user = credential.user
    guard !user.isEmpty, !Placeholder.isTemplate(user) else { return nil }
    switch kind.id {
    case "gitlab-personal-token" where user.hasPrefix("gitlab+deploy-token-"):
      return "'\(shown(user))' is a deploy token's user name, and the password is a personal token"
    case "gitlab-deploy-token":
      let isOther = ["gitlab-ci-token", "oauth2", "git", "token", "__token__", "root"].contains(
        user)
      return isOther || user.contains("@")
        ? "'\(shown(user))' is not the user name of a deploy token" : nil
    case "password", "docker-personal-token", "docker-organization-token":
      let isHub = Providers.provider(ofHost: credential.registry) == "docker"
      return isHub && user.contains("@")
        ? "Docker Hub wants the Docker ID, not an e-mail address" : nil
    default:
      guard !kind.user.isEmpty, kind.user != user, !kind.prefix.isEmpty, !credential.isByUser else {
        return nil
      }
      return "a \(kind.title) goes with the user name '\(kind.user)'"
    }
  }

  /// User names are public, unless one is a token itself.
  private static func shown(_ user: String) -> String { Redaction.scan(user) }

  /// Why the registry takes no token of the kind.
  static func unsupported(_ credential: Credential) -> String? {
    guard credential.isRegistryLogin else { return nil }
    let provider = Providers.provider(ofHost: credential.registry)
    switch (provider, credential.kind.id) {
    case ("github", "github-fine-grained-token"):
      return "GitHub's registry takes classic tokens only"
    case ("gitlab", "gitlab-oauth-secret"): return "GitLab's registry takes no OAuth token"
    case ("gitlab", "password") where credential.user == "oauth2":
      return "GitLab's registry takes no OAuth token"
    default: return nil
    }
  }

  /// What an annotation says and the bytes or the consumers contradict.
  static func contradiction(_ credential: Credential, _ world: World) -> (text: String, node: Node)?
  {
    if let end = credential.classification.expires, let declared = credential.declaredExpiry,
      let time = Timestamp(parsing: declared.text, allowsBareDate: true),
      case let real = Timestamp(clamped: end), abs(time.seconds - real.seconds) > 86_400
    {
      return (
        "declared to expire on \(declared.text), and its bytes say \(real.text)", declared.node
      )
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
  private static func buildAccount(of secret: Secret, _ world: World) -> Resource? {
    let consumers = world.graph.consumers(of: secret)
    guard !consumers.contains(where: { $0.field == .imagePullSecrets }) else { return nil }
    return consumers.lazy.filter { $0.field == .secrets }.map(\.from).first { resource in
      world.graph.accounts.contains {
        $0.resource === resource && !world.graph.runs(of: $0).isEmpty
      }
    }
  }

  /// Whether its scopes are known to its provider alone.
  package static func isOpaque(_ credential: Credential) -> Bool {
    !credential.kind.prefix.isEmpty && credential.classification.token == nil
      && credential.kind.grants.isEmpty && credential.kind.lifetime == .long
      && ["gitlab", "github", "docker", "bitbucket", "bitbucket-server", "jfrog", "digitalocean"]
        .contains(credential.kind.provider)
  }

  /// `push` or `pull`, as far as who refers to its Secret tells; else empty.
  static func use(of secret: Secret, _ world: World) -> String {
    let consumers = world.graph.consumers(of: secret)
    if consumers.contains(where: { $0.field == .secrets }) { return "push" }
    let pulls = consumers.allSatisfy { $0.field == .imagePullSecrets }
    return pulls && !consumers.isEmpty ? "pull" : ""
  }

  /// The environment that a folder of the path names.
  static func environment(of secret: Secret) -> String? {
    let folders = secret.resource.file.path.lowercased().split(separator: "/").dropLast()
    let named = folders.lazy.compactMap { environments[String($0)] }.first
    // `overlays/prod-eu`: only there is a name with something behind it an environment.
    return named
      ?? zip(folders, folders.dropFirst()).lazy.compactMap { parent, folder in
        environmentFolders.contains(String(parent))
          ? environments[String(folder.prefix { $0 != "-" })] : nil
      }.first
  }

  private static let environmentFolders: Set<String> = [
    "overlays", "environments", "envs", "clusters", "stages",
  ]

  private static let environments: [String: String] = [
    "prod": "production", "production": "production", "prd": "production", "live": "production",
    "staging": "staging", "stage": "staging", "stg": "staging", "preprod": "staging",
    "dev": "development", "development": "development", "test": "test", "qa": "test", "uat": "uat",
    "sandbox": "sandbox",
  ]
}

extension Credential {
  /// Its kind was told by the user name, so that the two cannot contradict each other.
  fileprivate var isByUser: Bool {
    value.reveal { Classification.recognise($0.trimmedWhitespace) } == nil
  }
}
