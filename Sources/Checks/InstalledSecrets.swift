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

  /// What a Job makes that is there to make certificates, as far as its arguments tell.
  package static func isMadeByJob(_ name: String, _ graph: ResourceGraph) -> Bool {
    ["Job", "CronJob"].contains { kind in
      graph.resources(ofKind: kind).contains { job in
        Containers.all(in: job).contains { container in
          let words = Containers.commandLine(of: container).map(\.text)
          return isNamed(name, words) || makers.contains { $0.makes(name, words) }
        }
      }
    }
  }

  /// `create --secret-name=NAME` of kube-webhook-certgen (jet/kube-webhook-certgen `cmd/create.go`)
  /// and of its like; cilium's has a flag for each of several (cilium/certgen `internal/option`).
  private static func isNamed(_ name: String, _ words: [String]) -> Bool {
    guard words.contains(where: { $0 == "create" || $0.hasSuffix("cilium-certgen") }) else {
      return false
    }
    return words.indices.contains { index in
      let word = words[index]
      guard word.hasPrefix("--") else { return false }
      return word.hasSuffix("secret-name=" + name)
        || word.hasSuffix("secret-name") && index + 1 < words.count && words[index + 1] == name
    }
  }

  /// A program with a command that makes Secrets of fixed names.
  private struct CertificateMaker: Sendable {
    let program: String
    let names: Set<String>
    /// The flag that gives all names one ending; empty for none.
    var suffix = ""

    func makes(_ name: String, _ words: [String]) -> Bool {
      guard words.contains("certgen"),
        words.contains(where: { $0 == program || $0.hasSuffix("/" + program) })
      else { return false }
      let start = suffix + "="
      let ending = words.first { !suffix.isEmpty && $0.hasPrefix(start) }?.dropFirst(start.count)
      return names.contains { $0 + (ending ?? "") == name }
    }
  }

  /// projectcontour/contour `cmd/contour/certgen.go`, envoyproxy/gateway `internal/crypto`.
  private static let makers = [
    CertificateMaker(
      program: "contour", names: ["cacert", "contourcert", "envoycert"],
      suffix: "--secrets-name-suffix"),
    CertificateMaker(
      program: "envoy-gateway",
      names: ["envoy-gateway", "envoy", "envoy-rate-limit", "envoy-oidc-hmac"]),
  ]

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
