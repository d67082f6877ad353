internal import Encodings

/// A hash by which something checks a password, in the forms of crypt(3), Apache and LDAP.
package struct PasswordHash: Sendable {
  /// What made it.
  package enum Scheme: String, Sendable {
    case bcrypt, md5 = "MD5", apache = "Apache's MD5", sha1 = "SHA-1", saltedSHA1 = "salted SHA-1"
    case sha256 = "SHA-256", sha512 = "SHA-512", yescrypt
  }

  package let scheme: Scheme
  /// Of bcrypt: two to that power rounds; 0 for the others.
  package let cost: Int
  /// Byte offsets of the whole hash.
  package let range: Range<Int>

  /// A graphics card tries thousands of millions of guesses a second against the weak ones, and some
  /// thousands against the others. bcrypt below ten rounds' power is what `htpasswd -B` makes, five
  /// (apache/httpd `support/htpasswd.c`; OWASP Password Storage Cheat Sheet).
  package var isWeak: Bool {
    switch scheme {
    case .md5, .apache, .sha1, .saltedSHA1: true
    case .bcrypt: cost < 10
    case .sha256, .sha512, .yescrypt: false
    }
  }

  /// How messages name it.
  package var described: String {
    scheme == .bcrypt ? "bcrypt of cost \(cost)" : scheme.rawValue
  }

  /// Every hash in a text. A `$` may stand twice, as docker compose wants it.
  package static func all(in bytes: [UInt8]) -> [PasswordHash] {
    var result: [PasswordHash] = []
    let span = bytes.span
    var offset = 0
    while offset + shortest <= span.count {
      guard mayStart(span, at: offset), let hash = hash(in: bytes, at: offset) else {
        offset += 1
        continue
      }
      result.append(hash)
      offset = hash.range.upperBound
    }
    return result
  }

  /// One of them stands in every hash.
  package static let marks = ["$1$", "$2", "$5$", "$6$", "$y$", "$apr1$", "{S"]

  /// Bytes of the shortest: `$1$`, a salt of one, and the hash.
  private static let shortest = 27

  /// Text is full of `$` and `{`, and nearly none of them has one of these behind it.
  private static func mayStart(_ bytes: borrowing Span<UInt8>, at offset: Int) -> Bool {
    switch bytes[offset] {
    case UInt8(ascii: "$"):
      ids.contains(bytes[offset + 1])
        || bytes[offset + 1] == UInt8(ascii: "$") && ids.contains(bytes[offset + 2])
    case UInt8(ascii: "{"): bytes[offset + 1] == UInt8(ascii: "S")
    default: false
    }
  }

  private static let ids = ByteSet("1256ay")

  private static func hash(in bytes: [UInt8], at start: Int) -> PasswordHash? {
    bytes[start] == UInt8(ascii: "{") ? braced(bytes, start) : crypt(bytes, start)
  }

  // MARK: {SHA}…

  private static func braced(_ bytes: [UInt8], _ start: Int) -> PasswordHash? {
    let rows: [(mark: String, scheme: Scheme, length: ClosedRange<Int>)] = [
      ("{SHA}", .sha1, 28...28), ("{SSHA}", .saltedSHA1, 32...64),
    ]
    for row in rows where bytes[start...].starts(with: row.mark.utf8) {
      let body = start + row.mark.utf8.count
      let end = bytes[body...].firstIndex { !base64.contains($0) } ?? bytes.count
      guard row.length.contains(end - body) else { return nil }
      return PasswordHash(scheme: row.scheme, cost: 0, range: start..<end)
    }
    return nil
  }

  private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  private static let base64 = ByteSet(alphabet + "+/=")

  // MARK: $id$salt$hash

  /// By the id: how long the salt may be, and how long the hash is.
  private static let rows: [String: (scheme: Scheme, salt: ClosedRange<Int>, hash: Int)] = [
    "1": (.md5, 1...8, 22), "apr1": (.apache, 1...8, 22), "5": (.sha256, 1...16, 43),
    "6": (.sha512, 1...16, 86), "y": (.yescrypt, 1...86, 43),
  ]

  private static func crypt(_ bytes: [UInt8], _ start: Int) -> PasswordHash? {
    let isDoubled = start + 1 < bytes.count && bytes[start + 1] == UInt8(ascii: "$")
    var offset = start
    var fields: [Range<Int>] = []
    let width = isDoubled ? 2 : 1
    while fields.count < 5, offset + width <= bytes.count,
      bytes[offset..<offset + width].allSatisfy({ $0 == UInt8(ascii: "$") })
    {
      let first = offset + width
      let end = bytes[first...].firstIndex { !field.contains($0) } ?? bytes.count
      fields.append(first..<end)
      offset = end
    }
    guard let first = fields.first else { return nil }
    let id = String(decoding: bytes[first], as: UTF8.self)
    let range = start..<(fields.last?.upperBound ?? start)
    if ["2a", "2b", "2y"].contains(id) {
      guard fields.count == 3, fields[2].count == 53, fields[1].count == 2,
        let cost = Int(String(decoding: bytes[fields[1]], as: UTF8.self)), (4...31).contains(cost)
      else { return nil }
      return PasswordHash(scheme: .bcrypt, cost: cost, range: range)
    }
    guard let row = rows[id] else { return nil }
    // `rounds=5000` of SHA, and the parameters of yescrypt, stand in front of the salt.
    let hasParameters =
      id == "y" || fields.count > 3 && bytes[fields[1]].starts(with: "rounds=".utf8)
    let rest = fields.dropFirst(hasParameters ? 2 : 1)
    guard rest.count == 2, row.salt.contains(rest[rest.startIndex].count),
      rest[rest.startIndex + 1].count == row.hash
    else { return nil }
    return PasswordHash(scheme: row.scheme, cost: 0, range: range)
  }

  private static let field = ByteSet(alphabet + "./=")
}
