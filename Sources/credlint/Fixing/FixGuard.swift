internal import Manifests
internal import Repositories
internal import YAMLTree

/// Proves on the text that fixes change nothing but what they are about.
struct FixGuard {
  private struct Leaf: Hashable {
    /// Keys and items from the root, items without their numbers: those behind a deleted one move.
    let path: [String]
    let text: String
  }

  private let before: SourceFile
  private let leaves: [(leaf: Leaf, ranges: [Range<Int>])]
  /// Why no fix of the file is made; nil when fixes can be.
  let obstacle: String?

  init(_ path: String, _ bytes: [UInt8]) {
    before = SourceFile(path: path, bytes: bytes)
    let read = Self.read(before)
    leaves = read ?? []
    if ShellScripts.isScript(Paths.name(path)) {
      obstacle = "it stands in a script"
    } else if read == nil {
      obstacle = "the file does not parse whole"
    } else {
      obstacle = Self.hasOtherBreaks(bytes) ? "the file has line breaks that are not LF" : nil
    }
  }

  /// What no edit touches is there as before, and nothing that no edit brought.
  func holds(_ edits: [Edit], giving bytes: [UInt8]) -> Bool {
    guard let after = Self.read(SourceFile(path: before.path, bytes: bytes)) else { return false }
    var shift = 0
    let written = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { edit in
      let start = edit.range.lowerBound + shift
      shift += edit.replacement.count - edit.range.count
      return start..<start + edit.replacement.count
    }
    return Self.untouched(leaves, by: edits.map(\.range)) == Self.untouched(after, by: written)
      && keepsComments(edits)
  }

  /// A comment on a line of its own goes with no edit, unless it speaks to credlint.
  private func keepsComments(_ edits: [Edit]) -> Bool {
    let removed = edits.filter { $0.range.count > 1 }
    let lines = removed.flatMap { edit in
      before.text(edit.range).split(whereSeparator: \.isNewline).map {
        (text: $0.drop { $0 == " " || $0 == "\t" }, edit: edit)
      }
    }
    let comments = lines.filter { $0.text.hasPrefix("#") && !$0.text.contains("credlint:") }
    guard !comments.isEmpty else { return true }
    let written = edits.map { String(decoding: $0.replacement, as: UTF8.self) }
    return comments.allSatisfy { comment in written.contains { $0.contains(comment.text) } }
  }

  private static func untouched(
    _ leaves: [(leaf: Leaf, ranges: [Range<Int>])], by edits: [Range<Int>]
  ) -> [Leaf: Int] {
    let edits = edits.sorted { $0.lowerBound < $1.lowerBound }
    return leaves.reduce(into: [:]) { counts, entry in
      let isTouched = entry.ranges.contains { meets($0, edits) }
      if !isTouched { counts[entry.leaf, default: 0] += 1 }
    }
  }

  /// - Parameter edits: sorted, and none over another.
  private static func meets(_ range: Range<Int>, _ edits: [Range<Int>]) -> Bool {
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      if edits[middle].upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return edits[low...].prefix { $0.lowerBound <= range.upperBound }.contains {
      touches($0, range)
    }
  }

  /// An insertion touches what it stands in, and not what it stands beside.
  private static func touches(_ edit: Range<Int>, _ range: Range<Int>) -> Bool {
    edit.isEmpty
      ? range.lowerBound < edit.lowerBound && edit.lowerBound < range.upperBound
      : edit.overlaps(range)
  }

  /// Every scalar with its own range and those of the keys that lead to it; nil for a file that does
  /// not parse.
  private static func read(_ source: SourceFile) -> [(leaf: Leaf, ranges: [Range<Int>])]? {
    let parsed =
      source.path.hasSuffix(".json") ? ParsedFile(json: source) : ParsedFile(yaml: source)
    guard parsed.problems.isEmpty else { return nil }
    var leaves: [(leaf: Leaf, ranges: [Range<Int>])] = []
    func visit(_ node: Node, _ path: [String], _ ranges: [Range<Int>], _ depth: Int) {
      guard depth < 200 else { return }
      if node.kind == .mapping, !node.isAlias {
        for entry in node.ownEntries {
          visit(entry.value, path + [entry.key.text], ranges + [entry.key.range], depth + 1)
        }
      } else if node.kind == .sequence, !node.isAlias {
        for element in node.elements { visit(element, path + ["-"], ranges, depth + 1) }
      } else {
        let text = node.kind == .scalar ? node.text : "*"
        leaves.append((Leaf(path: path, text: text), ranges + [node.range]))
      }
    }
    for document in parsed.documents {
      if let root = document.root { visit(root, [], [], 0) }
    }
    return leaves
  }

  /// CR alone, NEL, LS and PS end lines for YAML 1.1, and not for editors.
  private static func hasOtherBreaks(_ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { index in
      switch bytes[index] {
      case 13: index + 1 == bytes.count || bytes[index + 1] != 10
      case 0xC2: index + 1 < bytes.count && bytes[index + 1] == 0x85
      case 0xE2:
        index + 2 < bytes.count && bytes[index + 1] == 0x80
          && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9)
      default: false
      }
    }
  }
}
