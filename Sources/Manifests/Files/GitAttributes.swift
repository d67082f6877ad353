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
