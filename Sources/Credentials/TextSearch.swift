internal import Encodings

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

extension String {
  /// The printable text of which it is the base64; nil for anything else.
  ///
  /// - Parameter limit: in bytes; what is longer is not looked at.
  func decodedText(below limit: Int) -> String? {
    guard utf8.count >= 8, utf8.count % 4 == 0, utf8.count < limit,
      let bytes = try? Base64.decode(utf8),
      bytes.allSatisfy({ (32..<127).contains($0) || $0 == 10 })
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
