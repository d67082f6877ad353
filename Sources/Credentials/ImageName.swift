internal import Encodings

/// An image reference in its full form: `nginx` is `docker.io/library/nginx`
/// (distribution `reference`, as kubelet normalises it).
package struct ImageName: Sendable, Hashable {
  package let registry: String
  package let repository: String
  /// Tag or digest as written, without its separator; empty when there is none.
  package let version: String

  /// Nil for text that is no image reference, such as a template.
  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= 512, text.utf8.allSatisfy(Self.isAllowed) else {
      return nil
    }
    var name = text[...]
    var version = ""
    if let at = name.firstIndex(of: "@") {
      version = String(name[name.index(after: at)...])
      name = name[..<at]
    }
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
      if version.isEmpty { version = String(name[name.index(after: colon)...]) }
      name = name[..<colon]
    }
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty else { return nil }
    let isHost =
      parts.count == 2 && (first.contains(".") || first.contains(":") || first == "localhost")
    var registry = isHost ? String(first) : "docker.io"
    if registry == "index.docker.io" { registry = "docker.io" }
    var repository = isHost ? String(parts[1]) : String(name)
    if registry == "docker.io", !repository.contains("/") { repository = "library/" + repository }
    guard !repository.isEmpty, repository == repository.lowercased() else { return nil }
    self.registry = registry
    self.repository = repository
    self.version = version
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte.isDigit || byte.isLetter || "._-/:@+".utf8.contains(byte)
  }

  package var text: String { registry + "/" + repository }
}
