/// Plain search in bytes.
package enum ByteSearch {
  /// Offsets at which `text` starts, in order.
  package static func offsets(of text: String, in bytes: [UInt8]) -> [Int] {
    var result: [Int] = []
    forEach(text, in: bytes) {
      result.append($0)
      return true
    }
    return result
  }

  package static func holds(_ bytes: [UInt8], _ text: String) -> Bool {
    var found = false
    forEach(text, in: bytes) { _ in
      found = true
      return false
    }
    return found
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

  /// Horspool's search: the byte under the pattern's end tells how far it can move.
  private static func forEach(_ text: String, in bytes: [UInt8], _ body: (Int) -> Bool) {
    let wanted = Array(text.utf8)
    let last = wanted.count - 1
    var skips = [Int](repeating: wanted.count, count: 256)
    for (index, byte) in wanted.dropLast().enumerated() { skips[Int(byte)] = last - index }
    let (source, pattern, distances) = (bytes.span, wanted.span, skips.span)
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
}
