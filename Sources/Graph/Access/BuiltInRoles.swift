/// A rule of a role that Kubernetes or OpenShift brings itself.
struct BuiltInRule: Sendable {
  let groups: [String]
  let resources: [String]
  let verbs: [String]

  init(_ group: String, _ resources: String, _ verbs: String) {
    groups = [group]
    self.resources = resources.split(separator: " ").map(String.init)
    self.verbs = verbs.split(separator: " ").map(String.init)
  }
}

/// A cluster role that no manifest shows: what it says about credentials and the ways to them.
struct BuiltInRole: Sendable {
  let name: String
  let rules: [BuiltInRule]
  /// The label by which it collects the rules of other roles.
  let collects: String?
  /// The labels by which other roles collect its rules.
  let labels: [String]

  private init(
    _ name: String, _ rules: [BuiltInRule] = [], collects: String? = nil, labels: [String] = []
  ) {
    self.name = name
    self.rules = rules
    self.collects = collects.map(Self.label)
    self.labels = labels.map(Self.label)
  }

  private static func label(_ end: String) -> String {
    "rbac.authorization.k8s.io/aggregate-to-\(end)"
  }

  private static let read = "get list watch"
  private static let write = "create delete deletecollection patch update"
  private static let every = "\(read) \(write)"

  /// What `edit` says beside what it collects (kubernetes
  /// `plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go`).
  private static let edit = [
    BuiltInRule("", "secrets configmaps replicationcontrollers", every),
    BuiltInRule("", "serviceaccounts", "\(every) impersonate"),
    BuiltInRule("", "serviceaccounts/token", "create"),
    BuiltInRule("", "pods pods/attach pods/exec pods/portforward pods/proxy services/proxy", every),
    BuiltInRule("apps", "deployments statefulsets daemonsets replicasets", every),
    BuiltInRule("batch", "jobs cronjobs", every),
  ]

  private static let everything = BuiltInRule("*", "*", "*")
  private static let registry = BuiltInRule("", "secrets serviceaccounts", every)

  /// The chain `view` → `edit` → `admin` is made of labels, as in a cluster. The last rows are
  /// OpenShift's (openshift/origin `test/testdata/bootstrappolicy`).
  static let all = [
    BuiltInRole("cluster-admin", [everything]),
    BuiltInRole("system:aggregate-to-view", labels: ["view"]),
    BuiltInRole("system:aggregate-to-edit", edit, labels: ["edit"]),
    BuiltInRole(
      "system:aggregate-to-admin",
      [BuiltInRule("rbac.authorization.k8s.io", "roles rolebindings", every)], labels: ["admin"]),
    BuiltInRole("view", collects: "view", labels: ["edit"]),
    BuiltInRole("edit", collects: "edit", labels: ["admin"]),
    BuiltInRole("admin", collects: "admin"),
    BuiltInRole("system:node", [BuiltInRule("", "secrets", read)]),
    BuiltInRole("system:kubelet-api-admin", [BuiltInRule("", "nodes/proxy", "*")]),
    BuiltInRole("system:master", [everything]),
    BuiltInRole("system:node-admin", [BuiltInRule("", "nodes/proxy", "*")]),
    BuiltInRole("registry-admin", [registry], labels: ["admin"]),
    BuiltInRole("registry-editor", [registry], labels: ["edit"]),
    BuiltInRole("cluster-reader", collects: "cluster-reader"),
    BuiltInRole("sudoer", [BuiltInRule("", "users groups", "impersonate")]),
  ]
}
