internal import Credentials
internal import YAMLTree

/// A ServiceAccount with its two lists of Secrets.
package final class ServiceAccount: Sendable {
  package let resource: Resource
  package let secrets: [SecretReference]
  package let pullSecrets: [SecretReference]

  package init(_ resource: Resource) {
    self.resource = resource
    secrets = References.named(resource.body["secrets"], resource, .secrets)
    pullSecrets = References.named(resource.body["imagePullSecrets"], resource, .imagePullSecrets)
  }
}
