package import Graph

/// A right with which somebody gives himself other rights, Secrets included.
package struct Escalation: Sendable {
  /// The right, as it is written: `escalate on roles`.
  package let right: String
  /// What comes of it, as the end of a sentence.
  package let effect: String

  private struct Way: Sendable {
    let group: String
    let resource: String
    let verbs: [String]
    let effect: String
    /// Only a ClusterRoleBinding gives rights to what has no namespace.
    let isClusterWide: Bool
    /// What else is needed, in whichever rule of the role: of each, one.
    let needs: [[Need]]
    /// Names to which the right may be restricted without becoming harmless.
    let powers: Set<String>
    /// The only namespace in which it gives anything; nil for any.
    var place: String?
    /// It gives what roles hold where it holds itself, and nothing beyond.
    var staysWithin = false
  }

  private struct Need: Sendable {
    let group: String
    let resource: String
    let verbs: [String]
    /// Names to which it may be restricted and still does.
    var names: Set<String> = []
  }

  private static let rbac = "rbac.authorization.k8s.io"
  private static let changing = ["create", "update", "patch"]
  private static let bindings = [
    Need(group: rbac, resource: "rolebindings", verbs: changing),
    Need(group: rbac, resource: "clusterrolebindings", verbs: changing),
  ]
  private static let roleNames: Set<String> = ["cluster-admin", "admin", "edit"]
  private static let userNames: Set<String> = ["system:admin", "kubernetes-admin"]

  private static func role(_ resource: String, isClusterWide: Bool) -> [Way] {
    [
      Way(
        group: rbac, resource: resource, verbs: ["escalate"],
        effect: "put rights into roles that it does not have", isClusterWide: isClusterWide,
        needs: [[Need(group: rbac, resource: resource, verbs: changing)]], powers: [],
        staysWithin: true),
      Way(
        group: rbac, resource: resource, verbs: ["bind"],
        effect: "bind roles with rights that it does not have", isClusterWide: false,
        needs: [bindings], powers: roleNames, staysWithin: true),
    ]
  }

  private static func webhook(_ resource: String) -> Way {
    Way(
      group: "admissionregistration.k8s.io", resource: resource, verbs: changing,
      effect: "have every Secret sent to a webhook", isClusterWide: true, needs: [], powers: [])
  }

  private static func certificate(_ part: String, signer verb: String, effect: String) -> Way {
    Way(
      group: "certificates.k8s.io", resource: "certificatesigningrequests/\(part)",
      verbs: ["update", "patch"], effect: effect, isClusterWide: true,
      needs: [
        [
          Need(
            group: "certificates.k8s.io", resource: "signers", verbs: [verb],
            names: ["kubernetes.io/kube-apiserver-client", "kubernetes.io/*"])
        ]
      ], powers: [])
  }

  /// By what the API server asks for beside the right itself (kubernetes
  /// `pkg/registry/rbac/**/policybased`, `plugin/pkg/admission/certificates/approval`). Who may
  /// reach kubelets through `nodes/proxy` runs commands in Pods, with get, too.
  private static let ways: [Way] =
    role("clusterroles", isClusterWide: true) + role("roles", isClusterWide: false) + [
      Way(
        group: "", resource: "users", verbs: ["impersonate"], effect: "act as any user",
        isClusterWide: true, needs: [], powers: userNames),
      Way(
        group: "", resource: "serviceaccounts", verbs: ["impersonate"],
        effect: "act as any ServiceAccount", isClusterWide: false, needs: [], powers: []),
      certificate("approval", signer: "approve", effect: "approve certificates of any user"),
      certificate("status", signer: "sign", effect: "sign certificates of any user"),
      webhook("mutatingwebhookconfigurations"), webhook("validatingwebhookconfigurations"),
      Way(
        group: "admissionregistration.k8s.io", resource: "mutatingadmissionpolicies",
        verbs: changing, effect: "change every Pod that is made", isClusterWide: true,
        needs: [
          [
            Need(
              group: "admissionregistration.k8s.io", resource: "mutatingadmissionpolicybindings",
              verbs: changing)
          ]
        ], powers: []),
      // Users of AWS are mapped to groups there (kubernetes-sigs/aws-iam-authenticator).
      Way(
        group: "", resource: "configmaps", verbs: ["update", "patch"],
        effect: "map cloud users to cluster-admin", isClusterWide: false, needs: [],
        powers: ["aws-auth"], place: "kube-system"),
      Way(
        group: "", resource: "nodes/proxy", verbs: ["get", "create"],
        effect: "run commands in every Pod", isClusterWide: true, needs: [], powers: []),
    ]

  /// The first way that the grant's rule opens; nil for a rule that opens none.
  package static func of(_ grant: Grant) -> Escalation? {
    let isUnlimited = grant.isUnlimited
    guard !isUnlimited || grant.isWithinNamespace else { return nil }
    return ways.lazy.compactMap { way -> Escalation? in
      guard !(isUnlimited && way.staysWithin), grant.rule.isAbout(way.resource, group: way.group),
        let verb = way.verbs.first(where: { allows(grant.rule, $0, way) }),
        !way.isClusterWide || !grant.isWithinNamespace,
        way.place.map({ isThere(grant, $0) }) ?? true,
        way.needs.allSatisfy({ needs in needs.contains { isMet($0, grant) } })
      else { return nil }
      return Escalation(right: "\(verb) on \(way.resource)", effect: way.effect)
    }.first
  }

  private static func allows(_ rule: AccessRule, _ verb: String, _ way: Way) -> Bool {
    rule.allows(verb, way.resource, group: way.group)
      && (!rule.hasNames || !way.powers.isDisjoint(with: rule.names))
  }

  /// Everywhere is meant only where the rule names what it is about.
  private static func isThere(_ grant: Grant, _ place: String) -> Bool {
    grant.namespace == place
      || grant.rule.hasNames && (grant.isClusterWide || grant.binding == nil)
  }

  private static func isMet(_ need: Need, _ grant: Grant) -> Bool {
    grant.siblings.contains { rule in
      rule.allows(oneOf: need.verbs, need.resource, group: need.group)
        && (!rule.hasNames || !need.names.isDisjoint(with: rule.names))
    }
  }
}
