/// Who answers for which files, as a `CODEOWNERS` file says.
///
/// The last line that fits decides (GitHub docs, "About code owners"). GitLab's sections each have a
/// last line of their own, and a head whose owners count for its lines without any (GitLab docs,
/// "Code Owners syntax").
package struct CodeOwners: Sendable {
  private struct Line: Sendable {
    let section: Int
    /// As git ignores files; of `folder/*` nil.
    private let pattern: IgnorePatterns?
    /// Of `folder/*`, which is about the files that stand in the folder itself.
    private let own: PathPattern?
    let owners: [String]

    init(section: Int, pattern: String, owners: [String]) {
      self.section = section
      self.owners = owners
      let isOwn = pattern.hasSuffix("/*")
      own = isOwn ? PathPattern(pattern) : nil
      self.pattern = isOwn ? nil : IgnorePatterns([pattern])
    }

    func fits(_ path: String) -> Bool {
      own?.matches(Array(path.utf8)[...]) ?? pattern?.cover(path) ?? false
    }
  }

  private var lines: [Line] = []
  private var sections = 0

  /// Where the two hosts look, from the repository's root; the first that is there counts.
  package static let places = [
    ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS",
  ]

  package var isEmpty: Bool { lines.isEmpty }

  /// - Parameter text: of the file; a line that says nothing is passed over.
  package init(_ text: String) {
    var defaults: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let words = Self.words(of: line)
      guard let first = words.first else { continue }
      if let head = Self.head(first, in: line) {
        sections += 1
        defaults = head
        continue
      }
      // A host that knows no exclusions takes such a line for no pattern.
      guard !first.hasPrefix("!") else { continue }
      let owners = Array(words.dropFirst())
      lines.append(
        Line(
          section: sections, pattern: first,
          owners: owners.isEmpty ? defaults : owners))
    }
  }

  /// Words up to a comment; `\ ` stands in a path.
  private static func words(of line: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    var isEscaped = false
    for character in line {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "#", word.isEmpty {
        break
      } else if character.isWhitespace {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  /// The owners in the head of a section, `[Name]`, `^[Name]` or `[Name][2] @owner`; nil for any other
  /// line.
  private static func head(_ first: String, in line: Substring) -> [String]? {
    guard first.hasPrefix("[") || first.hasPrefix("^["), let close = line.lastIndex(of: "]") else {
      return nil
    }
    return words(of: line[line.index(after: close)...])
  }

  /// Nobody where no line fits, or where the one that does names nobody.
  ///
  /// - Parameter path: from the repository's root.
  package func owners(of path: String) -> [String] {
    var found: [Int: [String]] = [:]
    for line in lines.reversed() where found[line.section] == nil && line.fits(path) {
      found[line.section] = line.owners
    }
    var seen: Set<String> = []
    return found.sorted { $0.key < $1.key }.flatMap(\.value).filter { seen.insert($0).inserted }
  }
}
