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

/// Several texts that are looked for at once: one pass over the bytes, in which nearly all pairs of
/// bytes begin none of them.
struct TextSet: Sendable {
  /// Of each pair of bytes: 1 where one of the texts begins with it.
  private let pairs: [UInt8]
  /// The texts, by their first byte.
  private let texts: [[[UInt8]]]

  /// - Parameter texts: of two bytes or more.
  init(_ texts: [String]) {
    var pairs = [UInt8](repeating: 0, count: 65_536)
    var table = [[[UInt8]]](repeating: [], count: 256)
    for text in texts.map({ Array($0.utf8) }) where text.count >= 2 {
      pairs[Int(text[0]) << 8 | Int(text[1])] = 1
      table[Int(text[0])].append(text)
    }
    self.pairs = pairs
    self.texts = table
  }

  /// Whether one of them stands in the text, byte by byte.
  func isIn(_ text: String) -> Bool { isIn(text.utf8Span.span) }

  private func isIn(_ bytes: borrowing Span<UInt8>) -> Bool {
    let known = pairs.span
    var index = 1
    while index < bytes.count {
      let (first, second) = (bytes[index - 1], bytes[index])
      if known[Int(first) << 8 | Int(second)] != 0, starts(bytes, at: index - 1) { return true }
      index += 1
    }
    return false
  }

  private func starts(_ bytes: borrowing Span<UInt8>, at start: Int) -> Bool {
    for text in texts[Int(bytes[start])] where start + text.count <= bytes.count {
      var length = 2
      while length < text.count, bytes[start + length] == text[length] { length += 1 }
      if length == text.count, bytes[start + 1] == text[1] { return true }
    }
    return false
  }
}

extension String {
  /// - Parameter range: byte offsets at which characters begin.
  package func part(_ range: Range<Int>) -> String {
    let start = utf8.index(startIndex, offsetBy: range.lowerBound)
    return String(self[start..<utf8.index(start, offsetBy: range.count)])
  }

  /// The printable text of which it is the base64; nil for anything else.
  ///
  /// - Parameter limit: in bytes; what is longer is not looked at.
  func decodedText(below limit: Int) -> String? {
    guard utf8.count >= 8, utf8.count % 4 == 0, utf8.count < limit, mayBeBase64,
      let bytes = try? Base64.decode(utf8),
      bytes.allSatisfy({ (32..<127).contains($0) || $0 == 10 })
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
  /// Nearly all text has a byte outside of the alphabet among its first ones.
  private var mayBeBase64: Bool {
    utf8.prefix(16).allSatisfy { Self.base64.contains($0) }
  }

  private static let base64 = ByteSet(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n")
}
