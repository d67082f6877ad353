import Judging
import Proof
import Rules
import TestSupport
import Testing

/// Roles and bindings that other tools judge wrongly: verbs of one rule combined with resources of
/// another, names ignored, unbound roles reported, the system's own accounts accused.
@Suite struct AccessTests {
  private static let ruleset = Ruleset.builtIn().selecting(
    ["access"], ignoring: [], persona: .regular)

  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    /// `verbs / resources / names / groups`, one text a rule.
    let rules: [String]
    /// `Kind/name/namespace`; empty for a role that nothing binds.
    let subject: String
    let found: Set<String>

    var testDescription: String { what }
  }

  private static func rule(_ text: String) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
      $0.filter { $0 != " " }
    }
    let names = parts.count > 2 && !parts[2].isEmpty ? ", resourceNames: [\(parts[2])]" : ""
    let groups = parts.count > 3 ? parts[3] : "\"\""
    let resources = parts[1].replacing("|", with: "/")
    return "  - {apiGroups: [\(groups)], verbs: [\(parts[0])], resources: [\(resources)]\(names)}"
  }

  private static func found(_ row: Row) -> Set<String> {
    var text = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: r}
      rules:
      \(row.rules.map(rule).joined(separator: "\n"))

      """
    if !row.subject.isEmpty {
      let parts = row.subject.split(separator: "/").map(String.init)
      let namespace = parts.count > 2 ? ", namespace: \(parts[2])" : ""
      text += """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: b}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
        subjects: [{kind: \(parts[0]), name: "\(parts[1])"\(namespace)}]

        """
    }
    let fixture = Fixture(name: "row", files: [.init(path: "a.yaml", text: text)])
    return Set(fixture.scan(ruleset).findings.map(\.rule.id))
  }

  @Test(arguments: [
    Row(
      what: "a user reads Secrets", rules: ["get / secrets"], subject: "User/lena",
      found: ["secret-read-access"]),
    Row(
      what: "list alone returns the content", rules: ["list / secrets"], subject: "Group/devs",
      found: ["secret-read-access"]),
    Row(what: "nothing binds it", rules: ["\"*\" / \"*\""], subject: "", found: []),
    Row(
      what: "names restrict it", rules: ["get / secrets / shop-tls"], subject: "User/lena",
      found: []),
    Row(
      what: "verbs and resources of two rules never combine",
      rules: ["get, list / configmaps", "create / secrets"], subject: "User/lena", found: []),
    Row(
      what: "another group's secrets are none", rules: ["get / secrets / / acme.dev"],
      subject: "User/lena", found: []),
    Row(
      what: "an operator's own account", rules: ["get, list, watch / secrets"],
      subject: "ServiceAccount/operator/platform", found: []),
    Row(
      what: "the default account", rules: ["get / secrets"], subject: "ServiceAccount/default/shop",
      found: ["secret-access-for-default-account"]),
    Row(
      what: "everybody", rules: ["get / secrets"], subject: "Group/system:authenticated",
      found: ["secret-access-for-default-account"]),
    Row(
      what: "all accounts of a namespace", rules: ["list / secrets"],
      subject: "Group/system:serviceaccounts:shop", found: ["secret-access-for-default-account"]),
    Row(
      what: "a part of Kubernetes", rules: ["get, list / secrets"],
      subject: "User/system:kube-controller-manager", found: []),
    Row(
      what: "an account of kube-system", rules: ["\"*\" / \"*\""],
      subject: "ServiceAccount/coredns/kube-system", found: []),
    Row(
      what: "every verb on everything", rules: ["\"*\" / \"*\""], subject: "User/lena",
      found: ["wildcard-secret-access"]),
    Row(
      what: "every verb on Secrets", rules: ["\"*\" / secrets"],
      subject: "ServiceAccount/ci/builds", found: ["wildcard-secret-access"]),
    Row(
      what: "a wildcard of verbs elsewhere", rules: ["\"*\" / configmaps", "get / pods"],
      subject: "User/lena", found: []),
    Row(
      what: "a wildcard without reading", rules: ["create / \"*\" / / apps"], subject: "User/lena",
      found: []),
    Row(
      what: "writing Secrets is not reading them", rules: ["create, update / secrets"],
      subject: "User/lena", found: []),
    Row(
      what: "making tokens", rules: ["create / serviceaccounts|token"], subject: "User/lena",
      found: ["token-minting-access"]),
    Row(
      what: "making the token of one account",
      rules: ["create / serviceaccounts|token / deployer"], subject: "User/lena", found: []),
    Row(
      what: "a right to escalate beside everything is told once",
      rules: ["\"*\" / \"*\" / / \"*\""], subject: "User/lena",
      found: ["wildcard-secret-access"]),
    Row(
      what: "exec of any resource lets nobody read Secrets", rules: ["create / \"*|exec\""],
      subject: "User/lena", found: []),
    Row(
      what: "parts of Secrets are none", rules: ["get / \"secrets|*\""], subject: "User/lena",
      found: []),
    Row(
      what: "list beside names, for a person",
      rules: ["get / secrets / shop-tls", "list / secrets"],
      subject: "User/lena", found: ["secret-read-access"]),
    Row(
      what: "making accounts is not making tokens", rules: ["create / serviceaccounts"],
      subject: "User/lena", found: []),
  ])
  func rolesAndBindings(_ row: Row) {
    #expect(Self.found(row) == row.found)
  }

  /// An aggregated role has the rules of those whose labels it selects.
  @Test func aggregatedRolesCollectRules() {
    let text = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: collected}
      aggregationRule: {clusterRoleSelectors: [{matchLabels: {for: collected}}]}
      rules: []
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: part, labels: {for: collected}}
      rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: b}
      roleRef: {kind: ClusterRole, name: collected}
      subjects: [{kind: User, name: lena}]
      """
    let fixture = Fixture(name: "a", files: [.init(path: "a.yaml", text: text)])
    #expect(fixture.scan(Self.ruleset).findings.map(\.rule.id) == ["secret-read-access"])
  }
}
