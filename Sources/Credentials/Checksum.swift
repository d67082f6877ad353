internal import Encodings

/// What the last characters of a token are computed from: CRC-32 of what stands before them.
enum Checksum: Sendable {
  case none
  /// GitHub's, npm's and NetBird's: of the 30 characters behind the prefix, in six digits to the
  /// base 62. A longer token, such as a refresh token, has none.
  case base62
  /// GitLab's routable tokens (`lib/authn/token_field/generator`): behind the last point, two
  /// digits of length and seven of the checksum of everything before, to the base 36. Older forms
  /// have no point and no checksum.
  case routable
  /// Grafana's (`pkg/components/satokengen`): of the token without its last part, as eight
  /// hexadecimal digits, the lowest byte first.
  case grafana
  /// Atlassian's: of everything before, as eight hexadecimal digits in capitals.
  case atlassian

  func isValid(_ token: [UInt8]) -> Bool {
    switch self {
    case .none: return true
    case .base62:
      guard let body = Self.base62Body(token) else { return true }
      return Array(Self.base62(of: Array(body)).utf8) == Array(token.suffix(6))
    case .routable:
      guard let point = token.lastIndex(of: UInt8(ascii: ".")) else { return true }
      guard token.count - point == 10 else { return false }
      return Self.digits(Self.crc32(token.dropLast(7)), base: 36, count: 7, lower: true)
        == String(decoding: token.suffix(7), as: UTF8.self)
    case .grafana, .atlassian: return ending(of: token) == Array(token.suffix(8))
    }
  }

  /// The token with the checksum that it ought to have.
  func completed(_ token: String) -> String {
    let bytes = Array(token.utf8)
    switch self {
    case .none, .routable: return token
    case .base62:
      return Self.base62Body(bytes).map { token.dropLast(6) + Self.base62(of: Array($0)) } ?? token
    case .grafana, .atlassian:
      return token.dropLast(8) + String(decoding: ending(of: bytes), as: UTF8.self)
    }
  }

  private func ending(of token: [UInt8]) -> [UInt8] {
    let isGrafana = self == .grafana
    let value = Self.crc32(token.dropLast(isGrafana ? 9 : 8))
    let digits = Array((isGrafana ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
    return (0..<4).flatMap { index -> [UInt8] in
      let byte = value >> UInt32(8 * (isGrafana ? index : 3 - index)) & 255
      return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  private static func base62Body(_ token: [UInt8]) -> ArraySlice<UInt8>? {
    guard let mark = token.firstIndex(of: UInt8(ascii: "_")), token.count - mark == 37 else {
      return nil
    }
    return token[(mark + 1)...].dropLast(6)
  }

  static func base62(of bytes: [UInt8]) -> String {
    digits(crc32(bytes[...]), base: 62, count: 6, lower: false)
  }

  private static func digits(_ value: UInt32, base: UInt32, count: Int, lower: Bool) -> String {
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    let small = "abcdefghijklmnopqrstuvwxyz"
    let alphabet = Array("0123456789" + (lower ? small + upper : upper + small))
    var value = value
    var result: [Character] = []
    for _ in 0..<count {
      result.append(alphabet[Int(value % base)])
      value /= base
    }
    return String(result.reversed())
  }

  private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
