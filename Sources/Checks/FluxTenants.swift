package import Graph
package import Manifests
internal import YAMLTree

/// Whose objects a Kustomization of Flux applies: its controller has every right, and takes those of
/// an account only where one is named (fluxcd/kustomize-controller `internal/controller`).
package enum FluxTenants {
  /// Set by `flux create tenant` on what it makes.
  private static let label = "toolkit.fluxcd.io/tenant"

  /// What says that the Kustomization's namespace is a tenant's; nil where nothing does. The
  /// namespace of the controllers is none, whatever stands in it.
  package static func evidence(of application: Resource, _ graph: ResourceGraph) -> String? {
    let namespaces = Set(graph.instances(of: application).map(\.namespace))
    guard !namespaces.isEmpty, !namespaces.contains(nil), !namespaces.contains("flux-system") else {
      return nil
    }
    func isThere(_ resource: Resource) -> Bool {
      graph.instances(of: resource).contains { namespaces.contains($0.namespace) }
    }
    let labelled = ["Namespace", "ServiceAccount"].lazy.flatMap(graph.resources).first { resource in
      resource.label(label) != nil
        && (resource.kind == "Namespace" ? namespaces.contains(resource.name) : isThere(resource))
    }
    if let labelled { return "\(labelled.described) has the label \(label)" }
    let restricted = ["Kustomization", "HelmRelease"].lazy.flatMap(graph.resources).first {
      $0 !== application && $0.group.hasSuffix(".toolkit.fluxcd.io")
        && $0.body.at("spec", "serviceAccountName")?.text.isEmpty == false && isThere($0)
    }
    return restricted.map { "\($0.described) beside it names one" }
  }
}
