package import Graph
package import Manifests
package import YAMLTree

/// What a Secret and its credentials are for.
package enum CredentialUses {
  /// `push` or `pull`, as far as who refers to its Secret tells, or else its name; else empty.
  package static func use(of secret: Secret, _ graph: ResourceGraph) -> String {
    let uses = graph.uses(of: secret)
    if uses.contains(.secrets) { return "push" }
    guard !uses.isEmpty else {
      let words = secret.name.split { "-_.".contains($0) }
      return words.contains("push") ? "push" : ""
    }
    return uses == [.imagePullSecrets] ? "pull" : ""
  }

  /// Declared, or derived from who uses it; a docker login nobody uses is taken for a pull.
  package static func purpose(of credential: Credential, _ graph: ResourceGraph) -> (
    text: String, node: Node?
  )? {
    if let declared = credential.declaredPurpose { return (declared.text, declared.node) }
    let secret = credential.secret
    if secret.isAnnotated(for: .git) { return ("clone", nil) }
    let use = use(of: secret, graph)
    if use == "push" { return (credential.login == nil ? "clone" : "push", nil) }
    guard credential.login != nil else { return nil }
    if secret.label("operator.kyma-project.io/oci-registry-cred") != nil { return ("pull", nil) }
    let isUnused = graph.uses(of: secret).isEmpty
    return use == "pull" || (isUnused && secret.isDockerType) ? ("pull", nil) : nil
  }

  /// The environment that a folder of the path names, such as prod; nil where none does.
  package static func environment(of secret: Secret) -> String? {
    DeploymentEnvironment.ofFolders(secret.resource.file.directory)?.name
  }
}
