internal import Credentials
package import Graph
package import Manifests
package import YAMLTree

/// Hosts of `known_hosts` as Go reads it (golang.org/x/crypto `ssh/knownhosts`): a line without a
/// port is for port 22.
package enum KnownHostLines {
  /// A host that Flux reaches with the Secret and for which it has no line; nil where that is not
  /// certain.
  package static func missing(in secret: Secret, _ graph: ResourceGraph) -> (
    host: String, node: Node
  )? {
    guard let entry = secret.entry("known_hosts"), entry.isClear else {
      return nil
    }
    let lines = entry.text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: " ").map(String.init)
    }.filter { !($0.first?.hasPrefix("#") ?? true) }
    // Hashed names can be any.
    guard !lines.isEmpty, lines.allSatisfy({ $0.count >= 3 }),
      !lines.contains(where: { $0[0].hasPrefix("|") || $0[0].hasPrefix("@") })
    else { return nil }
    let patterns = lines.flatMap { $0[0].split(separator: ",").map(String.init) }
    return graph.consumers(of: secret).lazy.filter {
      $0.field == .source && $0.from.kind == "GitRepository"
        && graph.certainTarget(of: $0) === secret
    }.compactMap { host(of: $0.from) }.first { host in
      !patterns.contains { matches($0, host) }
    }.map { ($0, entry.value) }
  }

  /// `host`, or `[host]:port`, of an SSH URL.
  private static func host(of repository: Resource) -> String? {
    guard let url = repository.body.at("spec", "url")?.text, url.hasPrefix("ssh://"),
      !Placeholder.isTemplate(url)
    else { return nil }
    let authority = url.dropFirst(6).prefix { $0 != "/" }
    let address = authority.split(separator: "@").last ?? ""
    let parts = address.split(separator: ":")
    guard let host = parts.first, parts.count <= 2, !host.isEmpty else { return nil }
    guard parts.count == 2, parts[1] != "22" else { return String(host) }
    return "[\(host)]:\(parts[1])"
  }

  private static func matches(_ pattern: String, _ host: String) -> Bool {
    // What holds a glob may match; so does what only differs in its case.
    pattern.contains { "*?!".contains($0) } || pattern.lowercased() == host.lowercased()
      || pattern == "[\(host)]:22"
  }
}
