/// The part of `.gitattributes` that matters here: which files git-crypt keeps encrypted.
package struct GitAttributes: Sendable {
  private let rules: [(directory: String, pattern: String, isEncrypted: Bool)]

  /// - Parameter files: paths of `.gitattributes` files and their text, outermost first.
  package init(_ files: [(path: String, text: String)]) {
    rules = files.flatMap {
      path, text -> [(directory: String, pattern: String, isEncrypted: Bool)] in
      let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      return text.split(whereSeparator: \.isNewline).compactMap { line in
        let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard parts.count > 1, let pattern = parts.first, !pattern.hasPrefix("#") else {
          return nil
        }
        if parts.contains("filter=git-crypt") { return (directory, String(pattern), true) }
        let isReset = parts.contains { ["!filter", "-filter", "filter="].contains($0) }
        return isReset ? (directory, String(pattern), false) : nil
      }
    }
  }

  /// The last rule that matches decides.
  package func isGitCrypted(_ path: String) -> Bool {
    for rule in rules.reversed() where path.hasPrefix(rule.directory) {
      let relative = String(path.dropFirst(rule.directory.count))
      if PathPattern.matches(rule.pattern, relative) { return rule.isEncrypted }
    }
    return false
  }
}

/// Patterns as git reads them: `*` stays within a folder, `**` does not, a pattern without a slash
/// matches at any depth.
package enum PathPattern {
  package static func matches(_ pattern: String, _ path: String) -> Bool {
    // Time is exponential in the number of stars, and a pattern may come from a hostile file.
    guard pattern.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= 8 else { return false }
    var pattern = pattern
    if pattern.hasSuffix("/") { pattern += "**" }
    let isAnchored = pattern.dropLast().contains("/")
    if pattern.hasPrefix("/") { pattern.removeFirst() }
    let text = Array(path.utf8)
    if isAnchored { return matches(Array(pattern.utf8)[...], text[...]) }
    let parts = path.split(separator: "/")
    return parts.contains { matches(Array(pattern.utf8)[...], Array($0.utf8)[...]) }
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if pattern.starts(with: "**/".utf8) {
      let rest = pattern.dropFirst(3)
      if matches(rest, text) { return true }
      return text.indices.contains {
        text[$0] == UInt8(ascii: "/") && matches(rest, text[($0 + 1)...])
      }
    }
    if pattern.starts(with: "**".utf8) { return true }
    if first == UInt8(ascii: "*") {
      let rest = pattern.dropFirst()
      var index = text.startIndex
      while true {
        if matches(rest, text[index...]) { return true }
        guard index < text.endIndex, text[index] != UInt8(ascii: "/") else { return false }
        index += 1
      }
    }
    guard let byte = text.first else { return false }
    let isMatch = first == UInt8(ascii: "?") ? byte != UInt8(ascii: "/") : byte == first
    return isMatch && matches(pattern.dropFirst(), text.dropFirst())
  }
}
