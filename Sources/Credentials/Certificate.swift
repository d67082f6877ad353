internal import Encodings
internal import SwiftASN1

/// What an X.509 certificate says about its holder and its validity.
package struct Certificate: Sendable {
  /// Seconds since 1970.
  package let notBefore: Int64
  package let notAfter: Int64
  package let isAuthority: Bool
  /// Encoded names: equal ones belong together.
  private let issuer: [UInt8]
  private let subject: [UInt8]
  /// RSA's modulus, or the public point.
  private let publicKey: [UInt8]

  package var isSelfSigned: Bool { issuer == subject }

  /// The certificates of a PEM text, in order; blocks that cannot be read are left out.
  package static func all(in text: String) -> [Certificate] {
    PEM.blocks(in: text).filter { $0.label == "CERTIFICATE" }
      .compactMap { $0.bytes.flatMap { Certificate(der: $0) } }
  }

  /// Whether it was issued by `other`, by name.
  package func isIssued(by other: Certificate) -> Bool { issuer == other.subject }

  /// Whether the key is the certificate's own; nil when the key's bytes do not tell.
  package func matches(_ key: PrivateKey) -> Bool? {
    guard !publicKey.isEmpty else { return nil }
    return key.publicKey.map { $0 == publicKey }
  }

  private init?(der bytes: [UInt8]) {
    guard let node = try? DER.parse(bytes), let tbs = node.children.first else { return nil }
    let fields = tbs.children
    // `[0]` version is optional; then serial number, algorithm, issuer, validity, subject, key.
    let offset = fields.first?.identifier.tagClass == .contextSpecific ? 1 : 0
    guard fields.count > offset + 5, fields[offset + 3].children.count == 2,
      let start = Self.time(fields[offset + 3].children[0]),
      let end = Self.time(fields[offset + 3].children[1])
    else { return nil }
    notBefore = start
    notAfter = end
    issuer = Array(fields[offset + 2].encodedBytes)
    subject = Array(fields[offset + 4].encodedBytes)
    publicKey = Self.publicKey(fields[offset + 5])
    isAuthority = Self.basicConstraints(fields)
  }

  /// SubjectPublicKeyInfo: algorithm and a bit string, which for RSA holds modulus and exponent.
  private static func publicKey(_ node: ASN1Node) -> [UInt8] {
    guard node.children.count == 2,
      let bits = try? ASN1BitString(derEncoded: node.children[1])
    else { return [] }
    let bytes = Array(bits.bytes)
    let rsa: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 1]
    let algorithm = node.children[0].children.first.flatMap {
      try? ASN1ObjectIdentifier(derEncoded: $0)
    }
    guard algorithm == rsa else { return bytes }
    guard let key = try? DER.parse(bytes), let modulus = key.children.first else { return [] }
    return DERNumber.magnitude(modulus)
  }

  private static func time(_ node: ASN1Node) -> Int64? {
    if let time = try? UTCTime(derEncoded: node) {
      return seconds(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
    }
    guard let time = try? GeneralizedTime(derEncoded: node) else { return nil }
    return seconds(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
  }

  private static func seconds(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
  ) -> Int64 {
    let date = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day))
    return date.daysSinceEpoch * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
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
