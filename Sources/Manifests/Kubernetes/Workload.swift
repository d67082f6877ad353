package import Credentials
package import YAMLTree

/// One image of a pod spec.
package struct ImageUse: Sendable {
  package let node: Node
  /// Nil for templates and for what is no image reference.
  package let image: ImageName?
}

/// A pod spec, or the pod template of a Tekton run.
package final class Workload: Sendable {
  package let resource: Resource
  package let spec: Node
  package let images: [ImageUse]
  /// What the pod spec itself lists.
  package let pullSecrets: [SecretReference]
  /// The list has items, whatever they are: then admission adds none of the account's.
  package let hasPullSecretList: Bool
  /// A template's expression makes the list, or some of it.
  package let hasOpenPullSecrets: Bool
  package let references: [SecretReference]
  /// `default` when the spec does not say.
  package let accountName: String
  package let accountNode: Node?

  package init(resource: Resource, spec: Node) {
    self.resource = resource
    self.spec = spec
    let containers = Containers.inPod(spec)
    images = containers.compactMap { $0["image"] }.filter { $0.kind == .scalar }
      .map { ImageUse(node: $0, image: ImageName($0.text)) }
    pullSecrets = References.named(spec["imagePullSecrets"], resource, .imagePullSecrets)
    hasPullSecretList = spec["imagePullSecrets"]?.elements.isEmpty == false
    let list = spec["imagePullSecrets"]
    hasOpenPullSecrets = list.map { Shape.isTemplate($0) || $0.isOpen } ?? spec.isOpen
    references =
      containers.flatMap { References.environment($0, resource) }
      + References.volumes(spec["volumes"], resource, containers: containers)
    // A run names its account beside the pod template.
    let paths = resource.row?.accountPaths ?? []
    accountNode =
      paths.lazy.compactMap { resource.body.at($0) }.first
      ?? spec["serviceAccountName"] ?? spec["serviceAccount"]
    let name = accountNode.map { $0.isNull ? "" : $0.text } ?? ""
    accountName = !name.isEmpty ? name : spec.isOpen ? Filling.unknown : "default"
  }
}
