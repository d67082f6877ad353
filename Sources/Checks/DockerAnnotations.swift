internal import Credentials
package import Graph
internal import Manifests
internal import YAMLTree

/// Registries of `tekton.dev/docker-*`, which becomes the key of a docker client's config as it stands
/// (tektoncd/pipeline `pkg/credentials/dockercreds`).
extension CredentialAnnotation {
  /// Why no client finds the login; nil if one may.
  package func registryProblem(_ graph: ResourceGraph) -> String? {
    guard consumer == .docker, secret.type == "kubernetes.io/basic-auth" else { return nil }
    let host = String(bare.prefix { $0 != "/" })
    if Self.wrongHubs.contains(host) { return "is no address by which clients know Docker Hub" }
    guard Self.hubs.contains(host), url != Self.hubKey, !Self.hasNormalizingClient(graph) else {
      return nil
    }
    return "is not how kaniko and docker look for Docker Hub"
  }

  /// What docker's own library and google/go-containerregistry `pkg/authn/keychain.go` look for.
  private static let hubKey = "https://index.docker.io/v1/"
  private static let hubs: Set<String> = ["docker.io", "index.docker.io"]
  private static let wrongHubs: Set<String> = [
    "hub.docker.com", "registry.hub.docker.com", "registry-1.docker.io",
  ]

  /// containers/image takes every name of Docker Hub.
  private static func hasNormalizingClient(_ graph: ResourceGraph) -> Bool {
    graph.imageTexts.contains { image in
      ["buildah", "skopeo", "podman"].contains { image.holds($0) }
    }
  }
}
