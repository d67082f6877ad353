package import Graph
internal import Credentials

/// What each issuer wants of a login, and shows of its tokens.
package enum CredentialProviders {
  /// Why the registry does not know the user by that name.
  package static func userProblem(_ credential: FoundCredential) -> String? {
    let kind = credential.kind
    let user = credential.user
    guard !user.isEmpty, !Placeholder.isTemplate(user) else { return nil }
    switch kind.known {
    case .gitlabPersonalToken where user.hasPrefix("gitlab+deploy-token-"):
      return "'\(shown(user))' is a deploy token's user name, and the password is a personal token"
    case .gitlabDeployToken:
      let isOther = ["gitlab-ci-token", "oauth2", "git", "token", "__token__", "root"].contains(
        user)
      return isOther || user.contains("@")
        ? "'\(shown(user))' is not the user name of a deploy token" : nil
    case .password, .dockerPersonalToken, .dockerOrganizationToken:
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
  package static func unsupported(_ credential: FoundCredential) -> String? {
    guard credential.isRegistryLogin else { return nil }
    let provider = Providers.provider(ofHost: credential.registry)
    switch (provider, credential.kind.known) {
    case ("github", .githubFineGrainedToken):
      return "GitHub's registry takes classic tokens only"
    case ("gitlab", .gitlabOAuthSecret): return "GitLab's registry takes no OAuth token"
    case ("gitlab", .password) where credential.user == "oauth2":
      return "GitLab's registry takes no OAuth token"
    default: return nil
    }
  }

  /// Whether its scopes are known to its provider alone.
  package static func isOpaque(_ credential: Credential) -> Bool {
    !credential.kind.prefix.isEmpty && credential.classification.token == nil
      && credential.kind.grants.isEmpty && credential.kind.lifetime == .long
      && ["gitlab", "github", "docker", "bitbucket", "bitbucket-server", "jfrog", "digitalocean"]
        .contains(credential.kind.provider)
  }
}

extension FoundCredential {
  /// Its kind was told by the user name, so that the two cannot contradict each other.
  fileprivate var isByUser: Bool {
    value.reveal { Classification.recognise($0.trimmedWhitespace) } == nil
  }
}
