internal import Glibc

/// Text to be found in bytes, made ready once for many files: by Horspool's search, the byte under
/// the text's end tells how far it can move. A short one that begins with a mark, of which there are
/// few, is found by that.
package struct ByteSearch: Sendable {
  private let text: [UInt8]
  /// Empty for a text that is found by its first byte.
  private let skips: [Int]

  package init(_ text: String) {
    self.text = Array(text.utf8)
    let last = self.text.count - 1
    guard last >= 4 || self.text.first.map(Self.isCommon) == true else {
      skips = []
      return
    }
    var skips = [Int](repeating: self.text.count, count: 256)
    for (index, byte) in self.text.dropLast().enumerated() { skips[Int(byte)] = last - index }
    self.skips = skips
  }

  /// Letters, digits and blanks.
  private static func isCommon(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte <= 32
  }

  /// Offsets at which the text starts, in order.
  package func offsets(in bytes: [UInt8]) -> [Int] {
    var result: [Int] = []
    forEach(in: bytes.span) {
      result.append($0)
      return true
    }
    return result
  }

  /// Whether the text stands in the bytes.
  package func finds(in bytes: [UInt8]) -> Bool { finds(in: bytes.span) }

  package func finds(in bytes: borrowing Span<UInt8>) -> Bool {
    var found = false
    forEach(in: bytes) { _ in
      found = true
      return false
    }
    return found
  }

  private func forEach(in bytes: borrowing Span<UInt8>, _ body: (Int) -> Bool) {
    guard !skips.isEmpty else { return forEachMark(in: bytes, body) }
    let (pattern, distances) = (text.span, skips.span)
    let last = pattern.count - 1
    var end = last
    while end < bytes.count {
      if bytes[end] == pattern[last], holds(bytes, at: end - last), !body(end - last) { return }
      end += distances[Int(bytes[end])]
    }
  }

  /// The C library finds a single byte much faster than any loop can.
  private func forEachMark(in bytes: borrowing Span<UInt8>, _ body: (Int) -> Bool) {
    guard let first = text.first else { return }
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      var offset = 0
      while let found = unsafe memchr(start + offset, Int32(first), source.count - offset) {
        offset = unsafe start.distance(to: UnsafeRawPointer(found))
        if holds(bytes, at: offset), !body(offset) { return }
        offset += 1
      }
    }
  }

  private func holds(_ bytes: borrowing Span<UInt8>, at offset: Int) -> Bool {
    guard offset + text.count <= bytes.count else { return false }
    for index in text.indices where bytes[offset + index] != text[index] { return false }
    return true
  }
}
