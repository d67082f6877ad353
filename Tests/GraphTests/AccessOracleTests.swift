import Graph
import Manifests
import Testing
import YAMLTree

/// Grants against an authorizer that evaluates requests one by one, as the API server does
/// (kubernetes `plugin/pkg/auth/authorizer/rbac` and `pkg/controller/clusterroleaggregation`).
@Suite struct AccessOracleTests {
  struct Rule: Sendable, Hashable {
    let group: String
    let resource: String
    let verbs: [String]
    var names: [String] = []

    func allows(_ request: Request) -> Bool {
      let sub = request.resource.split(separator: "/").dropFirst().first
      return (verbs.contains("*") || verbs.contains(request.verb)) && ["*", ""].contains(group)
        && (resource == "*" || resource == request.resource
          || sub.map { resource == "*/\($0)" } ?? false)
        && (names.isEmpty || names.contains(request.name))
    }

    var yaml: String {
      "{apiGroups: ['\(group)'], resources: ['\(resource)'], verbs: [\(quoted(verbs))], "
        + "resourceNames: [\(quoted(names))]}"
    }

    private func quoted(_ words: [String]) -> String {
      words.map { "'\($0)'" }.joined(separator: ", ")
    }
  }

  struct Request: Sendable {
    let verb: String
    let resource: String
    let namespace: String
    let name: String
  }

  /// A subject of a binding, and the identities that it covers.
  struct Subject: Sendable {
    let yaml: String
    let covers: Set<String>
  }

  struct World: Sendable {
    let rule: Rule
    let label: String
    let selector: String
    let reference: String
    let namespace: String?
    let subject: Subject
  }

  private static let prefix = "rbac.authorization.k8s.io/aggregate-to-"

  private static let rules = [
    Rule(group: "", resource: "secrets", verbs: ["get"]),
    Rule(group: "", resource: "secrets", verbs: ["list"], names: ["x"]),
    Rule(group: "*", resource: "*", verbs: ["*"]),
    Rule(group: "", resource: "*/exec", verbs: ["create"]),
    Rule(group: "", resource: "pods/*", verbs: ["create"]),
    Rule(group: "apps", resource: "secrets", verbs: ["get"]),
  ]

  private static let subjects = [
    Subject(yaml: "{kind: User, name: lena}", covers: ["lena"]),
    Subject(yaml: "{kind: ServiceAccount, name: ci, namespace: a}", covers: ["ci"]),
    Subject(yaml: "{kind: User, name: 'system:serviceaccount:a:ci'}", covers: ["ci"]),
    Subject(yaml: "{kind: Group, name: 'system:serviceaccounts:a'}", covers: ["ci"]),
    Subject(yaml: "{kind: Group, name: 'system:serviceaccount:a:ci'}", covers: []),
    Subject(yaml: "{kind: ServiceAccount, name: ci, namespace: b}", covers: []),
  ]

  private static let worlds = rules.flatMap { rule in
    ["for-own", "\(prefix)view", "\(prefix)edit", "other"].flatMap { label in
      ["for-own", "\(prefix)edit"].flatMap { selector in
        ["part", "own", "view", "edit", "admin", "cluster-admin", "none"].flatMap { reference in
          [nil, "a"].flatMap { namespace in
            subjects.map { subject in
              World(
                rule: rule, label: label, selector: selector, reference: reference,
                namespace: namespace, subject: subject)
            }
          }
        }
      }
    }
  }

  private static func requests(of namespace: String) -> [Request] {
    [("get", "secrets"), ("list", "secrets"), ("create", "pods/exec"), ("impersonate", "users")]
      .flatMap { verb, resource in
        ["x", "y"].map {
          Request(verb: verb, resource: resource, namespace: namespace, name: $0)
        }
      }
  }

  /// What the cluster holds: by name, labels, selectors and own rules.
  private static func roles(
    _ world: World
  ) -> [String: (labels: Set<String>, selectors: Set<String>, rules: Set<Rule>)] {
    let every = [
      "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
    ]
    return [
      "part": ([world.label], [], [world.rule]),
      "own": ([], [world.selector], []),
      "system:aggregate-to-edit": (
        ["\(prefix)edit"], [],
        [
          Rule(group: "", resource: "secrets", verbs: every),
          Rule(group: "", resource: "pods/exec", verbs: every),
        ]
      ),
      "view": (["\(prefix)edit"], ["\(prefix)view"], []),
      "edit": (["\(prefix)admin"], ["\(prefix)edit"], []),
      "admin": ([], ["\(prefix)admin"], []),
      "cluster-admin": ([], [], [Rule(group: "*", resource: "*", verbs: ["*"])]),
    ]
  }

  /// The controller, until nothing changes.
  private static func settled(_ world: World) -> [String: Set<Rule>] {
    let roles = roles(world)
    var rules = roles.mapValues { $0.selectors.isEmpty ? $0.rules : [] }
    for _ in roles {
      for (name, role) in roles where !role.selectors.isEmpty {
        rules[name] = roles.filter { !$0.value.labels.isDisjoint(with: role.selectors) }
          .reduce(into: []) { $0.formUnion(rules[$1.key] ?? []) }
      }
    }
    return rules
  }

  /// - Parameter rules: those of the role that the binding names.
  private static func expected(
    _ world: World, _ rules: Set<Rule>, _ request: Request, _ identity: String
  ) -> Bool {
    world.subject.covers.contains(identity)
      && (world.namespace == nil || world.namespace == request.namespace)
      && rules.contains { $0.allows(request) }
  }

  private static func graph(_ world: World) -> ResourceGraph {
    let kind = world.namespace == nil ? "ClusterRoleBinding" : "RoleBinding"
    let namespace = world.namespace.map { ", namespace: \($0)" } ?? ""
    let text = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: part, labels: {\(world.label): 'true'}}
      rules: [\(world.rule.yaml)]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: own}
      aggregationRule: {clusterRoleSelectors: [{matchLabels: {\(world.selector): 'true'}}]}
      rules: [{apiGroups: [''], resources: [secrets], verbs: [list]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: \(kind)
      metadata: {name: b\(namespace)}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(world.reference)}
      subjects: [\(world.subject.yaml)]

      """
    let file = InputFile(source: SourceFile(path: "a.yaml", bytes: Array(text.utf8)))
    return ResourceGraph([ManifestReader.read(file)])
  }

  private static func holds(_ grant: Grant, _ request: Request, _ identity: String) -> Bool {
    guard grant.binding != nil,
      grant.isClusterWide || grant.namespace == request.namespace,
      grant.rule.allows(request.verb, request.resource),
      !grant.rule.hasNames || grant.rule.names.contains(request.name)
    else { return false }
    return grant.subjects.contains { subject in
      switch subject.kind {
      case "ServiceAccount":
        identity == "ci" && subject.name == "ci" && subject.namespace == "a"
      case "Group": identity == "ci" && subject.name == "system:serviceaccounts:a"
      default: subject.name == identity
      }
    }
  }

  /// Every small world of a role with labels, a role that collects, those of Kubernetes and one
  /// binding; every request of every identity.
  @Test func grantsAgreeWithTheAPIServer() {
    for world in Self.worlds {
      let grants = Self.graph(world).grants
      let rules = Self.settled(world)[world.reference, default: []]
      for request in Self.requests(of: "a") + Self.requests(of: "b") {
        for identity in ["lena", "ci"] {
          let found = grants.contains { Self.holds($0, request, identity) }
          #expect(
            found == Self.expected(world, rules, request, identity),
            "\(identity): \(request) in \(world)")
        }
      }
    }
  }

  private func grants(_ files: [(String, String)]) -> [Grant] {
    ResourceGraph(
      files.map { path, text in
        ManifestReader.read(InputFile(source: SourceFile(path: path, bytes: Array(text.utf8))))
      }
    ).grants
  }

  /// A role and its binding meet in the namespace that a kustomization gives them.
  @Test func namespacesOfKustomizationsHold() throws {
    let role = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: reader}
      rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]

      """
    let binding = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: reader}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
      subjects: [{kind: User, name: lena}]

      """
    func kustomization(_ namespace: String) -> String {
      "namespace: \(namespace)\nresources: [roles/role.yaml, bindings/binding.yaml]\n"
    }
    let found = grants([
      ("app/roles/role.yaml", role), ("app/bindings/binding.yaml", binding),
      ("app/kustomization.yaml", kustomization("shop")),
    ])
    let grant = try #require(found.first)
    #expect(grant.subjects.map(\.name) == ["lena"])
    #expect(grant.namespace == "shop")
    let apart = grants([("app/roles/role.yaml", role), ("app/bindings/binding.yaml", binding)])
    #expect(apart.allSatisfy { $0.binding == nil })
  }

  /// Expressions of a label selector, as a cluster has them.
  @Test(arguments: [
    ("In, values: ['yes', 'no']", true), ("In, values: ['no']", false),
    ("NotIn, values: ['no']", true), ("NotIn, values: ['yes']", false), ("Exists", true),
    ("DoesNotExist", false), ("Gt", false),
  ])
  func expressionsSelectRoles(_ expression: String, _ isCollected: Bool) {
    let text = """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: own}
      aggregationRule:
        clusterRoleSelectors: [{matchExpressions: [{key: for, operator: \(expression)}]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: part, labels: {for: 'yes'}}
      rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: b}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: own}
      subjects: [{kind: User, name: lena}]

      """
    #expect(grants([("a.yaml", text)]).contains { $0.binding != nil } == isCollected)
  }
}
