/// A comment outside every scalar; libyaml drops them.
package struct Comment: Sendable {
  /// Byte offsets from the `#` to the end of the line.
  package let range: Range<Int>
  /// True when nothing but white space stands before it on its line.
  package let isOwnLine: Bool
}

extension ParsedFile {
  /// All comments that contain one of the texts, in order. Files without cost one search each.
  package func comments(containing needles: [ByteSearch]) -> [Comment] {
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
    containing needles: [ByteSearch], outside content: () -> [Range<Int>] = { [] }
  ) -> [Comment] {
    comments(around: needles.flatMap { $0.offsets(in: source.bytes) }.sorted(), outside: content)
  }

  /// The comments around some byte offsets, in their order.
  package func comments(
    around occurrences: [Int], outside content: () -> [Range<Int>] = { [] }
  ) -> [Comment] {
    guard !occurrences.isEmpty else { return [] }
    let scalars = content()
    var result: [Comment] = []
    for occurrence in occurrences {
      guard let comment = comment(around: occurrence, scalars: scalars),
        comment.range.lowerBound != result.last?.range.lowerBound
      else { continue }
      result.append(comment)
    }
    return result
  }

  private func comment(around offset: Int, scalars: [Range<Int>]) -> Comment? {
    let bytes = source.bytes
    let lineStart = bytes[..<offset].lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? 0
    let lineEnd = bytes[offset...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
    for position in lineStart..<offset where bytes[position] == UInt8(ascii: "#") {
      let isSeparated =
        position == lineStart || bytes[position - 1] == 32 || bytes[position - 1] == 9
      guard isSeparated, !scalars.contains(where: { $0.contains(position) }) else { continue }
      let isOwnLine = bytes[lineStart..<position].allSatisfy { $0 == 32 || $0 == 9 }
      return Comment(range: position..<lineEnd, isOwnLine: isOwnLine)
    }
    return nil
  }
}
