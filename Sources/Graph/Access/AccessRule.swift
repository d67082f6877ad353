package import YAMLTree

/// One rule of a Role or ClusterRole: what it allows, judged by itself, because verbs of one rule
/// never combine with resources of another.
package struct AccessRule: Sendable {
  /// The rule; for one of a role that Kubernetes brings itself, the name in the binding.
  package let node: Node
  private let builtIn: BuiltInRule?
  /// It is about none of the resources that lead to credentials, as nearly all rules are.
  private let isElsewhere: Bool
  // Where its lists stand, which are asked for again and again.
  private let verbList: Node?
  private let resourceList: Node?
  private let groupList: Node?

  init(_ node: Node) {
    self.node = node
    builtIn = nil
    verbList = node["verbs"]
    resourceList = node["resources"]
    groupList = node["apiGroups"]
    isElsewhere =
      !(resourceList?.elements ?? []).contains {
        let text = $0.text
        return text.hasPrefix("*") || Self.ways.contains(text)
      }
  }

  /// Resources that give credentials, or ways to them.
  private static let ways: Set<String> = [
    "secrets", "serviceaccounts", "serviceaccounts/token", "pods", "pods/exec", "pods/attach",
    "pods/portforward", "pods/ephemeralcontainers", "replicationcontrollers", "deployments",
    "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs", "users", "groups",
    "nodes/proxy", "roles", "clusterroles", "rolebindings", "clusterrolebindings", "signers",
    "certificatesigningrequests/approval", "mutatingwebhookconfigurations",
    "validatingwebhookconfigurations", "mutatingadmissionpolicies",
    "mutatingadmissionpolicybindings", "certificatesigningrequests/status", "configmaps",
    "persistentvolumes", "nodes",
    // Of kinds for which a controller acts.
    "kustomizations", "helmreleases", "applications", "applicationsets", "helmcharts", "restores",
    "downloadrequests", "subscriptions", "clusterpolicies", "externalsecrets",
    "clusterexternalsecrets", "secretstores", "clustersecretstores", "pushsecrets",
    "secretexports", "taskruns", "pipelineruns", "workflows", "cronworkflows", "rollouts", "apps",
    "services", "scaledjobs", "deploymentconfigs",
  ]

  /// What a role of Kubernetes' own says.
  init(_ rule: BuiltInRule, at node: Node) {
    self.node = node
    builtIn = rule
    (verbList, resourceList, groupList) = (nil, nil, nil)
    isElsewhere = false
  }

  // Repositories hold roles by the thousand: what is read again costs less than what is kept.
  package var verbs: [String] { builtIn?.verbs ?? texts("verbs") }
  package var resources: [String] { builtIn?.resources ?? texts("resources") }

  private func texts(_ key: String) -> [String] { (node[key]?.elements ?? []).map(\.text) }

  /// Whether it is a role's of Kubernetes itself, which no manifest shows.
  package var isBuiltIn: Bool { builtIn != nil }

  /// Names restrict get, update, patch and delete; list and watch only for requests that select by
  /// name.
  package var hasNames: Bool { !names.isEmpty }

  /// The only objects that it is about; empty for all.
  package var names: [String] { isBuiltIn ? [] : texts("resourceNames") }

  /// Whether `*` stands for its verbs or its resources.
  package var isWildcard: Bool { lists(.verbs, "*") || lists(.resources, "*") }

  /// Whether `*` stands for its verbs, its resources and its groups, as in cluster-admin.
  package var isUnlimited: Bool {
    lists(.verbs, "*") && lists(.resources, "*") && lists(.apiGroups, "*") && !hasNames
  }

  private enum Field { case verbs, resources, apiGroups }

  private func lists(_ field: Field, _ text: String) -> Bool {
    guard let builtIn else {
      let list =
        switch field {
        case .verbs: verbList
        case .resources: resourceList
        case .apiGroups: groupList
        }
      return list?.hasElement(text) == true
    }
    switch field {
    case .verbs: return builtIn.verbs.contains(text)
    case .resources: return builtIn.resources.contains(text)
    case .apiGroups: return builtIn.groups.contains(text)
    }
  }

  /// Whether it says anything about the resource.
  package func mentions(_ resource: String) -> Bool {
    lists(.resources, resource) || lists(.resources, "*")
      || resource.utf8.firstIndex(of: UInt8(ascii: "/")).map {
        lists(.resources, "*\(resource[$0...])")
      } ?? false
  }

  /// Whether the rule lets somebody do that to the resource, names aside. `*` stands for all verbs,
  /// groups and resources, `*/exec` for one part of any resource, and `pods/*` for nothing
  /// (kubernetes `pkg/apis/rbac/v1/evaluation_helpers.go`).
  package func allows(_ verb: String, _ resource: String, group: String = "") -> Bool {
    isAbout(resource, group: group) && names(verb)
  }

  /// Whether the rule says anything about the resource of the group.
  package func isAbout(_ resource: String, group: String) -> Bool {
    if isElsewhere, Self.ways.contains(resource) { return false }
    return mentions(resource) && (lists(.apiGroups, group) || lists(.apiGroups, "*"))
  }

  private func names(_ verb: String) -> Bool { lists(.verbs, verb) || lists(.verbs, "*") }

  /// Whether it lets somebody do one of the things to the resource.
  package func allows(oneOf verbs: [String], _ resource: String, group: String = "") -> Bool {
    isAbout(resource, group: group) && verbs.contains(where: names)
  }
}
