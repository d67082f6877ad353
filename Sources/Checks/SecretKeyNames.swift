package import Graph
package import Manifests
package import YAMLTree

/// Keys that are right in content and wrong in name.
package enum SecretKeyNames {
  /// A key that nobody reads.
  package struct Problem {
    package let key: Node
    /// The right name; nil if that is not certain.
    package let meant: String?
    package let text: String
  }

  /// What who uses the Secret reads instead; nil when the names are right.
  package static func problem(of secret: Secret, _ graph: ResourceGraph) -> Problem? {
    let consumers = graph.consumers(of: secret)
    func problem(_ key: String, _ text: String, meant: String? = nil) -> Problem? {
      secret.entry(key).map { Problem(key: $0.keyNode, meant: meant, text: text) }
    }
    if consumers.contains(where: { $0.field == .source && isSSHRepository($0.from) }),
      secret.entry("ssh-privatekey") != nil, secret.entry("identity") == nil, secret.hasClosedKeys
    {
      // The type demands the key that Flux does not read.
      let isTyped = secret.type == "kubernetes.io/ssh-auth"
      return problem(
        "ssh-privatekey", "Flux reads the key 'identity', not 'ssh-privatekey'",
        meant: isTyped ? nil : "identity")
    }
    if let kind = secret.label("argocd.argoproj.io/secret-type")?.text,
      ["repository", "repo-creds"].contains(kind)
    {
      if secret.entry("ssh-privatekey") != nil, secret.entry("sshPrivateKey") == nil {
        return problem(
          "ssh-privatekey", "Argo CD reads the key 'sshPrivateKey', not 'ssh-privatekey'",
          meant: secret.type == "kubernetes.io/ssh-auth" ? nil : "sshPrivateKey")
      }
      if secret.entry("token") != nil, secret.entry("password") == nil,
        secret.entry("bearerToken") == nil
      {
        return problem("token", "Argo CD reads the keys 'password' and 'bearerToken', not 'token'")
      }
    }
    if let mount = mounts(of: secret, graph).first, secret.entry(".dockerconfigjson") != nil,
      secret.entry("config.json") == nil
    {
      return problem(
        ".dockerconfigjson",
        "mounted at \(mount.mountPath) without items, the file is '.dockerconfigjson', not 'config.json'"
      )
    }
    return nil
  }

  /// Volumes that put the Secret where programs look for a docker client's `config.json`.
  package static func mounts(of secret: Secret, _ graph: ResourceGraph) -> [SecretReference] {
    graph.consumers(of: secret).filter {
      $0.field == .volume && dockerFolders.contains($0.mountPath)
    }
  }

  private static func isSSHRepository(_ resource: Resource) -> Bool {
    resource.kind == "GitRepository"
      && resource.body.at("spec", "url")?.text.hasPrefix("ssh://") == true
  }

  /// Where programs look for a docker client's `config.json`.
  private static let dockerFolders: Set<String> = [
    "/kaniko/.docker", "/kaniko/.docker/", "/root/.docker", "/root/.docker/", "/home/user/.docker",
    "/tekton/home/.docker",
  ]
}
