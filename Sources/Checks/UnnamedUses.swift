internal import Credentials
package import Graph
package import Manifests
internal import YAMLTree

/// Secrets that a program finds by a label, a type or a fixed name, and that nothing names.
package enum UnnamedUses {
  /// Whether such a program reads the Secret.
  package static func reads(_ secret: Secret, _ graph: ResourceGraph) -> Bool {
    names.contains(secret.name) || secret.name.hasPrefix("alertmanager-") || isToBeFilled(secret)
      // What else has the name once it is filled in, nobody knows.
      || Placeholder.isTemplate(secret.name)
      || isNamed(secret, graph)
      || types.contains(secret.type)
      || labels.contains { secret.label($0) != nil }
      || (secret.metadata?["annotations"]?.entries ?? []).contains {
        $0.key.text.hasPrefix("build.openshift.io/source-secret-match-uri-")
      }
  }

  /// An object reads the Secret of its own name: Dynatrace's, and the chart of a release, which no
  /// file here holds. A policy of Kyverno's lists names of what it matches.
  private static func isNamed(_ secret: Secret, _ graph: ResourceGraph) -> Bool {
    ["DynaKube", "HelmRelease"].contains { kind in
      graph.resources(ofKind: kind).contains {
        $0.name == secret.name && $0.mayShareNamespace(with: secret.resource)
      }
    }
      || ["ClusterPolicy", "Policy"].contains { kind in
        graph.resources(ofKind: kind).contains { names($0.body["spec"], secret.name) }
      }
  }

  /// Whether a filter of resources lists the name.
  private static func names(_ spec: Node?, _ name: String) -> Bool {
    var found = false
    spec?.forEachMapping { mapping in
      for key in ["names", "name"] {
        guard mapping["kinds"] != nil, let listed = mapping[key] else { continue }
        found = found || listed.text == name || listed.elements.contains { $0.text == name }
      }
    }
    return found
  }

  /// A Secret without any data is there for the program that fills it, such as a webhook with a
  /// certificate (knative.dev/pkg `webhook/certificates`).
  private static func isToBeFilled(_ secret: Secret) -> Bool {
    secret.origin == .manifest && secret.entries.isEmpty && !secret.resource.hasHoles
  }

  /// argo-cd `common/common.go`, pipelines-as-code `pkg/params/info`, sap-btp-service-operator
  /// `internal/config`, prometheus-operator `pkg/alertmanager`, fleet `pkg/git`, istio
  /// `security/pkg/pki/ca`, openshift/api `config/v1`, azure-service-operator `v2/cmd/controller`.
  private static let names: Set<String> = [
    "argocd-secret", "argocd-notifications-secret", "pipelines-as-code-secret", "signing-secrets",
    "sap-btp-service-operator", "cloud-credentials", "gitcredential", "cacerts", "pull-secret",
    "aso-controller-settings",
  ]

  private static let types: Set<String> = [
    "kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token", "helm.sh/release.v1",
  ]

  /// Of Argo CD, Kong, Jenkins, Sealed Secrets, Grafana's sidecar, Istio, Gardener, Crunchy's operator
  /// for PostgreSQL, Kyma's Lifecycle Manager.
  private static let labels = [
    "argocd.argoproj.io/secret-type", "konghq.com/credential", "jenkins.io/credentials-type",
    "credential.sync.jenkins.openshift.io", "sealedsecrets.bitnami.com/sealed-secrets-key",
    "grafana_dashboard", "grafana_datasource", "istio/multiCluster", "gardener.cloud/role",
    "postgres-operator.crunchydata.com/pguser", "operator.kyma-project.io/kyma-name",
  ]
}
