/// Classes of ASCII, for text that is looked at byte by byte.
extension UInt8 {
  /// `0` to `9`.
  @inlinable package var isDigit: Bool { (48...57).contains(self) }
  /// `A` to `Z` and `a` to `z`.
  @inlinable package var isLetter: Bool { (97...122).contains(self | 0x20) }
  @inlinable package var isUppercase: Bool { (65...90).contains(self) }
  @inlinable package var isLowercase: Bool { (97...122).contains(self) }
  /// `0` to `9`, `a` to `f` and `A` to `F`.
  @inlinable package var isHexDigit: Bool { isDigit || (97...102).contains(self | 0x20) }
  /// What an identifier of most languages is made of: letters, digits and `_`.
  @inlinable package var isWordByte: Bool { isDigit || isLetter || self == 0x5F }
}

/// A set of ASCII characters; asking it costs one test of a bit.
package struct ByteSet: Sendable {
  @usableFromInline let low: UInt64
  @usableFromInline let high: UInt64

  /// - Parameter characters: ASCII; others are left out.
  package init(_ characters: String) {
    var (low, high): (UInt64, UInt64) = (0, 0)
    for byte in characters.utf8 {
      if byte < 64 {
        low |= 1 << UInt64(byte)
      } else if byte < 128 {
        high |= 1 << UInt64(byte & 63)
      }
    }
    (self.low, self.high) = (low, high)
  }

  @inlinable package func contains(_ byte: UInt8) -> Bool {
    guard byte < 128 else { return false }
    return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
  }
}

extension Span<UInt8> {
  /// - Parameter text: best a short one, which costs no allocation.
  package func equals(_ text: String) -> Bool { count == text.utf8.count && starts(with: text) }

  package func starts(with text: String) -> Bool {
    let wanted = text.utf8Span.span
    guard count >= wanted.count else { return false }
    for index in 0..<wanted.count where self[index] != wanted[index] { return false }
    return true
  }
}
