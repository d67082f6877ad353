/// Text to be found in bytes, made ready once for many files: by Horspool's search, the byte under
/// the text's end tells how far it can move.
package struct ByteSearch: Sendable {
  private let text: [UInt8]
  private let skips: [Int]

  package init(_ text: String) {
    self.text = Array(text.utf8)
    let last = self.text.count - 1
    var skips = [Int](repeating: self.text.count, count: 256)
    for (index, byte) in self.text.dropLast().enumerated() { skips[Int(byte)] = last - index }
    self.skips = skips
  }

  /// Offsets at which the text starts, in order.
  package func offsets(in bytes: [UInt8]) -> [Int] {
    var result: [Int] = []
    forEach(in: bytes) {
      result.append($0)
      return true
    }
    return result
  }

  /// Whether one of the words stands in the bytes.
  package func finds(in bytes: [UInt8]) -> Bool {
    var found = false
    forEach(in: bytes) { _ in
      found = true
      return false
    }
    return found
  }

  private func forEach(in bytes: [UInt8], _ body: (Int) -> Bool) {
    let (source, pattern, distances) = (bytes.span, text.span, skips.span)
    let last = pattern.count - 1
    var end = last
    while end < source.count {
      let byte = source[end]
      if byte == pattern[last] {
        var length = 0
        while length < last, source[end - last + length] == pattern[length] { length += 1 }
        if length == last, !body(end - last) { return }
      }
      end += distances[Int(byte)]
    }
  }

  /// Whether `first` stands anywhere in front of one of `second`.
  package static func holds(
    _ bytes: [UInt8], _ first: Unicode.Scalar, before second: (Unicode.Scalar, Unicode.Scalar)
  ) -> Bool {
    let source = bytes.span
    let (wanted, next) = (UInt8(ascii: first), (UInt8(ascii: second.0), UInt8(ascii: second.1)))
    var index = 1
    while index < source.count {
      if source[index - 1] == wanted, source[index] == next.0 || source[index] == next.1 {
        return true
      }
      index += 1
    }
    return false
  }
}
