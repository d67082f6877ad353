extension String {
  /// Whether the text stands in it, byte by byte: Swift's own search compares by canonical
  /// equivalence and took two thirds of a scan.
  package func holds(_ needle: String) -> Bool { firstOffset(of: needle) != nil }

  /// Byte offset of the first occurrence.
  package func firstOffset(of needle: String, from start: Int = 0) -> Int? {
    let text = utf8Span.span
    let wanted = needle.utf8Span.span
    guard !wanted.isEmpty, text.count >= wanted.count else { return nil }
    let first = wanted[0]
    var offset = start
    let last = text.count - wanted.count
    while offset <= last {
      if text[offset] == first {
        var length = 1
        while length < wanted.count, text[offset + length] == wanted[length] { length += 1 }
        if length == wanted.count { return offset }
      }
      offset += 1
    }
    return nil
  }
}
