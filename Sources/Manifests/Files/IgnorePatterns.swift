/// Patterns as in `.gitignore`, in their order: the last one that fits decides, and `!` takes back.
///
/// As in git (`gitignore(5)`), what stands in an excluded folder is not taken back.
package struct IgnorePatterns: Sendable {
  private struct Pattern: Sendable {
    let text: String
    let isNegated: Bool
    let isFolder: Bool
  }

  private let patterns: [Pattern]

  package init(_ texts: [String]) {
    patterns = texts.compactMap { text in
      guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
      let isNegated = text.hasPrefix("!")
      var glob = isNegated ? text.dropFirst() : text[...]
      if glob.hasPrefix("\\!") || glob.hasPrefix("\\#") { glob = glob.dropFirst() }
      let isFolder = glob.hasSuffix("/")
      while glob.hasSuffix("/") { glob = glob.dropLast() }
      return glob.isEmpty
        ? nil : Pattern(text: String(glob), isNegated: isNegated, isFolder: isFolder)
    }
  }

  /// - Parameter path: of a file, from the root.
  package func cover(_ path: String) -> Bool {
    guard !patterns.isEmpty else { return false }
    var end = path.startIndex
    while let slash = path[end...].firstIndex(of: "/") {
      if decides(path[..<slash], isFolder: true) { return true }
      end = path.index(after: slash)
    }
    return decides(path[...], isFolder: false)
  }

  private func decides(_ path: Substring, isFolder: Bool) -> Bool {
    let last = patterns.last { pattern in
      (isFolder || !pattern.isFolder) && PathPattern.names(pattern.text, path)
    }
    return last.map { !$0.isNegated } ?? false
  }
}
