internal import SwiftASN1

/// What an X.509 certificate says about its validity.
package struct Certificate: Sendable {
  /// Seconds since 1970.
  package let notBefore: Int64
  package let notAfter: Int64
  package let isAuthority: Bool

  /// Reads the first `CERTIFICATE` block of PEM text; nil when there is none that can be read.
  package init?(pem text: String) {
    let begin = "-----BEGIN CERTIFICATE-----"
    guard let start = text.range(of: begin) else { return nil }
    let body = text[start.upperBound...]
    guard let end = body.range(of: "-----END CERTIFICATE-----"),
      let bytes = try? Base64.decode(body[..<end.lowerBound].utf8.filter { $0 > 32 })
    else { return nil }
    self.init(der: bytes)
  }

  private init?(der bytes: [UInt8]) {
    guard let node = try? DER.parse(bytes), let tbs = node.children.first else { return nil }
    let fields = tbs.children
    // `[0]` version is optional; validity stands two fields after the serial number's.
    let offset = fields.first?.identifier.tagClass == .contextSpecific ? 4 : 3
    guard fields.count > offset, fields[offset].children.count == 2,
      let start = Self.time(fields[offset].children[0]),
      let end = Self.time(fields[offset].children[1])
    else { return nil }
    notBefore = start
    notAfter = end
    isAuthority = Self.basicConstraints(fields)
  }

  private static func time(_ node: ASN1Node) -> Int64? {
    if let time = try? UTCTime(derEncoded: node) {
      return seconds(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
    }
    guard let time = try? GeneralizedTime(derEncoded: node) else { return nil }
    return seconds(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
  }

  /// Days by Howard Hinnant's `days_from_civil`.
  private static func seconds(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
  ) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days =
      era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return Int64(days * 86_400 + hour * 3_600 + minute * 60 + second)
  }

  /// True when the extension 2.5.29.19 says `cA`.
  private static func basicConstraints(_ fields: [ASN1Node]) -> Bool {
    let wanted: ASN1ObjectIdentifier = [2, 5, 29, 19]
    guard let extensions = fields.last?.children.first else { return false }
    for item in extensions.children {
      let parts = item.children
      guard let first = parts.first, (try? ASN1ObjectIdentifier(derEncoded: first)) == wanted,
        let last = parts.last, let value = try? ASN1OctetString(derEncoded: last),
        let inner = try? DER.parse(value.bytes), let flag = inner.children.first
      else { continue }
      return (try? Bool(derEncoded: flag)) ?? false
    }
    return false
  }
}

extension ASN1Node {
  var children: [ASN1Node] {
    if case .constructed(let nodes) = content { Array(nodes) } else { [] }
  }
}

extension StringProtocol {
  /// Foundation's `range(of:)` for plain text, without Foundation.
  func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
