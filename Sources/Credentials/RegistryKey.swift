internal import Encodings

/// One registry string of a docker config, as kubelet's keyring reads it
/// (kubernetes `pkg/credentialprovider/keyring.go`).
package struct RegistryKey: Sendable, Hashable {
  /// Host, with a port if one is written.
  package let host: String
  /// Empty, or starts with a slash.
  package let path: String
  /// Most hosts have nothing of a glob: they match themselves.
  package let isGlob: Bool

  /// Nil for text that Go's URL parser refuses.
  package init?(_ text: String) {
    var rest = text[...]
    if let scheme = ["https://", "http://"].first(where: rest.hasPrefix) {
      rest.removeFirst(scheme.count)
    }
    rest = rest.prefix { $0 != "?" && $0 != "#" }
    let authority = rest.prefix { $0 != "/" }
    guard !authority.isEmpty, authority.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    // User information plays no role.
    host = String(authority.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
    isGlob = host.utf8.contains { Glob.marks.contains($0) }
    guard RegistryKey.isValidPort(host) else { return nil }
    var path = String(rest.dropFirst(authority.count))
    for version in ["/v1/", "/v2/"] where path.hasPrefix(version) {
      path.removeFirst(3)
      break
    }
    self.path = path == "/" ? "" : path
  }

  private static func isValidPort(_ host: String) -> Bool {
    guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return true }
    return host[host.index(after: colon)...].utf8.allSatisfy { $0.isDigit }
  }

  package var text: String { host + path }

  /// The first part of a key that differs from the image's name.
  package enum Mismatch: Sendable { case host, port, path }

  /// Whether kubelet uses a credential under this key for the image.
  package func matches(_ image: ImageName) -> Bool {
    (isGlob || host == image.registry) && mismatch(image) == nil
  }

  /// Why kubelet does not use a credential under this key for the image: labels match as globs one
  /// by one, ports are compared as text, and the path is a plain prefix without segments.
  package func mismatch(_ image: ImageName) -> Mismatch? {
    if isGlob || host != image.registry {
      let (name, port) = Self.split(host)
      let (imageName, imagePort) = Self.split(image.registry)
      let labels = name.split(separator: ".", omittingEmptySubsequences: false)
      let imageLabels = imageName.split(separator: ".", omittingEmptySubsequences: false)
      guard labels.count == imageLabels.count,
        zip(labels, imageLabels).allSatisfy({ Glob.matches(Array($0.utf8), Array($1.utf8)) })
      else { return .host }
      guard port == imagePort else { return .port }
    }
    return ("/" + image.repository).hasPrefix(path) ? nil : .path
  }

  private static func split(_ host: String) -> (name: Substring, port: Substring) {
    guard let colon = host.lastIndex(of: ":") else { return (host[...], "") }
    return (host[..<colon], host[host.index(after: colon)...])
  }

  /// Kubelet's last resort for Docker Hub images.
  package var isDockerHubDefault: Bool { text == "index.docker.io" }

  /// Whether one of `keys` gives kubelet a credential for the image.
  package static func covers(_ keys: [RegistryKey], _ image: ImageName) -> Bool {
    keys.contains { $0.matches(image) }
      || (image.registry == "docker.io" && keys.contains(where: \.isDockerHubDefault))
  }
}

/// Go's `filepath.Match` on one host label.
enum Glob {
  static let marks = Array("*?[\\".utf8)

  static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    // Time is exponential in the number of stars, and no host needs many.
    pattern.count { $0 == UInt8(ascii: "*") } <= 4 && matches(pattern[...], text[...])
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case UInt8(ascii: "*"):
      let rest = pattern.drop { $0 == UInt8(ascii: "*") }
      if rest.isEmpty { return true }
      return text.indices.contains { matches(rest, text[$0...]) }
    case UInt8(ascii: "?"): return !text.isEmpty && matches(pattern.dropFirst(), text.dropFirst())
    case UInt8(ascii: "["):
      guard let byte = text.first,
        let close = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]"))
      else { return false }
      var set = pattern[(pattern.startIndex + 1)..<close]
      let isNegated = set.first == UInt8(ascii: "^")
      if isNegated { set.removeFirst() }
      return contains(Array(set), byte) != isNegated
        && matches(pattern[(close + 1)...], text.dropFirst())
    default: return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
    }
  }

  private static func contains(_ set: [UInt8], _ byte: UInt8) -> Bool {
    var index = 0
    while index < set.count {
      if index + 2 < set.count, set[index + 1] == UInt8(ascii: "-") {
        if set[index] <= byte, byte <= set[index + 2] { return true }
        index += 3
      } else {
        if set[index] == byte { return true }
        index += 1
      }
    }
    return false
  }
}
