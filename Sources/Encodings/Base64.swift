/// Base64 as Go's `encoding/base64` reads it, which is what the API server and kubelet use.
package enum Base64 {
  /// Why text is no base64.
  package enum Problem: Error, Sendable, Hashable {
    /// A byte outside the alphabet, at this byte offset.
    case illegalByte(UInt8, offset: Int)
    /// The text ends within a group: padding is missing, or there is too much of it.
    case wrongPadding(offset: Int)
  }

  /// Whether `=` must fill the last group, or must not stand there.
  package enum Padding: Sendable { case required, forbidden }

  /// Decodes the standard alphabet; `\r` and `\n` are skipped, other white space is illegal.
  package static func decode(
    _ text: ArraySlice<UInt8>, padding: Padding = .required
  ) throws(Problem) -> [UInt8] {
    try decode(text.span, alphabet: standard.span, padding: padding)
  }

  package static func decode(
    _ text: [UInt8], padding: Padding = .required
  ) throws(Problem) -> [UInt8] {
    try decode(text.span, alphabet: standard.span, padding: padding)
  }

  package static func decode(
    _ text: String.UTF8View, padding: Padding = .required
  ) throws(Problem) -> [UInt8] {
    try decode(text.span, alphabet: standard.span, padding: padding)
  }

  /// Decodes the URL-safe alphabet without padding, as JWTs use it.
  package static func decodeURL(_ text: Substring.UTF8View) -> [UInt8]? {
    try? decode(text.span, alphabet: urlSafe.span, padding: .forbidden)
  }

  private static let standard = table("+/")
  private static let urlSafe = table("-_")

  /// Digit values by byte; 255 for what is no digit.
  private static func table(_ last: String) -> [UInt8] {
    var table = [UInt8](repeating: 255, count: 256)
    let digits =
      Array(UInt8(ascii: "A")...UInt8(ascii: "Z")) + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
      + Array(UInt8(ascii: "0")...UInt8(ascii: "9")) + Array(last.utf8)
    for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
    return table
  }

  private static func decode(
    _ text: borrowing Span<UInt8>, alphabet: borrowing Span<UInt8>, padding: Padding
  ) throws(Problem) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3 + 3)
    var bits: UInt32 = 0
    var digits = 0
    var pads = 0
    var offset = 0
    while offset < text.count {
      if digits % 4 == 0, pads == 0 {
        decodeGroups(text, alphabet, from: &offset, into: &result)
        guard offset < text.count else { break }
      }
      let byte = text[offset]
      offset += 1
      if byte == 10 || byte == 13 { continue }
      if byte == UInt8(ascii: "="), padding == .required {
        pads += 1
        guard digits % 4 + pads <= 4, digits % 4 >= 2 else {
          throw .wrongPadding(offset: offset - 1)
        }
        continue
      }
      let value = alphabet[Int(byte)]
      guard value != 255 else { throw .illegalByte(byte, offset: offset - 1) }
      guard pads == 0 else { throw .wrongPadding(offset: offset - 1) }
      bits = bits << 6 | UInt32(value)
      digits += 1
      switch digits % 4 {
      case 2: result.append(UInt8(truncatingIfNeeded: bits >> 4))
      case 3: result.append(UInt8(truncatingIfNeeded: bits >> 2))
      case 0: result.append(UInt8(truncatingIfNeeded: bits))
      default: break
      }
    }
    let isComplete = padding == .required ? (digits + pads) % 4 == 0 : digits % 4 != 1
    guard isComplete else { throw .wrongPadding(offset: offset) }
    return result
  }

  /// Four digits at a time, up to the first byte that is none.
  private static func decodeGroups(
    _ text: borrowing Span<UInt8>, _ alphabet: borrowing Span<UInt8>, from offset: inout Int,
    into result: inout [UInt8]
  ) {
    while offset + 4 <= text.count {
      let (first, second) = (alphabet[Int(text[offset])], alphabet[Int(text[offset + 1])])
      let (third, fourth) = (alphabet[Int(text[offset + 2])], alphabet[Int(text[offset + 3])])
      guard first | second | third | fourth < 64 else { return }
      result.append(first << 2 | second >> 4)
      result.append(second << 4 | third >> 2)
      result.append(third << 6 | fourth)
      offset += 4
    }
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The standard alphabet with padding.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    var result: [UInt8] = []
    var group: UInt32 = 0
    var count = 0
    func flush() {
      group <<= UInt32(8 * (3 - count))
      for index in 0..<4 {
        let digit = digits[Int(group >> UInt32(18 - 6 * index) & 63)]
        result.append(index <= count ? digit : UInt8(ascii: "="))
      }
      (group, count) = (0, 0)
    }
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      count += 1
      if count == 3 { flush() }
    }
    if count > 0 { flush() }
    return String(decoding: result, as: UTF8.self)
  }
}
