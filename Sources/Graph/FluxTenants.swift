package import Manifests
internal import YAMLTree

/// Which namespaces are those of tenants of Flux, and by what one knows: looked up once for all
/// objects that are asked about.
package struct FluxTenants: Sendable {
  /// Set by `flux create tenant` on what it makes.
  package static let label = "toolkit.fluxcd.io/tenant"

  private struct Sign: Sendable {
    let resource: Resource
    let namespaces: Set<String?>
  }

  /// Namespaces and accounts that the label marks.
  private let labelled: [Sign]
  /// Objects of Flux that name an account to act as.
  private let restricted: [Sign]

  init(_ resourcesByKind: [String: [Resource]], _ overlays: Overlays) {
    func signs(_ kinds: [String], _ isOne: (Resource) -> Bool) -> [Sign] {
      kinds.flatMap { resourcesByKind[$0] ?? [] }.filter(isOne).map { resource in
        let instances = overlays.instances(of: AppliedObject(resource))
        let own = resource.kind == "Namespace" ? [resource.name] : instances.map(\.namespace)
        return Sign(resource: resource, namespaces: Set(own))
      }
    }
    labelled = signs(["Namespace", "ServiceAccount"]) { $0.label(Self.label) != nil }
    restricted = signs(["Kustomization", "HelmRelease"]) {
      $0.body.at("spec", "serviceAccountName")?.text.isEmpty == false
        && $0.group.hasSuffix(".toolkit.fluxcd.io")
    }
  }

  /// The first object that the label marks in one of the namespaces.
  package func labelled(in namespaces: Set<String?>) -> Resource? {
    labelled.first { !$0.namespaces.isDisjoint(with: namespaces) }?.resource
  }

  /// The first object of Flux but this one that names an account in one of the namespaces.
  package func restricted(in namespaces: Set<String?>, besides own: Resource) -> Resource? {
    restricted.first { $0.resource !== own && !$0.namespaces.isDisjoint(with: namespaces) }?
      .resource
  }
}
