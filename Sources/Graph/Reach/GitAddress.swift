internal import Credentials

/// Where a repository of git is, however it is written.
package struct GitAddress: Sendable, Hashable {
  /// As it stands, without a login.
  package let url: String
  /// Host and path in small letters, without scheme, user, port and `.git`: equal for what means the
  /// same repository.
  package let key: String

  /// Nil for what a template fills in, and for what is no address.
  package init?(_ text: String) {
    guard !text.holds("{{"), !text.holds("${") else { return nil }
    var rest = text[...]
    if let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...]
    } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
      // `git@host:path`, as scp has it.
      rest = (rest[..<colon] + "/" + rest[rest.index(after: colon)...])[...]
    }
    let host = rest.prefix { $0 != "/" }
    let named = host.lastIndex(of: "@").map { host[host.index(after: $0)...] } ?? host
    let path = rest[host.endIndex...].split(separator: "/").joined(separator: "/")
    guard named.contains("."), !path.isEmpty else { return nil }
    let bare = path.hasSuffix(".git") ? String(path.dropLast(4)) : path
    key = "\(named.prefix { $0 != ":" })/\(bare)".lowercased()
    url = text.replacing(/\/\/[^\/@]*@/, with: "//", maxReplacements: 1)
  }
}

/// A folder of another repository that a kustomization names (kustomize
/// `api/internal/git/repospec.go`).
package struct RemoteBase: Sendable, Hashable {
  package let address: GitAddress
  /// The folder; empty for the root.
  package let path: String
  /// A branch, a tag or a commit; empty for what the host takes.
  package let reference: String

  /// Nil for a path, and for a file to be fetched.
  package init?(_ text: String) {
    var rest = text.hasPrefix("git::") ? text.dropFirst(5) : text[...]
    var reference = ""
    if let mark = rest.firstIndex(of: "?") {
      let query = rest[rest.index(after: mark)...].split(separator: "&")
      let named = query.first { $0.hasPrefix("ref=") || $0.hasPrefix("version=") }
      reference =
        named.map { String($0[$0.index(after: $0.firstIndex(of: "=") ?? $0.startIndex)...]) } ?? ""
      rest = rest[..<mark]
    }
    let isAddress =
      rest.contains("://") || rest.hasPrefix("git@")
      || Self.hosts.contains { rest.hasPrefix($0 + "/") || rest.hasPrefix($0 + ":") }
    guard isAddress, let (repository, path) = Self.parts(rest),
      let address = GitAddress(repository)
    else { return nil }
    self.address = address
    self.path = path
    self.reference = reference
  }

  private static let hosts = ["github.com", "gitlab.com", "bitbucket.org"]

  /// The repository ends at `//`, behind `.git`, or after its owner and its name.
  private static func parts(_ text: Substring) -> (repository: String, path: String)? {
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    func trimmed(_ path: Substring) -> String {
      path.split(separator: "/").joined(separator: "/")
    }
    if let end = text[start...].firstRange(of: "//") {
      return (String(text[..<end.lowerBound]), trimmed(text[end.upperBound...]))
    }
    if let end = text[start...].firstRange(of: ".git/") {
      return (String(text[..<end.upperBound].dropLast()), trimmed(text[end.upperBound...]))
    }
    if text.hasSuffix(".git") { return (String(text), "") }
    // A file is fetched as it is.
    guard !text.hasSuffix(".yaml"), !text.hasSuffix(".yml"), !text.hasSuffix(".json") else {
      return nil
    }
    let parts = text[start...].split(separator: "/")
    let own = text.contains("://") || hosts.contains { text.hasPrefix($0 + "/") } ? 3 : 2
    guard parts.count >= own else { return nil }
    let end = parts[own - 1].endIndex
    return (String(text[..<end]), trimmed(text[end...]))
  }
}
