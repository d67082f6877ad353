/// One input: its path and its bytes, which are UTF-8 whatever the encoding on disk was.
package final class SourceFile: Sendable {
  /// As reports show it: relative to the root, with forward slashes.
  package let path: String
  package let bytes: [UInt8]
  /// False when the bytes on disk differ (UTF-16), so that fixes cannot be written back.
  package let isVerbatim: Bool

  package init(path: String, bytes: [UInt8], isVerbatim: Bool = true) {
    self.path = path
    self.bytes = bytes
    self.isVerbatim = isVerbatim
  }

  /// The text of a range of bytes.
  package func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }
}

/// What the bytes of a file turned out to be.
package enum DecodedText: Sendable {
  case text(SourceFile)
  case binary
  /// The byte at this offset is no UTF-8.
  case malformed(offset: Int)

  /// Recognises UTF-16 by its mark and transcodes it; everything else must be UTF-8.
  package static func decode(path: String, bytes: [UInt8]) -> DecodedText {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let isBigEndian = bytes[0] == 0xFE
      let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index -> UInt16 in
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
      }
      let text = String(decoding: units, as: UTF16.self)
      return .text(SourceFile(path: path, bytes: Array(text.utf8), isVerbatim: false))
    }
    if bytes.prefix(8_000).contains(0) { return .binary }
    if let offset = firstMalformedByte(bytes) { return .malformed(offset: offset) }
    return .text(SourceFile(path: path, bytes: bytes))
  }

  private static func firstMalformedByte(_ bytes: [UInt8]) -> Int? {
    do {
      _ = try UTF8Span(validating: bytes.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }
}
