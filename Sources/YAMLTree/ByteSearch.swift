internal import Glibc

/// Texts to be found in bytes, made ready once for many files: by Horspool's search, for all of them
/// in one pass; the byte under the end of the shortest tells how far it can move. A single short one
/// that begins with a mark, of which there are few, is found by that.
package struct ByteSearch: Sendable {
  private let texts: [[UInt8]]
  /// How far each byte lets the search move; 0 where a text may end. Empty for a text that is found
  /// by its first byte.
  private let skips: [Int]
  /// The same behind a place that was looked at.
  private let nextSkips: [Int]
  /// Bytes of the shortest text.
  private let width: Int

  package init(_ texts: String...) { self.init(texts) }

  package init(_ texts: [String]) {
    self.texts = texts.map { Array($0.utf8) }
    let width = self.texts.map(\.count).min() ?? 0
    self.width = width
    let isShort = width < 5 && self.texts.count == 1
    guard !isShort || width > 1 && self.texts[0].first.map(Self.isCommon) == true else {
      (skips, nextSkips) = ([], [])
      return
    }
    var skips = [Int](repeating: width, count: 256)
    for text in self.texts {
      for (index, byte) in text.prefix(width - 1).enumerated() {
        skips[Int(byte)] = min(skips[Int(byte)], width - 1 - index)
      }
    }
    nextSkips = skips
    for text in self.texts { skips[Int(text[width - 1])] = 0 }
    self.skips = skips
  }

  /// Letters, digits and blanks.
  private static func isCommon(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte <= 32
  }

  /// Offsets at which one of the texts starts, in order.
  package func offsets(in bytes: [UInt8]) -> [Int] { offsets(in: bytes.span) }

  package func offsets(in bytes: borrowing Span<UInt8>) -> [Int] {
    var result: [Int] = []
    forEach(in: bytes) {
      result.append($0)
      return true
    }
    return result
  }

  /// Whether one of the texts stands in the bytes.
  package func finds(in bytes: [UInt8]) -> Bool { finds(in: bytes.span) }

  package func finds(in bytes: borrowing Span<UInt8>) -> Bool {
    var found = false
    forEach(in: bytes) { _ in
      found = true
      return false
    }
    return found
  }

  /// The first offset, from one on, at which a text starts.
  package func first(in bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
    var found: Int?
    forEach(in: bytes, from: start) {
      found = $0
      return false
    }
    return found
  }

  private func forEach(
    in bytes: borrowing Span<UInt8>, from start: Int = 0, _ body: (Int) -> Bool
  ) {
    guard !skips.isEmpty else { return forEachMark(in: bytes, from: start, body) }
    let (moves, nextMoves) = (skips.span, nextSkips.span)
    var end = start + width - 1
    while end < bytes.count {
      let byte = Int(bytes[end])
      let move = moves[byte]
      if move > 0 {
        end += move
        continue
      }
      if holds(bytes, at: end + 1 - width), !body(end + 1 - width) { return }
      end += nextMoves[byte]
    }
  }

  /// The C library finds a single byte much faster than any loop can.
  private func forEachMark(
    in bytes: borrowing Span<UInt8>, from first: Int, _ body: (Int) -> Bool
  ) {
    guard let mark = texts[0].first else { return }
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      var offset = min(first, source.count)
      while let found = unsafe memchr(start + offset, Int32(mark), source.count - offset) {
        offset = unsafe start.distance(to: UnsafeRawPointer(found))
        if holds(bytes, at: offset), !body(offset) { return }
        offset += 1
      }
    }
  }

  private func holds(_ bytes: borrowing Span<UInt8>, at offset: Int) -> Bool {
    for text in texts where Self.holds(text, bytes, at: offset) { return true }
    return false
  }

  private static func holds(
    _ text: [UInt8], _ bytes: borrowing Span<UInt8>, at offset: Int
  ) -> Bool {
    guard offset + text.count <= bytes.count else { return false }
    for index in text.indices where bytes[offset + index] != text[index] { return false }
    return true
  }
}
