package import Graph
internal import Manifests
internal import YAMLTree

/// A right to write objects for which somebody else acts: who has it need not have the rights that
/// their controller has.
package struct Deputy: Sendable {
  /// The right, as it is written: `create on kustomizations`.
  package let right: String
  /// What comes of it, as the end of a sentence.
  package let effect: String

  private struct Row: Sendable {
    let group: String
    let resources: [String]
    let verbs: [String]
    let effect: String
    /// Words of the namespaces whose objects the controller reads; empty for all.
    var places: [String] = []
    /// Only a ClusterRoleBinding gives rights to what has no namespace.
    var isClusterWide = false
    /// What else is needed, in whichever rule of the role.
    var needs: (verb: String, resource: String)?
  }

  private static let changing = ["create", "update", "patch"]

  /// Controllers that may do anything where nobody has restricted them, by the manifests of their
  /// releases.
  private static let operators = [
    Row(
      group: "kustomize.toolkit.fluxcd.io", resources: ["kustomizations"], verbs: changing,
      effect: "have Flux apply anything as cluster-admin"),
    Row(
      group: "helm.toolkit.fluxcd.io", resources: ["helmreleases"], verbs: changing,
      effect: "have Flux install anything as cluster-admin"),
    Row(
      group: "argoproj.io", resources: ["applications", "applicationsets"], verbs: changing,
      effect: "have Argo CD apply anything with its rights", places: ["argo", "gitops"]),
    Row(
      group: "helm.cattle.io", resources: ["helmcharts"], verbs: changing,
      effect: "have k3s install anything as cluster-admin"),
    Row(
      group: "velero.io", resources: ["restores"], verbs: ["create"],
      effect: "have Velero restore any object", places: ["velero", "oadp", "backup"]),
    Row(
      group: "velero.io", resources: ["downloadrequests"], verbs: ["create"],
      effect: "download backups, Secrets included", places: ["velero", "oadp", "backup"]),
    Row(
      group: "operators.coreos.com", resources: ["subscriptions"], verbs: changing,
      effect: "have OLM install operators with all rights that they ask for"),
    Row(
      group: "kyverno.io", resources: ["clusterpolicies"], verbs: changing,
      effect: "have Kyverno copy objects and change Pods", isClusterWide: true),
  ]

  /// What leads to Secrets by way of somebody else, and hardly anybody can do without.
  private static let detours = [
    Row(
      group: "external-secrets.io",
      resources: [
        "externalsecrets", "clusterexternalsecrets", "secretstores", "clustersecretstores",
      ],
      verbs: changing, effect: "fetch whatever a store of External Secrets holds"),
    Row(
      group: "external-secrets.io", resources: ["pushsecrets"], verbs: changing,
      effect: "have Secrets written to a store"),
    Row(
      group: "secretgen.carvel.dev", resources: ["secretexports"], verbs: changing,
      effect: "offer Secrets to other namespaces"),
    Row(
      group: "", resources: ["persistentvolumes"], verbs: ["create"],
      effect: "mount files of nodes, tokens of Pods among them", isClusterWide: true),
    Row(
      group: "", resources: ["nodes"], verbs: ["patch", "update"],
      effect: "draw Pods to a node of its choice", isClusterWide: true, needs: ("delete", "pods")),
  ]

  /// The first of the rule's rights by which an operator acts for its holder.
  package static func acting(for grant: Grant, _ graph: ResourceGraph) -> Deputy? {
    guard !grant.isUnlimited || grant.isWithinNamespace else { return nil }
    return operators.lazy.compactMap { row in
      of(row, grant).flatMap {
        row.group.hasSuffix(".fluxcd.io") && graph.flux.isRestricted ? nil : $0
      }
    }.first
  }

  /// The first of the rule's rights that lead to Secrets by a detour.
  package static func detour(of grant: Grant) -> Deputy? {
    detours.lazy.compactMap { of($0, grant) }.first
  }

  private static func of(_ row: Row, _ grant: Grant) -> Deputy? {
    let rule = grant.rule
    guard row.resources.contains(where: { rule.isAbout($0, group: row.group) }),
      !row.isClusterWide || !grant.isWithinNamespace,
      !rule.hasNames, reads(row, grant),
      row.needs.map({ need in grant.siblings.contains { $0.allows(need.verb, need.resource) } })
        ?? true
    else { return nil }
    for resource in row.resources where rule.isAbout(resource, group: row.group) {
      if let verb = row.verbs.first(where: { rule.allows($0, resource, group: row.group) }) {
        return Deputy(right: "\(verb) on \(resource)", effect: row.effect)
      }
    }
    return nil
  }

  /// Whether the controller reads objects of the namespace where the grant holds.
  private static func reads(_ row: Row, _ grant: Grant) -> Bool {
    guard !row.places.isEmpty, let binding = grant.binding, binding.kind == "RoleBinding" else {
      return true
    }
    return row.places.contains { grant.namespace?.contains($0) == true }
  }

  // MARK: Flux for several tenants

  // MARK: Pods

  /// Kinds beside Kubernetes' own that are made into Pods, which may mount any Secret of the
  /// namespace and run as any account of it. A run of Tekton's is not to be changed once it is made.
  static func makesPods(_ rule: AccessRule) -> Bool {
    makers.contains { group, resource, verbs in
      rule.allows(oneOf: verbs, resource, group: group)
    }
  }

  private static let makers = [
    ("tekton.dev", "taskruns", ["create"]), ("tekton.dev", "pipelineruns", ["create"]),
    ("argoproj.io", "workflows", ["create"]), ("argoproj.io", "cronworkflows", changing),
    ("argoproj.io", "rollouts", changing), ("kappctrl.k14s.io", "apps", changing),
    ("serving.knative.dev", "services", changing), ("keda.sh", "scaledjobs", changing),
    ("apps.openshift.io", "deploymentconfigs", changing),
  ]
}
