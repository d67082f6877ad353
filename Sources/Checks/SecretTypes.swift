internal import Credentials
internal import Encodings

/// The types that the API server knows.
package enum SecretTypes {
  private static let builtIn = [
    "Opaque", "kubernetes.io/service-account-token", "kubernetes.io/dockercfg",
    "kubernetes.io/dockerconfigjson", "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth",
    "kubernetes.io/tls", "bootstrap.kubernetes.io/token",
  ]

  /// What kubectl calls them.
  private static let commands = [
    "generic": "Opaque", "docker-registry": "kubernetes.io/dockerconfigjson",
    "tls": "kubernetes.io/tls", "kubernetes.io/dockercfgjson": "kubernetes.io/dockerconfigjson",
    "dockercfgjson": "kubernetes.io/dockerconfigjson",
  ]

  /// The built-in type that a misspelt one stands for.
  package static func meant(by type: String) -> String? {
    guard !type.isEmpty, !builtIn.contains(type), !Placeholder.isTemplate(type) else { return nil }
    if let command = commands[type] { return command }
    if type.lowercased() == "opaque" { return "Opaque" }
    if ["dockerconfigjson", "dockercfg", "basic-auth", "ssh-auth"].contains(type) {
      return "kubernetes.io/" + type
    }
    return builtIn.first { editDistance(type, $0) <= 2 }
  }
}
