package import Graph
package import Manifests
package import YAMLTree

/// What the account of a Pod lacks to do what the Pod's own script does with Secrets.
package enum RefresherRights {
  /// A verb on Secrets that the command needs and no rule gives, and the verbs of the role that is
  /// nearest to it; nil where that cannot be told.
  package static func missing(
    _ command: Command, _ graph: ResourceGraph
  ) -> (verb: String, role: Node)? {
    guard let owner = command.owner, command.program == "kubectl", let needed = needs(command),
      command.flag("--kubeconfig", "--context", "--token", "--as") == nil
    else { return nil }
    let workloads = graph.workloads.filter { $0.resource === owner }
    guard let workload = workloads.first, workloads.count == 1,
      graph.accounts(of: workload).count == 1
    else { return nil }
    let target = command.namespace.map(\.resolved) ?? owner.namespace
    let grants = graph.grants.filter { grant in
      grant.subjects.contains { subject in
        subject.kind == "ServiceAccount" && subject.name == workload.accountName
          && (subject.namespace == nil || owner.namespace == nil
            || subject.namespace == owner.namespace)
      }
    }
    // A role that is not in the repository may give what is needed.
    guard !grants.isEmpty, !bindsUnknownRole(workload, grants, graph),
      grants.allSatisfy({ $0.namespace == nil || target == nil || $0.namespace == target })
    else { return nil }
    let rules = grants.map(\.rule).filter { $0.mentions("secrets") }
    guard let nearest = rules.last else { return nil }
    let verb = needed.first { verb in !rules.contains { $0.allows(verb, "secrets") } }
    return verb.map { ($0, nearest.node["verbs"] ?? nearest.node) }
  }

  private static func bindsUnknownRole(
    _ workload: Workload, _ grants: [Grant], _ graph: ResourceGraph
  ) -> Bool {
    let known = Set(grants.compactMap(\.binding).map { ObjectIdentifier($0) })
    return graph.resources.contains { resource in
      resource.role == .binding && !known.contains(ObjectIdentifier(resource))
        && AccessSubject.all(of: resource).contains {
          ($0.kind == "ServiceAccount" && $0.name == workload.accountName)
            || $0.category == .everybody
        }
    }
  }

  /// Verbs that the API server asks for (kubectl's own requests).
  private static func needs(_ command: Command) -> [String]? {
    let verb = command.verbs.first ?? ""
    let kind = command.verbs.dropFirst().first?.split(separator: "/").first.map(String.init) ?? ""
    let isSecret = kind == "secret" || kind == "secrets"
    // What is only printed asks nothing of the server.
    if let dry = command.flag("--dry-run"), dry.value != "server", dry.value != "none" {
      return nil
    }
    switch verb {
    case "create" where isSecret: return ["create"]
    case "delete" where isSecret: return ["delete"]
    case "patch" where isSecret: return ["get", "patch"]
    case "get" where isSecret: return ["get"]
    case "annotate" where isSecret, "label" where isSecret: return ["get", "patch"]
    default: return nil
    }
  }
}
