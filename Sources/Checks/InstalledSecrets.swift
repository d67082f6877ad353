internal import Credentials
package import Graph
internal import Manifests
internal import YAMLTree

/// Secrets that a program makes when it is installed, and that no object asks for.
package enum InstalledSecrets {
  /// Whether a program makes one of the name.
  package static func contains(_ name: String) -> Bool {
    names.contains(name) || isAccountLogin(name) || isAccountToken(name)
  }

  /// argo-cd `util/settings` and `cmd/argocd/commands/admin/redis_initial_password.go`, istio
  /// `security/pkg/pki/ca`, rancher `pkg/auth/data`, keda `cmd/operator`, metallb
  /// `internal/k8s`, rook `pkg/operator/ceph/controller`, stackrox `operator/pkg/central`.
  private static let names: Set<String> = [
    "argocd-initial-admin-secret", "argocd-secret", "argocd-redis", "istio-ca-secret",
    "bootstrap-secret", "kedaorg-certs", "memberlist", "rook-ceph-mon", "rook-ceph-mons-keyring",
    "rook-ceph-admin-keyring", "central-htpasswd",
  ]

  /// What a Job of kube-webhook-certgen or of its like makes: `create --secret-name=NAME`
  /// (jet/kube-webhook-certgen `cmd/create.go`).
  package static func isMadeByJob(_ name: String, _ graph: ResourceGraph) -> Bool {
    graph.resources(ofKind: "Job").contains { job in
      Containers.all(in: job).contains { container in
        let words = Containers.commandLine(of: container)
        guard words.contains(where: { $0.hasText("create") }) else { return false }
        return words.indices.contains { index in
          words[index].hasText("--secret-name=" + name)
            || words[index].hasText("--secret-name") && index + 1 < words.count
              && words[index + 1].hasText(name)
        }
      }
    }
  }

  /// `<account>-token-<5>`, which Kubernetes made for each account before 1.24, with the letters of its
  /// generator (apimachinery `pkg/util/rand`).
  private static func isAccountToken(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last else { return false }
    return parts[parts.count - 2] == "token" && last.utf8.count == 5
      && last.utf8.allSatisfy(generated.contains)
  }

  private static let generated = Set("bcdfghjklmnpqrstvwxz2456789".utf8)

  /// OpenShift's `<account>-dockercfg-<5>` (openshift/openshift-controller-manager
  /// `pkg/serviceaccounts/controllers`).
  private static func isAccountLogin(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last else { return false }
    return parts[parts.count - 2] == "dockercfg" && last.utf8.count == 5
  }
}
