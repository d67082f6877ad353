package import Credentials
package import Manifests
package import YAMLTree

/// One login, token, key or certificate, wherever it stands.
package final class Credential: Sendable {
  package let secret: Secret
  package let entry: SecretEntry
  package let login: RegistryLogin?
  package let classification: Classification
  /// Where the secret value stands.
  package let node: Node
  /// The part of the node that it is; nil for the whole, or where its encoding hides it.
  package let place: Place?
  package let registry: String
  package let user: String
  package let isPlaceholder: Bool
  /// A variable or a template fills in its value: what else is known of it holds.
  package let isOpen: Bool
  /// Its form says what it is, whatever the host is called that it is for.
  private let isKnownByForm: Bool
  /// Declared by annotation, with the place of the annotation.
  package let declaredScopes: (values: [String], node: Node)?
  package let declaredExpiry: (text: String, node: Node)?
  package let declaredPurpose: (text: String, node: Node)?
  package let declaredRotation: (text: String, node: Node)?
  /// The value as whole text, for comparisons that never leave the process.
  package let value: Sensitive

  init(
    secret: Secret, entry: SecretEntry, login: RegistryLogin?, classification: Classification,
    node: Node, registry: String, user: String, value: Sensitive, isPlaceholder: Bool,
    isOpen: Bool = false, isKnownByForm: Bool = false, place: Place? = nil,
    declared: Declared
  ) {
    self.secret = secret
    self.entry = entry
    self.login = login
    self.classification = classification
    self.node = node
    self.place = place
    self.registry = registry
    self.user = user
    self.value = value
    self.isPlaceholder = isPlaceholder
    self.isOpen = isOpen
    self.isKnownByForm = isKnownByForm
    declaredScopes = declared.read(.scopes, host: registry).map {
      ($0.text.split { " ,".contains($0) }.map(String.init), $0.node)
    }
    declaredExpiry = declared.read(.expires, host: registry)
    declaredPurpose = declared.read(.purpose, host: registry)
    declaredRotation = declared.read(.rotated, host: registry)
  }

  /// A login to a registry: of a docker config, or one that Tekton makes of basic auth.
  package var isRegistryLogin: Bool { login != nil || secret.isTektonLogin }

  package var kind: CredentialKind { classification.kind }

  /// Who issued it, by its form or else by its registry; empty when neither tells.
  package var provider: String {
    kind.provider.isEmpty ? Providers.provider(ofHost: registry) : kind.provider
  }

  /// What the bytes say, else what the annotation declares.
  package var scopes: [String] {
    classification.scopes.isEmpty ? declaredScopes?.values ?? [] : classification.scopes
  }

  /// Committed in readable form. What stands in a command is an argument in clear.
  package var isClear: Bool {
    entry.isClear && kind.id != CredentialKind.declared.id && !secret.isEncrypted
      && !secret.resource.isLive && (!isPlaceholder || isKnownByForm) && secret.origin != .command
  }

  /// `GitLab deploy token for registry.gitlab.com`: nothing in it is secret.
  package var described: String {
    registry.isEmpty ? kind.title : "\(kind.title) for \(registry)"
  }
}
