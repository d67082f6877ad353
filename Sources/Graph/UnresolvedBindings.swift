package import Manifests
internal import YAMLTree

extension ResourceGraph {
  /// Bindings to roles that no file holds and Kubernetes does not bring: what they give is not known.
  package var unresolvedBindings: [Resource] {
    let index = RoleIndex(resources) { [weak self] resource in
      self?.instances(of: resource).map(\.namespace) ?? []
    }
    return resources.filter { resource in
      resource.role == .binding && !AccessSubject.all(of: resource).isEmpty
        && index.target(of: resource) == nil
        && resource.body.at("roleRef", "name")?.text.hasPrefix("system:") != true
    }
  }
}
