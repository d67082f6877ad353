/// Classes of ASCII, for text that is looked at byte by byte.
extension UInt8 {
  /// `0` to `9`.
  @inlinable package var isDigit: Bool { (48...57).contains(self) }
  /// `A` to `Z` and `a` to `z`.
  @inlinable package var isLetter: Bool { (97...122).contains(self | 0x20) }
  @inlinable package var isUppercase: Bool { (65...90).contains(self) }
  @inlinable package var isLowercase: Bool { (97...122).contains(self) }
  /// What an identifier of most languages is made of: letters, digits and `_`.
  @inlinable package var isWordByte: Bool { isDigit || isLetter || self == 0x5F }
}
