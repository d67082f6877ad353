package import Graph
internal import Manifests
internal import YAMLTree

/// What well-known operators ship for their own controllers: nobody wrote it in this repository, and
/// nobody here can narrow it.
package enum UpstreamOperators {
  /// One role of an operator. Names are compared without the prefix of a release and the suffix of a
  /// namespace.
  private struct Row: Sendable {
    /// Empty for a role that has the name of its binding.
    let role: String
    let binding: String
    let accounts: [String]
    let powers: Powers

    init(_ binding: String, _ accounts: String, role: String = "", _ powers: Powers) {
      self.binding = binding
      self.accounts = accounts.split(separator: " ").map(String.init)
      self.role = role
      self.powers = powers
    }
  }

  /// What a rule may come to. A row that lacks one does not excuse it.
  private struct Powers: OptionSet {
    let rawValue: Int
    static let secrets = Powers(rawValue: 1)
    static let tokens = Powers(rawValue: 2)
    static let pods = Powers(rawValue: 4)
    static let escalation = Powers(rawValue: 8)
    /// Every resource, whatever may be done with it.
    static let everything = Powers(rawValue: 16)
    static let all: Powers = [.secrets, .tokens, .pods, .escalation, .everything]
  }

  private static let fluxControllers =
    "kustomize-controller helm-controller source-controller notification-controller "
    + "image-reflector-controller image-automation-controller source-watcher"

  /// By the manifests of each project's releases.
  private static let rows: [Row] = [
    Row(
      "cluster-reconciler", "kustomize-controller helm-controller", role: "cluster-admin", .all),
    Row("crd-controller", fluxControllers, [.secrets, .tokens, .pods]),
    Row("argocd-application-controller", "argocd-application-controller", .all),
    Row("argocd-server", "argocd-server", .all),
    Row(
      "argocd-applicationset-controller", "argocd-applicationset-controller", [.secrets]),
    Row("argocd-notifications-controller", "argocd-notifications-controller", [.secrets]),
    Row("cert-manager-controller", "cert-manager", [.secrets, .pods]),
    Row("cert-manager-cainjector", "cert-manager-cainjector", [.secrets, .escalation]),
    Row("external-secrets-controller", "external-secrets", [.secrets, .tokens]),
    Row(
      "sealed-secrets-controller", "sealed-secrets-controller", role: "secrets-unsealer",
      [.secrets]),
    Row("knative-serving", "controller", [.secrets, .pods, .escalation]),
    Row("knative-eventing", "eventing-controller", [.secrets, .pods, .escalation]),
    Row(
      "tekton-pipelines", "tekton-pipelines-controller tekton-pipelines-webhook",
      [.secrets, .pods, .tokens, .escalation]),
    Row("tekton-triggers", "tekton-triggers-controller", [.secrets, .pods, .escalation]),
    Row("tekton-chains", "tekton-chains-controller", [.secrets]),
    Row("tekton-operator", "tekton-operator", .all),
    Row(
      "kyverno",
      "kyverno-admission-controller kyverno-background-controller "
        + "kyverno-cleanup-controller kyverno-reports-controller", [.secrets, .escalation]),
    Row("rook-ceph-system", "rook-ceph-system", [.secrets, .pods]),
    Row(
      "ceph-csi",
      "ceph-csi-cephfs-ctrlplugin-sa ceph-csi-cephfs-nodeplugin-sa "
        + "ceph-csi-nfs-ctrlplugin-sa ceph-csi-nfs-nodeplugin-sa ceph-csi-nvmeof-ctrlplugin-sa "
        + "ceph-csi-nvmeof-nodeplugin-sa ceph-csi-rbd-ctrlplugin-sa ceph-csi-rbd-nodeplugin-sa",
      [.secrets, .tokens]),
    Row("prometheus-operator", "prometheus-operator", [.secrets, .pods]),
    Row("keda-operator", "keda-operator", .all),
    Row(
      "olm-operator-binding", "olm-operator-serviceaccount",
      role: "system:controller:operator-lifecycle-manager", .all),
    Row("crossplane", "crossplane rbac-manager", .all),
    Row("velero", "velero velero-server", role: "cluster-admin", .all),
    Row(
      "kapp-controller-cluster-role-binding", "kapp-controller-sa",
      role: "kapp-controller-cluster-role", [.secrets, .tokens]),
    Row(
      "secretgen-controller-cluster-role-binding", "secretgen-controller-sa",
      role: "secretgen-controller-cluster-role", [.secrets, .tokens]),
  ]

  /// Whether role, binding and all subjects are one operator's, in one namespace, and the rule gives
  /// no more than that operator has.
  package static func ships(_ grant: Grant) -> Bool {
    guard let binding = grant.binding, !grant.subjects.isEmpty else { return false }
    guard !isTenant(grant, binding) else { return true }
    guard
      grant.subjects.allSatisfy({ $0.category == .account }),
      Set(grant.subjects.map(\.namespace)).count == 1
    else { return false }
    let role = binding.body.at("roleRef", "name")?.text ?? ""
    return rows.contains { row in
      fits(binding.name, row.binding)
        && (row.role.isEmpty ? fits(role, row.binding) : fits(role, row.role))
        && grant.subjects.allSatisfy { subject in
          row.accounts.contains { $0 == subject.name || subject.name.hasSuffix("-\($0)") }
        }
        && row.powers.isSuperset(of: powers(of: grant))
    }
  }

  /// What `flux create tenant` makes: the tenant's own reconciler is given its namespace.
  private static func isTenant(_ grant: Grant, _ binding: Resource) -> Bool {
    !grant.isClusterWide && grant.through?.text == "cluster-admin"
      && grant.subjects.contains { $0.kind == "User" && $0.name.hasPrefix("gotk:") }
      && grant.subjects.allSatisfy {
        $0.name.hasPrefix("gotk:")
          || ($0.category == .account && $0.namespace == binding.namespace)
      }
  }

  /// Whether the name holds the other's words in a row.
  private static func fits(_ name: String, _ stem: String) -> Bool {
    "-\(name)-".contains("-\(stem)-")
  }

  private static func powers(of grant: Grant) -> Powers {
    let rule = grant.rule
    var powers: Powers = []
    if rule.allows(oneOf: AccessRights.reading + AccessRights.writing, "secrets") {
      powers.insert(.secrets)
      if rule.resources.contains("*") { powers.insert(.everything) }
    }
    if rule.allows("create", "serviceaccounts/token") { powers.insert(.tokens) }
    if AccessRights.createsPods(rule) || AccessRights.entry(rule) != nil { powers.insert(.pods) }
    if Escalation.of(grant) != nil { powers.insert(.escalation) }
    return powers
  }
}
