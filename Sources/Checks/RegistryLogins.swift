internal import Credentials
internal import Encodings
package import Graph
package import Manifests
internal import YAMLTree

/// A registry string that no image name can ever match.
package enum RegistryMismatch {
  /// What is wrong, and how the registry should be written; nil where an image can match.
  package static func of(_ login: RegistryLogin, _ graph: ResourceGraph) -> (
    reason: String, suggestion: String?
  )? {
    let text = login.registry
    guard !text.isEmpty, !Placeholder.isTemplate(text), text != "auths" else { return nil }
    for scheme in ["oci://", "docker://", "tcp://"] where text.hasPrefix(scheme) {
      return ("'\(scheme)' is no scheme that kubelet knows", String(text.dropFirst(scheme.count)))
    }
    if text != text.trimmedWhitespace {
      return ("it has white space around it", text.trimmedWhitespace)
    }
    guard let key = login.key else { return ("kubelet cannot read it", nil) }
    if isUsed(key, graph) { return nil }
    if ["hub.docker.com", "registry.hub.docker.com", "registry-1.docker.io"].contains(key.host) {
      return ("images of Docker Hub are named 'docker.io'", "https://index.docker.io/v1/")
    }
    if key.host == "index.docker.io", key.path == "/v1" || key.path == "/v2" {
      return ("'\(key.path)' needs a slash behind it", "https://index.docker.io/v1/")
    }
    if ["/v1", "/v2", "/api"].contains(key.path) {
      return ("no image path starts with '\(key.path)'", key.host)
    }
    if let tag = key.path.split(separator: "/").last, tag.contains(":") {
      return (
        "a tag is no part of a registry",
        String(key.text.prefix { _ in true }.dropLast(tag.drop { $0 != ":" }.count))
      )
    }
    if key.host.hasSuffix(":443") {
      return (
        "kubelet compares ports as text, and images are named without ':443'",
        String(key.text.replacing(":443", with: ""))
      )
    }
    if key.host != key.host.lowercased() {
      return (
        "kubelet compares hosts as text, and images are named in lower case", key.text.lowercased()
      )
    }
    return nil
  }

  /// An image of the repository is written so that the key matches it.
  private static func isUsed(_ key: RegistryKey, _ graph: ResourceGraph) -> Bool {
    graph.imageIndex.holdsImage(for: key)
  }
}

/// Hosts that no other machine reaches, or that only the cluster does.
package enum Hosts {
  /// By the form of its name.
  package static func isLocal(_ host: String) -> Bool {
    if host.hasPrefix("[") { return host.hasPrefix("[::1]") }
    let name = host.prefix { $0 != ":" }.lowercased()
    return !name.contains(".") || name.hasPrefix("127.") || name.hasSuffix(".svc")
      || name.hasSuffix(".svc.cluster.local") || name.hasSuffix(".localhost")
  }
}

/// What a registry login says of itself.
extension RegistryLogin {
  /// Why kubelet will not be able to read `auth`, whatever a template's values are: what stands around
  /// them is no base64.
  package var templateProblem: String? {
    guard let text = auth?.text, text.holds("{{") else { return nil }
    let around = text.split(separator: "{{", omittingEmptySubsequences: false).enumerated().map {
      index, part -> Substring in
      guard index > 0, let end = part.firstRange(of: "}}") else { return part }
      return part[end.upperBound...]
    }
    let isDigits = around.joined().utf8.allSatisfy { byte in
      byte.isLetter || byte.isDigit || "+/= \n".utf8.contains(byte)
    }
    return isDigits ? nil : DockerAuth.Problem.notBase64.rawValue
  }

  /// True where somebody has yet to fill in the login.
  package var isUnfilled: Bool {
    guard authProblem == nil else { return isSample || Placeholder.matches(auth?.text ?? "") }
    return isSample || isTemplate || Placeholder.isTemplate(user)
  }

  /// Its registry is open or one of a documentation, or a hint stands for its password: a sample. What
  /// a variable fills in is none.
  package var isSample: Bool {
    Placeholder.isTemplate(registry) || user.lowercased().hasPrefix("your")
      || Placeholder.isReservedHost(key?.host ?? registry)
      || (!isTemplate && authProblem == nil
        && secret.reveal { Placeholder.matches($0) && !$0.isEmpty })
  }

  /// The variable that a shell, GitLab or make fills in, where the user name has a dollar sign of its
  /// own: `robot$shop+puller`, `$oauthtoken`.
  package var expandedVariable: String? {
    if user.hasPrefix("robot${") {
      let name = user.dropFirst("robot${".count).prefix { $0 != "}" }
      // Names of variables are in capitals, those of projects are not.
      return name.utf8.contains(where: \.isLowercase) ? String(name) : nil
    }
    return ["${oauthtoken}", "${app}", "${token}"].contains(user)
      ? String(user.dropFirst(2).dropLast()) : nil
  }
}
