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

  /// Whether a pattern without a slash at its end names this very file or folder.
  package static func names(_ pattern: String, _ path: Substring) -> Bool {
    guard pattern.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= 8 else { return false }
    let isAnchored = pattern.contains("/")
    let glob = pattern.hasPrefix("/") ? pattern.dropFirst() : pattern[...]
    let name = isAnchored ? path : path.split(separator: "/").last ?? path
    return matches(Array(glob.utf8)[...], Array(name.utf8)[...])
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
    if first == UInt8(ascii: "["), let (holds, rest) = set(pattern) {
      return byte != UInt8(ascii: "/") && holds(byte) && matches(rest, text.dropFirst())
    }
    let isMatch = first == UInt8(ascii: "?") ? byte != UInt8(ascii: "/") : byte == first
    return isMatch && matches(pattern.dropFirst(), text.dropFirst())
  }
  /// `[a-z]`, `[!0-9]`: which bytes it holds, and the pattern behind it; nil where none is closed.
  private static func set(
    _ pattern: ArraySlice<UInt8>
  ) -> (holds: (UInt8) -> Bool, rest: ArraySlice<UInt8>)? {
    var members = pattern.dropFirst()
    let isNegated = members.first == UInt8(ascii: "!") || members.first == UInt8(ascii: "^")
    if isNegated { members.removeFirst() }
    guard let close = members.dropFirst().firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let bytes = Array(members[..<close])
    var ranges: [ClosedRange<UInt8>] = []
    var index = 0
    while index < bytes.count {
      let isRange = index + 2 < bytes.count && bytes[index + 1] == UInt8(ascii: "-")
      let last = isRange ? bytes[index + 2] : bytes[index]
      if bytes[index] <= last { ranges.append(bytes[index]...last) }
      index += isRange ? 3 : 1
    }
    return ({ byte in ranges.contains { $0.contains(byte) } != isNegated }, members[(close + 1)...])
  }
}
