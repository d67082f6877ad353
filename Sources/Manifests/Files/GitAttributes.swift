/// The part of `.gitattributes` that matters here: which files git-crypt keeps encrypted.
package struct GitAttributes: Sendable {
  private struct Rule {
    let directory: String
    let pattern: PathPattern
    let isEncrypted: Bool
  }

  private let rules: [Rule]

  private static let resets: Set<Substring> = ["!filter", "-filter", "filter="]

  /// - Parameter files: paths of `.gitattributes` files and their text, outermost first.
  package init(_ files: [(path: String, text: String)]) {
    rules = files.flatMap { path, text -> [Rule] in
      let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      return text.split(whereSeparator: \.isNewline).compactMap { line in
        let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard parts.count > 1, let pattern = parts.first, !pattern.hasPrefix("#") else {
          return nil
        }
        let isEncrypted = parts.contains("filter=git-crypt")
        guard isEncrypted || parts.contains(where: { Self.resets.contains($0) }) else { return nil }
        return Rule(
          directory: directory, pattern: PathPattern(String(pattern)), isEncrypted: isEncrypted)
      }
    }
  }

  /// The last rule that matches decides.
  package func isGitCrypted(_ path: String) -> Bool {
    let bytes = Array(path.utf8)
    for rule in rules.reversed() where path.hasPrefix(rule.directory) {
      if rule.pattern.matches(bytes[rule.directory.utf8.count...]) { return rule.isEncrypted }
    }
    return false
  }
}
