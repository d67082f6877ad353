package import Graph
internal import Credentials
package import Manifests
package import YAMLTree

/// What the rights of a role come to for Secrets.
package enum AccessRights {
  /// Secrets that hold a credential by their type or their keys, where a grant holds: those of a
  /// namespace, or one of the cluster; nil where the namespace is not known.
  package static func credentials(in grant: Grant, _ graph: ResourceGraph) -> [Secret]? {
    if let binding = grant.binding, grant.isClusterWide {
      return graph.secrets.first { $0.resource.mayMeet(binding) && isCredential($0) }.map { [$0] }
    }
    guard let namespace = grant.namespace else { return nil }
    return graph.secrets.filter { $0.resource.namespace == namespace && isCredential($0) }
  }

  private static func isCredential(_ secret: Secret) -> Bool {
    credentialTypes.contains(secret.type)
      || secret.entries.contains { SecretNames.matches($0.key) }
  }

  private static let credentialTypes: Set<String> = [
    "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg", "kubernetes.io/basic-auth",
    "kubernetes.io/ssh-auth", "kubernetes.io/service-account-token",
  ]

  package static let reading = ["get", "list", "watch"]
  package static let writing = ["create", "update", "patch", "delete", "deletecollection"]
  /// What changes or removes Secrets that are there: create makes others beside them.
  package static let overwriting = ["update", "patch", "delete", "deletecollection"]
  private static let changing = ["create", "update", "patch"]

  /// Who may create a Pod, or make or change what makes one, may mount every Secret of its
  /// namespace.
  package static func createsPods(_ rule: AccessRule) -> Bool {
    rule.allows("create", "pods") || rule.allows(oneOf: changing, "replicationcontrollers")
      || ["deployments", "statefulsets", "daemonsets", "replicasets"].contains {
        rule.allows(oneOf: changing, $0, group: "apps")
      }
      || ["jobs", "cronjobs"].contains { rule.allows(oneOf: changing, $0, group: "batch") }
      || Deputy.makesPods(rule)
  }

  /// How the rule lets somebody into a Pod, as a right is written; nil for one that does not.
  ///
  /// A websocket asks for get (kubernetes before 1.35), and a port leads to what a password guards.
  package static func entry(_ rule: AccessRule) -> String? {
    let ways = [
      ("pods/exec", ["create", "get"]), ("pods/attach", ["create", "get"]),
      ("pods/ephemeralcontainers", ["update", "patch"]), ("pods/portforward", ["create", "get"]),
    ]
    return ways.lazy.compactMap { resource, verbs in
      verbs.first { rule.allows($0, resource) }.map { "\($0) on \(resource)" }
    }.first
  }

  /// A workload that somebody with the grant can enter, and that is given a Secret.
  package static func entered(by grant: Grant, _ graph: ResourceGraph) -> Workload? {
    guard let binding = grant.binding, entry(grant.rule) != nil else { return nil }
    return graph.workloads.first { workload in
      !workload.references.isEmpty && workload.resource.mayMeet(binding)
        && graph.instances(of: workload.resource).contains {
          $0.namespace != nil && grant.holds(in: $0.namespace)
        }
    }
  }

  /// The Secret with the key of what is encrypted in the repository, if the rule reads that by name:
  /// of Flux's decryption, of Sealed Secrets, or with the name that guides for SOPS give it.
  package static func decryptionKey(_ grant: Grant, _ graph: ResourceGraph) -> Node? {
    guard grant.rule.hasNames, grant.rule.allows(oneOf: reading, "secrets") else { return nil }
    let names = grant.rule.node["resourceNames"]?.elements ?? []
    return names.first { name in
      ["sops-age", "sops-gpg", "sops-keys"].contains(name.text)
        || name.text.hasPrefix("sealed-secrets-key")
        || FluxDecryption.applications(in: graph).contains {
          $0.body.at("spec", "decryption", "secretRef", "name")?.text == name.text
        }
    }
  }

  /// Whether the rule reads all Secrets where another of the same role names those that are meant:
  /// list and watch return the content, too.
  package static func voidsNames(_ grant: Grant) -> Bool {
    grant.rule.allows(oneOf: reading, "secrets") && !grant.rule.hasNames
      && !grant.rule.isWildcard
      && grant.siblings.contains { $0.hasNames && $0.allows("get", "secrets") }
  }

  /// What a rule with a wildcard lets somebody do, as the end of a sentence.
  package static func extent(of grant: Grant) -> String {
    let (verbs, rule) = (grant.rule.verbs, grant.rule)
    let deed = verbs.contains("*") ? "do everything with" : Self.sentence(verbs.sorted())
    let isAll = rule.resources.contains("*")
    return isAll
      ? "\(deed) every resource \(grant.extent), Secrets included"
      : "\(deed) every Secret \(grant.extent)"
  }

  private static func sentence(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
  }
}
