internal import Credentials
package import Manifests
package import YAMLTree

/// A folder of some repository that something here deploys or builds on.
package struct RemoteSource: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case flux, argo
    case kustomizeBase = "kustomize-base"
  }

  package let kind: Kind
  package let object: Resource
  package let place: Place
  package let address: GitAddress
  /// The folder in the repository; empty for its root, or for what only a run tells.
  package let path: String
  /// A branch, a tag, a commit or a range of versions; empty for none.
  package let reference: String
  /// Where it is deployed to, as the object says; empty for the cluster that it is in itself.
  package let cluster: String
  package let namespace: String
}

extension ResourceGraph {
  /// What comes from repositories, in the order of files.
  package var remoteSources: [RemoteSource] {
    let sources = Dictionary(
      grouping: resources(ofKind: "GitRepository"), by: \.name)
    let found =
      resources(ofKind: "Kustomization").flatMap { resource in
        resource.role == .kustomization ? bases(of: resource) : flux(resource, sources)
      } + resources(ofKind: "HelmRelease").flatMap { release($0, sources) }
      + ["Application", "ApplicationSet"].flatMap(resources(ofKind:)).flatMap(argo)
    return found.sorted {
      ($0.place.file.path, $0.place.range.lowerBound, $0.path)
        < ($1.place.file.path, $1.place.range.lowerBound, $1.path)
    }
  }

  private func flux(_ resource: Resource, _ sources: [String: [Resource]]) -> [RemoteSource] {
    guard resource.role == .application, let spec = resource.body["spec"],
      let source = spec["sourceRef"]
    else { return [] }
    return repositories(source, of: resource, sources).compactMap { repository in
      remote(
        .flux, resource, from: repository, path: spec["path"],
        namespace: spec["targetNamespace"]?.text ?? "", cluster: kubeConfig(spec))
    }
  }

  private func release(_ resource: Resource, _ sources: [String: [Resource]]) -> [RemoteSource] {
    guard let chart = resource.body.at("spec", "chart", "spec"), let source = chart["sourceRef"],
      let spec = resource.body["spec"]
    else { return [] }
    return repositories(source, of: resource, sources).compactMap { repository in
      // A release lands beside its object where nothing else is said.
      remote(
        .flux, resource, from: repository, path: chart["chart"],
        namespace: spec["targetNamespace"]?.text ?? resource.namespace ?? "",
        cluster: kubeConfig(spec))
    }
  }

  private func kubeConfig(_ spec: Node) -> String {
    spec.at("kubeConfig", "secretRef", "name")?.text ?? ""
  }

  /// The sources of a name in its namespace, where that is known.
  private func repositories(
    _ source: Node, of resource: Resource, _ sources: [String: [Resource]]
  ) -> [Resource] {
    guard source["kind"]?.hasText("GitRepository") == true, let name = source["name"]?.text else {
      return []
    }
    let named = sources[name] ?? []
    let namespace = source["namespace"]?.text ?? resource.namespace
    let near = named.filter { $0.namespace == nil || namespace == nil || $0.namespace == namespace }
    // Several clusters in one repository have a source of the same name: each its own.
    let own = near.isEmpty ? named : near
    let closest = own.map { Self.shared($0, resource) }.max() ?? 0
    return own.filter { Self.shared($0, resource) == closest }
  }

  /// How many folders two objects have in common; a file in common is more than any of them.
  private static func shared(_ one: Resource, _ other: Resource) -> Int {
    if one.file === other.file { return .max }
    let folders = { (resource: Resource) in resource.file.directory.split(separator: "/") }
    return zip(folders(one), folders(other)).prefix { $0 == $1 }.count
  }

  private func remote(
    _ kind: RemoteSource.Kind, _ resource: Resource, from repository: Resource, path: Node?,
    namespace: String, cluster: String
  ) -> RemoteSource? {
    guard let spec = repository.body["spec"], let url = spec["url"]?.text,
      let address = GitAddress(url)
    else { return nil }
    let reference = ["commit", "tag", "semver", "branch"].lazy.compactMap {
      spec.at("ref", $0)?.text
    }.first
    return RemoteSource(
      kind: kind, object: resource, place: (path ?? resource.body).place, address: address,
      path: Self.folder(path?.text ?? ""), reference: reference ?? "", cluster: cluster,
      namespace: namespace)
  }

  private func argo(_ resource: Resource) -> [RemoteSource] {
    let destination = Application.spec(of: resource)?["destination"]
    let server = destination?["name"]?.text ?? destination?["server"]?.text ?? ""
    let own = ["https://kubernetes.default.svc", "in-cluster"]
    return Application.sources(of: resource).compactMap { source in
      guard let url = source["repoURL"], let address = GitAddress(url.text) else { return nil }
      return RemoteSource(
        kind: .argo, object: resource, place: url.place, address: address,
        path: Self.folder(source["path"]?.text ?? ""),
        reference: source["targetRevision"]?.text ?? "",
        cluster: own.contains(server) || server.holds("{{") ? "" : server,
        namespace: destination?["namespace"]?.text ?? "")
    }
  }

  private func bases(of resource: Resource) -> [RemoteSource] {
    ["resources", "bases", "components"].flatMap { resource.body[$0]?.elements ?? [] }
      .compactMap { node in
        guard node.kind == .scalar, let base = RemoteBase(node.text) else { return nil }
        return RemoteSource(
          kind: .kustomizeBase, object: resource, place: node.place, address: base.address,
          path: base.path, reference: base.reference, cluster: "",
          namespace: resource.body["namespace"]?.text ?? "")
      }
  }

  /// `./apps/x/` is `apps/x`; of a path that a template fills in, the folder above that.
  private static func folder(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return parts.prefix { !$0.contains("{{") && !$0.contains("${") && $0 != ".." }
      .joined(separator: "/")
  }
}
