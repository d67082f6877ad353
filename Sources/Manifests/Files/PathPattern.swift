/// Patterns as git reads them: `*` stays within a folder, `**` does not, a pattern without a slash
/// but at its end matches at any depth.
package struct PathPattern: Sendable {
  private let glob: PathGlob
  private let isAnchored: Bool
  private let isFolder: Bool

  /// - Parameter pattern: of gitignore, without what negates it.
  package init(_ pattern: String) {
    isAnchored = pattern.dropLast().contains("/")
    isFolder = pattern.hasSuffix("/")
    var text = pattern
    if text.hasPrefix("/") { text.removeFirst() }
    if isAnchored {
      if isFolder { text += "**" }
    } else if isFolder {
      text = String(text.dropLast())
    }
    glob = PathGlob(text)
  }

  /// Whether a gitignore pattern matches a path from the root.
  package static func matches(_ pattern: String, _ path: String) -> Bool {
    PathPattern(pattern).matches(Array(path.utf8)[...])
  }

  /// Whether a pattern without a slash at its end names this very file or folder.
  package static func names(_ pattern: String, _ path: Substring) -> Bool {
    let glob = PathGlob(String(pattern.hasPrefix("/") ? pattern.dropFirst() : pattern[...]))
    let name = pattern.contains("/") ? path : path.split(separator: "/").last ?? path
    return glob.matches(Array(name.utf8)[...])
  }

  /// - Parameter path: from the folder in which the pattern stands.
  package func matches(_ path: ArraySlice<UInt8>) -> Bool {
    guard !isAnchored else { return glob.matches(path) }
    let parts = path.split(separator: UInt8(ascii: "/"))
    return parts.dropLast(isFolder ? 1 : 0).contains(where: glob.matches)
  }
}

/// A pattern for the whole of a path, or of a name.
private struct PathGlob: Sendable {
  private let bytes: [UInt8]
  /// A pattern may come from a hostile file, and nobody writes so many stars.
  private let isRefused: Bool
  /// A pair of stars stands behind something else in a folder's name.
  private let isMixed: Bool
  /// What a text must end with: most patterns of many are told from a path by that.
  private let last: UInt8?

  private static let star = UInt8(ascii: "*")
  private static let slash = UInt8(ascii: "/")

  init(_ text: String) {
    let bytes = Array(text.utf8)
    let pairs = bytes.indices.dropLast().filter {
      bytes[$0] == Self.star && bytes[$0 + 1] == Self.star
    }
    self.bytes = bytes
    isRefused = bytes.count { $0 == Self.star } > 8
    isMixed = pairs.contains { $0 > 0 && bytes[$0 - 1] != Self.slash }
    let isLiteral = bytes.last.map { !"*?]".utf8.contains($0) } ?? false
    last = pairs.isEmpty && isLiteral ? bytes.last : nil
  }

  /// A point to which a match goes back: the pattern behind the stars, and where it was tried last.
  private struct Retry {
    let pattern: Int
    var text: Int
  }

  /// Goes back to the last star alone, and from there to the last pair of stars: where what follows
  /// those is found first, an earlier one would find no more.
  func matches(_ text: ArraySlice<UInt8>) -> Bool {
    if let last, last != text.last { return false }
    guard !isRefused else { return false }
    guard !isMixed else {
      var tried = Set<Int>()
      return matches(text, from: 0, text.startIndex, &tried)
    }
    var (position, index) = (0, text.startIndex)
    var star: Retry?
    var folders: Retry?
    while true {
      if isStar(at: position), isStar(at: position + 1) {
        guard isSlash(at: position + 2) else { return true }
        position += 3
        (star, folders) = (nil, Retry(pattern: position, text: index))
        continue
      }
      if isStar(at: position) {
        position += 1
        star = Retry(pattern: position, text: index)
        continue
      }
      if position == bytes.count, index == text.endIndex { return true }
      if index < text.endIndex, let next = next(position, fitting: text[index]) {
        (position, index) = (next, index + 1)
        continue
      }
      if var retry = star, retry.text < text.endIndex, text[retry.text] != Self.slash {
        retry.text += 1
        (star, position, index) = (retry, retry.pattern, retry.text)
        continue
      }
      guard var retry = folders, let slash = text[retry.text...].firstIndex(of: Self.slash) else {
        return false
      }
      retry.text = slash + 1
      (star, folders, position, index) = (nil, retry, retry.pattern, retry.text)
    }
  }

  /// Where stars stand before a pair of stars in one folder's name, both can give way: what was tried
  /// is not tried again.
  private func matches(
    _ text: ArraySlice<UInt8>, from position: Int, _ index: Int, _ tried: inout Set<Int>
  ) -> Bool {
    guard position < bytes.count else { return index == text.endIndex }
    guard tried.insert(position * (text.count + 1) + index - text.startIndex).inserted else {
      return false
    }
    if isStar(at: position), isStar(at: position + 1) {
      guard isSlash(at: position + 2) else { return true }
      if matches(text, from: position + 3, index, &tried) { return true }
      return text[index...].indices.contains { slash in
        text[slash] == Self.slash && matches(text, from: position + 3, slash + 1, &tried)
      }
    }
    if isStar(at: position) {
      if matches(text, from: position + 1, index, &tried) { return true }
      return index < text.endIndex && text[index] != Self.slash
        && matches(text, from: position, index + 1, &tried)
    }
    guard index < text.endIndex, let next = next(position, fitting: text[index]) else {
      return false
    }
    return matches(text, from: next, index + 1, &tried)
  }

  private func isStar(at position: Int) -> Bool {
    position < bytes.count && bytes[position] == Self.star
  }

  private func isSlash(at position: Int) -> Bool {
    position < bytes.count && bytes[position] == Self.slash
  }

  /// The position behind what stands for the byte; nil where another does.
  private func next(_ position: Int, fitting byte: UInt8) -> Int? {
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "?"): return byte == Self.slash ? nil : position + 1
    case UInt8(ascii: "["):
      guard let (holds, rest) = Self.set(bytes[position...]) else { break }
      return byte != Self.slash && holds(byte) ? rest : nil
    default: break
    }
    return bytes[position] == byte ? position + 1 : nil
  }

  /// `[a-z]`, `[!0-9]`: which bytes it holds, and where the pattern goes on; nil where none is closed.
  private static func set(_ pattern: ArraySlice<UInt8>) -> (holds: (UInt8) -> Bool, rest: Int)? {
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
    return ({ byte in ranges.contains { $0.contains(byte) } != isNegated }, close + 1)
  }
}
