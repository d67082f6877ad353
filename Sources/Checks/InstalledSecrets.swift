/// Secrets that a program makes when it is installed, and that no object asks for.
package enum InstalledSecrets {
  /// Whether a program makes one of the name.
  package static func contains(_ name: String) -> Bool {
    names.contains(name) || isAccountLogin(name)
  }

  /// argo-cd `util/settings`, istio `security/pkg/pki/ca`, rancher `pkg/auth/data`.
  private static let names: Set<String> = [
    "argocd-initial-admin-secret", "argocd-secret", "istio-ca-secret", "bootstrap-secret",
  ]

  /// OpenShift's `<account>-dockercfg-<5>` (openshift/openshift-controller-manager
  /// `pkg/serviceaccounts/controllers`).
  private static func isAccountLogin(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last else { return false }
    return parts[parts.count - 2] == "dockercfg" && last.utf8.count == 5
  }
}
