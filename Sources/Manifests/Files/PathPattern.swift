/// Patterns as git reads them: `*` stays within a folder, `**` does not, a pattern without a slash
/// but at its end matches at any depth.
package enum PathPattern {
  /// Whether a gitignore pattern matches a path from the root.
  package static func matches(_ pattern: String, _ path: String) -> Bool {
    // Time is exponential in the number of stars, and a pattern may come from a hostile file.
    guard pattern.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= 8 else { return false }
    var pattern = pattern
    let isAnchored = pattern.dropLast().contains("/")
    let isFolder = pattern.hasSuffix("/")
    if pattern.hasPrefix("/") { pattern.removeFirst() }
    if isAnchored {
      return matches(Array((isFolder ? pattern + "**" : pattern).utf8)[...], Array(path.utf8)[...])
    }
    if isFolder { pattern = String(pattern.dropLast()) }
    let parts = path.split(separator: "/")
    return parts.dropLast(isFolder ? 1 : 0).contains {
      matches(Array(pattern.utf8)[...], Array($0.utf8)[...])
    }
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
