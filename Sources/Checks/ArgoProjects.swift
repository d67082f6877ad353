package import Graph
package import Manifests
package import YAMLTree

/// What a project of Argo CD lets its applications do: they act with the rights of its controller,
/// which are all, and nothing but the project holds them back (argoproj/argo-cd
/// `pkg/apis/application/v1alpha1/app_project_types.go`).
package struct ArgoProject: Sendable {
  package let resource: Resource
  private let spec: Node?

  private init(_ resource: Resource) {
    self.resource = resource
    spec = resource.body["spec"]
  }

  package static func all(in graph: ResourceGraph) -> [ArgoProject] {
    graph.resources(ofKind: "AppProject").filter { $0.group == "argoproj.io" }
      .map(ArgoProject.init)
  }

  private func list(_ key: String) -> [Node] { spec?[key]?.elements ?? [] }

  /// The entry by which an application may come from any repository.
  package var anySource: Node? {
    list("sourceRepos").first { $0.hasText("*") || $0.hasText("**") }
  }

  /// Namespaces beside the project's own from which they may be made, too.
  package var sourceNamespaces: Node? {
    spec?["sourceNamespaces"].flatMap { $0.elements.isEmpty ? nil : $0 }
  }

  /// They act with the rights of accounts that it names, where Argo CD is told to use them.
  package var namesAccounts: Node? {
    spec?["destinationServiceAccounts"].flatMap { $0.elements.isEmpty ? nil : $0 }
  }

  // MARK: Namespaces

  /// Of Argo CD, and of what may do anything besides.
  private static let controllers = ["argocd", "argo-cd", "openshift-gitops", "kube-system"]

  /// The namespaces of controllers that it lets them into, as the end of a sentence.
  package var reached: String? {
    guard Self.telling.contains(where: { permits($0.group, $0.kind, isNamespaced: true) }) else {
      return nil
    }
    let destinations = list("destinations").filter { destination in
      [destination["server"], destination["name"]].contains { node in
        node.map { !$0.bytes.isEmpty && !$0.text.hasPrefix("!") } ?? false
      }
    }
    let patterns = destinations.compactMap { $0["namespace"]?.text }
    let denied = patterns.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
    let names = Self.controllers + [resource.namespace].compactMap(\.self)
    let open = names.filter { name in
      patterns.contains { Self.matches($0, name) } && !denied.contains { Self.matches($0, name) }
    }
    if denied.isEmpty, patterns.contains("*") { return "every namespace" }
    return open.first.map { "namespace '\($0)'" }
  }

  /// Kinds that run with rights, or give some.
  private static let telling = [
    (group: "apps", kind: "Deployment"), (group: "", kind: "Pod"), (group: "batch", kind: "Job"),
    (group: "rbac.authorization.k8s.io", kind: "RoleBinding"),
  ]

  // MARK: Kinds

  /// What it lets them make that belongs to the cluster and gives rights there, as part of a sentence.
  package var clusterKinds: String? {
    let rbac = "rbac.authorization.k8s.io"
    let kinds = ["ClusterRoleBinding", "ClusterRole"].filter {
      permits(rbac, $0, isNamespaced: false)
    }
    let isAll = list("clusterResourceWhitelist").contains {
      $0["kind"]?.hasText("*") == true && $0["group"]?.hasText("*") == true
    }
    if kinds.count == 2, isAll, list("clusterResourceBlacklist").isEmpty {
      return "any object of the cluster"
    }
    return kinds.first.map { "\($0)s" }
  }

  /// A list of kinds of a namespace that is not there allows all, and one of the cluster's none.
  private func permits(_ group: String, _ kind: String, isNamespaced: Bool) -> Bool {
    let scope = isNamespaced ? "namespace" : "cluster"
    let isOpen = isNamespaced && spec?["\(scope)ResourceWhitelist"] == nil
    return (isOpen || lists("\(scope)ResourceWhitelist", group, kind))
      && !lists("\(scope)ResourceBlacklist", group, kind)
  }

  private func lists(_ key: String, _ group: String, _ kind: String) -> Bool {
    list(key).contains { item in
      // An entry with a name is about that object only.
      Self.matches(item["kind"]?.text ?? "", kind) && Self.matches(item["group"]?.text ?? "", group)
        && item["name"].map { $0.bytes.isEmpty || $0.hasText("*") } ?? true
    }
  }

  /// `*` stands for any text in names, groups and kinds.
  private static func matches(_ pattern: String, _ text: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return pattern == text
    }
    guard text.hasPrefix(first) else { return false }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
