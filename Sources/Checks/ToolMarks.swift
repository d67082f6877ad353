package import Graph
package import Manifests
internal import YAMLTree

/// Labels and annotations by which other tools know what is theirs to fill in.
package enum ToolMarks {
  /// A tool other than those that only apply manifests marks the Secret, and nothing pulls with it.
  package static func isIdle(_ secret: Secret, _ graph: ResourceGraph) -> Bool {
    let keys = ["labels", "annotations"].flatMap { secret.metadata?[$0]?.entries ?? [] }
      .map(\.key.text)
    return keys.contains(where: isForeign)
      && !graph.consumers(of: secret).contains { $0.field == .imagePullSecrets }
  }

  /// A domain that is neither Kubernetes' own nor that of a tool which applies what it is given.
  private static func isForeign(_ key: String) -> Bool {
    guard let slash = key.firstIndex(of: "/") else { return false }
    let domain = key[..<slash]
    return !appliers.contains { domain == $0 || domain.hasSuffix(".\($0)") }
  }

  private static let appliers = [
    "kubernetes.io", "k8s.io", "helm.sh", "argoproj.io", "fluxcd.io", "credlint.dev",
    "openshift.io",
  ]
}
