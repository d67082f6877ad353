package import Manifests
package import YAMLTree

/// Secrets by which Argo CD knows repositories and clusters (argo-cd `util/db`, `util/git/git.go`).
package enum ArgoSecrets {
  /// Why Argo CD cannot use the Secret, and where that stands; nil if nothing is known against it.
  package static func problem(of secret: Secret) -> (text: String, node: Node)? {
    switch secret.label("argocd.argoproj.io/secret-type")?.text {
    case "repository", "repo-creds", "repository-write", "repo-write-creds":
      repository(secret)
    case "cluster": cluster(secret)
    default: nil
    }
  }

  /// The value of a key, where it stands in the repository.
  private static func text(_ key: String, _ secret: Secret) -> (text: String, node: Node)? {
    guard let entry = secret.entry(key), entry.value.kind == .scalar else { return nil }
    let text = entry.isTemplateData ? entry.value.text : entry.text
    let isKnown = entry.isTemplateData ? !Shape.isTemplate(entry.value) : entry.isClear
    return isKnown && !text.isEmpty ? (text, entry.value) : nil
  }

  private static func repository(_ secret: Secret) -> (text: String, node: Node)? {
    guard let (url, node) = text("url", secret) else { return nil }
    let type = text("type", secret)?.text ?? "git"
    if type == "helm", text("enableOCI", secret)?.text == "true", url.hasPrefix("oci://") {
      return ("of type helm with enableOCI takes the URL without oci://", node)
    }
    guard type == "git" else { return nil }
    let isSSH = url.hasPrefix("ssh://")
    if isSSH, !url.dropFirst(6).prefix(while: { $0 != "/" }).contains("@") {
      return ("has no user in its ssh:// URL, which Argo CD then takes for no SSH", node)
    }
    guard secret.hasClosedKeys else { return nil }
    let keys = Set(secret.entries.map(\.key))
    let isWeb = url.hasPrefix("https://") || url.hasPrefix("http://")
    if isWeb, keys.contains("sshPrivateKey"), keys.isDisjoint(with: webLogins) {
      return ("has an SSH key for a URL that is reached by HTTP", node)
    }
    if isSSH, keys.contains("password"), !keys.contains("sshPrivateKey") {
      return ("has a password for a URL that is reached by SSH", node)
    }
    return nil
  }

  private static let webLogins: Set<String> = [
    "username", "password", "bearerToken", "githubAppID", "githubAppPrivateKey",
    "tlsClientCertData",
    "gcpServiceAccountKey",
  ]

  /// client-go refuses an authority where it is told not to look at it (`rest/config.go`).
  private static func cluster(_ secret: Secret) -> (text: String, node: Node)? {
    guard let entry = secret.entry("config"), let tls = entry.json?["tlsClientConfig"],
      let insecure = tls["insecure"], insecure.scalarType == .bool(true),
      ["caData", "caFile"].contains(where: { tls[$0]?.bytes.isEmpty == false })
    else { return nil }
    return ("has caData beside insecure, which Kubernetes' client refuses", insecure)
  }
}
