package import YAMLTree

/// The annotations by which Tekton, or an ancestor of it, is told what a Secret is for
/// (tektoncd/pipeline `pkg/credentials`).
package enum TektonAnnotation: String, Sendable {
  case git, docker
  /// Of Knative Build, which Tekton does not read.
  case knative

  package init?(_ key: String) {
    if key.hasPrefix("tekton.dev/git-") {
      self = .git
    } else if key.hasPrefix("tekton.dev/docker-") {
      self = .docker
    } else if key.hasPrefix("build.knative.dev/") {
      self = .knative
    } else {
      return nil
    }
  }
}

extension Secret {
  /// What Tekton, or an ancestor, is told of it, in the order of the annotations.
  package var tektonAnnotations: [(consumer: TektonAnnotation, entry: Node.Entry)] {
    (metadata?["annotations"]?.entries ?? []).compactMap { entry in
      TektonAnnotation(entry.key.text).map { ($0, entry) }
    }
  }

  package func isAnnotated(for consumer: TektonAnnotation) -> Bool {
    tektonAnnotations.contains { $0.consumer == consumer }
  }

  /// Tekton makes a docker login of it.
  package var isTektonLogin: Bool {
    type == "kubernetes.io/basic-auth" && isAnnotated(for: .docker)
  }
}

extension Command {
  /// The command adds a Secret to the account: `kubectl patch serviceaccount`, `oc secrets link`.
  package func attachesSecret(to account: String) -> Bool {
    guard program == "kubectl" else { return false }
    if verbs.starts(with: ["secrets", "link"]) { return verbs.contains(account) }
    return isAccountPatch
      && (verbs.contains(account) || verbs.contains { $0.hasSuffix("/" + account) })
  }

  /// The command adds that Secret to some account.
  package func attaches(secret name: String) -> Bool {
    guard program == "kubectl" else { return false }
    if verbs.starts(with: ["secrets", "link"]) { return verbs.contains(name) }
    return isAccountPatch && arguments.contains { $0.value.contains("\"\(name)\"") }
  }

  private var isAccountPatch: Bool {
    let kind = verbs.dropFirst().first ?? ""
    return verbs.first == "patch"
      && ["serviceaccount", "serviceaccounts", "sa"].contains(String(kind.prefix { $0 != "/" }))
  }
}
