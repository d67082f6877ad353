/// A comment outside every scalar; libyaml drops them.
package struct Comment: Sendable {
  /// Byte offsets from the `#` to the end of the line.
  package let range: Range<Int>
  /// True when nothing but white space stands before it on its line.
  package let isOwnLine: Bool
}

extension ParsedFile {
  /// All comments that contain one of the texts, in order. A file without costs one search.
  package func comments(containing needles: ByteSearch) -> [Comment] {
    CommentFinder(source: source).comments(containing: needles) { scalarRanges() }
  }

  /// Comments that hold one of the byte offsets, in order.
  package func comments(around offsets: [Int]) -> [Comment] {
    CommentFinder(source: source).comments(around: offsets) { scalarRanges() }
  }

  /// The bytes of all scalars; of a block scalar only its content, so that a comment behind `|`
  /// is one.
  private func scalarRanges() -> [Range<Int>] {
    documents.flatMap { document in
      document.records.compactMap { record -> Range<Int>? in
        guard record.kind == .scalar, record.end > record.start else { return nil }
        var start = Int(record.start)
        let end = Int(record.end)
        if record.style == .literal || record.style == .folded {
          start = source.bytes[start..<end].firstIndex(of: 10) ?? end
        }
        return start..<end
      }
    }
  }
}

/// Finds `#` comments in a file, outside the ranges that are content.
package struct CommentFinder {
  private let source: SourceFile

  package init(source: SourceFile) { self.source = source }

  /// The comments that hold one of the words, in their order.
  package func comments(
    containing needles: ByteSearch, outside content: () -> [Range<Int>] = { [] }
  ) -> [Comment] {
    comments(around: needles.offsets(in: source.bytes), outside: content)
  }

  /// The comments around some byte offsets, in their order.
  package func comments(
    around occurrences: [Int], outside content: () -> [Range<Int>] = { [] }
  ) -> [Comment] {
    guard !occurrences.isEmpty else { return [] }
    let scalars = content().sorted { $0.lowerBound < $1.lowerBound }
    var result: [Comment] = []
    var line = Line()
    for occurrence in occurrences {
      if !line.range.contains(occurrence) || occurrence < line.next {
        line = self.line(at: occurrence)
      }
      guard let comment = comment(in: &line, before: occurrence, scalars: scalars),
        comment.range.lowerBound != result.last?.range.lowerBound
      else { continue }
      result.append(comment)
    }
    return result
  }

  /// How far a line was looked through: it can be as long as its file, and hold much.
  private struct Line {
    var range = 0..<0
    /// Where the search goes on.
    var next = 0
    var comment: Comment?
  }

  private func line(at offset: Int) -> Line {
    let bytes = source.bytes
    let start = bytes[..<offset].lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? 0
    let end = bytes[offset...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
    return Line(range: start..<max(end, offset + 1), next: start)
  }

  private func comment(
    in line: inout Line, before offset: Int, scalars: [Range<Int>]
  ) -> Comment? {
    if let comment = line.comment { return comment }
    let bytes = source.bytes
    let start = line.range.lowerBound
    let first = line.next
    line.next = max(first, offset)
    for position in first..<max(first, offset) where bytes[position] == UInt8(ascii: "#") {
      let isSeparated =
        position == start || bytes[position - 1] == 32 || bytes[position - 1] == 9
      guard isSeparated, scalars.sharing(position..<position + 1).isEmpty else { continue }
      let isOwnLine = bytes[start..<position].allSatisfy { $0 == 32 || $0 == 9 }
      let end = bytes[position...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
      line.comment = Comment(range: position..<end, isOwnLine: isOwnLine)
      return line.comment
    }
    return nil
  }
}
