package import Graph
package import Manifests
internal import YAMLTree

/// Whose objects a Kustomization of Flux applies: its controller has every right, and takes those of
/// an account only where one is named (fluxcd/kustomize-controller `internal/controller`).
package enum FluxTenancy {
  /// What says that the Kustomization's namespace is a tenant's; nil where nothing does. The
  /// namespace of the controllers is none, whatever stands in it.
  package static func evidence(of application: Resource, _ graph: ResourceGraph) -> String? {
    let namespaces = Set(graph.instances(of: application).map(\.namespace))
    guard !namespaces.isEmpty, !namespaces.contains(nil), !namespaces.contains("flux-system") else {
      return nil
    }
    if let labelled = graph.fluxTenants.labelled(in: namespaces) {
      return "\(labelled.described) has the label \(FluxTenants.label)"
    }
    let restricted = graph.fluxTenants.restricted(in: namespaces, besides: application)
    return restricted.map { "\($0.described) beside it names one" }
  }
}
