package import Credentials
package import Manifests

/// One thing that kubelet looks at when it pulls an image for a workload: a login of a pull secret,
/// or a pull secret that gives none.
package struct PullCredential: Sendable {
  /// What becomes of it, in the order in which kubelet comes to know.
  package enum Outcome: Sendable, Hashable {
    case applies
    /// No manifest of the repository, or several, or one that another reading puts elsewhere, or
    /// whose content is not in it.
    case unknown
    /// Only the two docker types are read (kubernetes `pkg/credentialprovider/secrets`).
    case otherType
    case unreadable
    /// What a template fills in.
    case template
    case otherHost, otherPort, otherPath
  }

  package let reference: SecretReference
  package let secret: Secret?
  package let login: RegistryLogin?
  package let outcome: Outcome
}

extension ResourceGraph {
  /// The one Secret that a reference means in every reading; nil where that cannot be told.
  package func certainTarget(of reference: SecretReference) -> Secret? {
    let resolution = resolve(reference)
    guard reference.isLiteral, !resolution.isMissingSomewhere, resolution.targets.count == 1 else {
      return nil
    }
    return resolution.certain.first
  }

  /// Something uses it as an image pull secret. Of what a command makes only where nothing else can be
  /// meant: scripts of one repository serve many clusters.
  package func isPulled(_ secret: Secret) -> Bool {
    consumers(of: secret).contains { reference in
      reference.field == .imagePullSecrets
        && (secret.origin != .command || certainTarget(of: reference) === secret)
    }
  }

  /// The effective pull credentials of a workload for one of its images: every login that kubelet is
  /// given, in its order, with what becomes of it.
  package func pullCredentials(of workload: Workload, for image: ImageName) -> [PullCredential] {
    effectivePullSecrets(of: workload).flatMap { reference -> [PullCredential] in
      func alone(_ secret: Secret?, _ outcome: PullCredential.Outcome) -> [PullCredential] {
        [PullCredential(reference: reference, secret: secret, login: nil, outcome: outcome)]
      }
      guard let secret = certainTarget(of: reference) else { return alone(nil, .unknown) }
      guard secret.isDockerType else {
        return alone(secret, Placeholder.isTemplate(secret.type) ? .template : .otherType)
      }
      let logins = secret.dockerConfigs.flatMap(\.logins)
      guard !logins.isEmpty else { return alone(secret, secret.outcomeWithoutLogins) }
      return logins.map { login in
        PullCredential(
          reference: reference, secret: secret, login: login, outcome: login.outcome(for: image))
      }
    }
  }
}

extension Secret {
  /// What a pull secret in which no login is seen comes to.
  fileprivate var outcomeWithoutLogins: PullCredential.Outcome {
    guard let entry = entry(".dockerconfigjson") ?? entry(".dockercfg") else {
      return hasClosedKeys ? .unreadable : .unknown
    }
    if entry.isPlaceholder || Placeholder.isTemplate(entry.text) { return .template }
    return entry.isClear ? .unreadable : .unknown
  }
}

extension RegistryLogin {
  fileprivate func outcome(for image: ImageName) -> PullCredential.Outcome {
    guard !Placeholder.isTemplate(registry) else { return .template }
    guard let key else { return .unreadable }
    if RegistryKey.covers([key], image) { return .applies }
    switch key.mismatch(image) {
    case .port?: return .otherPort
    case .path?: return .otherPath
    case .host?, nil: return .otherHost
    }
  }
}
