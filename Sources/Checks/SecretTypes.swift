internal import Credentials
internal import Encodings
package import Manifests
package import YAMLTree

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

  /// A type in a field of the producer that nothing reads.
  package static func misplaced(_ secret: Secret) -> Node? {
    guard ![Secret.Origin.manifest, .generator].contains(secret.origin) else { return nil }
    let body = secret.resource.body
    return fields.lazy.compactMap { body.at($0) }.first { node in
      node.kind == .scalar && builtIn.contains(node.text) && node.text.hasPrefix("kubernetes.io/")
        && node.range != secret.typeNode?.range
    }
  }

  /// Where people write it: beside the template, or one level too deep.
  private static let fields: [[String]] = [
    ["type"], ["spec", "type"], ["spec", "target", "type"],
    ["spec", "template", "metadata", "type"],
    ["spec", "target", "template", "metadata", "type"], ["spec", "template", "type"],
    ["spec", "externalSecretSpec", "target", "type"], ["spec", "destination", "type"],
    ["spec", "managedSecret", "type"], ["metadata", "type"],
  ]
}
