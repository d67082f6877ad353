internal import Encodings
internal import Credentials
internal import Manifests
internal import YAMLTree

/// What a repository sets for all controllers of Flux, or patches into all of its Kustomizations.
package struct FluxSettings: Sendable {
  /// Objects without an account of their own act as one that may nothing
  /// (fluxcd/flux2-multi-tenancy, fluxcd/kustomize-controller `main.go`).
  package private(set) var isRestricted = false
  /// A Kustomization that patches those that it applies gives them their decryption.
  package private(set) var patchesDecryption = false

  private static let restriction = "--default-service-account"

  init(_ resourcesByKind: [String: [Resource]]) {
    for kustomization in resourcesByKind["Kustomization"] ?? [] { read(kustomization) }
    isRestricted =
      isRestricted
      || (resourcesByKind["FluxInstance"] ?? []).contains {
        $0.body.at("spec", "cluster", "multitenant")?.text == "true"
      }
      || (resourcesByKind["Deployment"] ?? []).contains(where: Self.isRestrictedController)
  }

  private mutating func read(_ kustomization: Resource) {
    let lists = [["patches"], ["patchesJson6902"], ["patchesStrategicMerge"], ["spec", "patches"]]
    for list in lists {
      for patch in kustomization.body.at(list)?.elements ?? [] {
        let text = (patch["patch"] ?? patch).text
        isRestricted = isRestricted || text.holds(Self.restriction)
        patchesDecryption =
          patchesDecryption || list.count == 2 && text.holds("decryption")
      }
    }
  }

  private static func isRestrictedController(_ deployment: Resource) -> Bool {
    ["kustomize-controller", "helm-controller"].contains(deployment.name)
      && Containers.all(in: deployment).contains { container in
        Containers.commandLine(of: container).contains { $0.text.hasPrefix(restriction) }
      }
  }
}
