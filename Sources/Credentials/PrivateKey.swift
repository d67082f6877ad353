internal import SwiftASN1

/// What the bytes of a private key tell, without using it.
package struct PrivateKey: Sendable {
  /// The algorithm, as messages name it.
  package enum Algorithm: String, Sendable {
    case rsa = "RSA", dsa = "DSA", ecdsa = "ECDSA", ed25519 = "Ed25519", ed448 = "Ed448"
    case x25519 = "X25519", hardware = "hardware", openPGP = "OpenPGP", unknown = ""
  }

  /// The PEM label, or `PuTTY`.
  package let format: String
  package let algorithm: Algorithm
  /// Size in bits; 0 when unknown.
  package let bits: Int
  package let isEncrypted: Bool
  /// What its certificate must hold: RSA's modulus, or the public point; nil when it cannot be known.
  let publicKey: [UInt8]?

  /// The private keys of a text; blocks that are no keys are left out.
  package static func keys(in text: String) -> [PrivateKey] {
    if text.hasPrefix("PuTTY-User-Key-File-") { return [putty(text)] }
    return PEM.blocks(in: text).filter(\.isPrivateKey).compactMap { PrivateKey($0) }
  }

  private init(
    _ format: String, _ algorithm: Algorithm = .unknown, bits: Int = 0, isEncrypted: Bool = false,
    publicKey: [UInt8]? = nil
  ) {
    self.format = format
    self.algorithm = algorithm
    self.bits = bits
    self.isEncrypted = isEncrypted
    self.publicKey = publicKey
  }

  private init?(_ block: PEM.Block) {
    let label = block.label
    if label == "PGP PRIVATE KEY BLOCK" {
      guard let bytes = block.bytes, bytes.count > 64 else { return nil }
      self.init(label, .openPGP)
      return
    }
    if label.hasPrefix("ENCRYPTED") || block.headers.holds("4,ENCRYPTED") {
      self.init(label, Self.algorithm(ofLabel: label), isEncrypted: true)
      return
    }
    guard let bytes = block.bytes else { return nil }
    switch label {
    case "OPENSSH PRIVATE KEY": self.init(openSSH: bytes)
    case "RSA PRIVATE KEY": self.init(rsa: bytes, format: label)
    case "EC PRIVATE KEY": self.init(ec: bytes, curve: nil, format: label)
    case "DSA PRIVATE KEY":
      guard let node = try? DER.parse(bytes), node.children.count >= 6 else { return nil }
      self.init(label, .dsa, bits: Self.bitLength(node.children[1]))
    case "MATRIX PRIVATE KEY":
      // The seed alone (matrix-org/dendrite `setup/config/config.go`).
      guard bytes.count == 32 else { return nil }
      self.init(label, .ed25519, bits: 256)
    default: self.init(pkcs8: bytes, format: label)
    }
  }

  /// A key without a frame: PKCS #8, or RSA's own form, in DER.
  ///
  /// - Parameter bytes: nothing behind the key.
  package init?(der bytes: [UInt8]) {
    // The version, and of what kind the next member is. No certificate, public key or signature begins
    // so.
    switch Self.start(ofDER: bytes) {
    case [2, 1, 0, 0x30]: self.init(pkcs8: bytes, format: "PRIVATE KEY")
    case [2, 1, 0, 2]: self.init(rsa: bytes, format: "RSA PRIVATE KEY")
    case [2, 1, 1, 4]: self.init(ec: bytes, curve: nil, format: "EC PRIVATE KEY")
    default: return nil
    }
  }

  /// A certificate or a public key without a frame: a sequence that begins with another.
  static func isPublic(der bytes: [UInt8]) -> Bool { start(ofDER: bytes).first == 0x30 }

  /// The first four bytes behind the length of a sequence; empty for anything else.
  private static func start(ofDER bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 40, bytes[0] == 0x30 else { return [] }
    return Array(bytes.dropFirst(bytes[1] < 0x80 ? 2 : Int(bytes[1] & 0x7F) + 2).prefix(4))
  }

  private static func algorithm(ofLabel label: String) -> Algorithm {
    switch label {
    case "RSA PRIVATE KEY": .rsa
    case "DSA PRIVATE KEY": .dsa
    case "EC PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY": .ecdsa
    default: .unknown
    }
  }

  private static func putty(_ text: String) -> PrivateKey {
    let lines = text.split(whereSeparator: \.isNewline)
    let isOpen = lines.contains { $0.hasPrefix("Encryption: none") }
    return PrivateKey("PuTTY", isEncrypted: !isOpen)
  }

  // MARK: DER

  private init?(rsa bytes: [UInt8], format: String) {
    guard let node = try? DER.parse(bytes), node.children.count >= 9 else { return nil }
    let modulus = node.children[1]
    self.init(
      format, .rsa, bits: Self.bitLength(modulus), publicKey: DERNumber.magnitude(modulus))
  }

  /// SEC 1: version, key, `[0]` curve, `[1]` public point.
  private init?(ec bytes: [UInt8], curve: ASN1ObjectIdentifier?, format: String) {
    guard let node = try? DER.parse(bytes), node.children.count >= 2,
      case .primitive(let key) = node.children[1].content
    else { return nil }
    let named = node.children.lazy.compactMap { child -> ASN1ObjectIdentifier? in
      guard child.identifier.tagNumber == 0, child.identifier.tagClass == .contextSpecific else {
        return nil
      }
      return child.children.first.flatMap { try? ASN1ObjectIdentifier(derEncoded: $0) }
    }.first
    let point = node.children.lazy.compactMap { child -> [UInt8]? in
      guard child.identifier.tagNumber == 1, child.identifier.tagClass == .contextSpecific,
        let inner = child.children.first
      else { return nil }
      return (try? ASN1BitString(derEncoded: inner)).map { Array($0.bytes) }
    }.first
    let bits = (named ?? curve).flatMap { Self.curves[$0] } ?? key.count * 8
    self.init(format, .ecdsa, bits: bits, publicKey: point)
  }

  private static let curves: [ASN1ObjectIdentifier: Int] = [
    [1, 2, 840, 10045, 3, 1, 7]: 256, [1, 3, 132, 0, 34]: 384, [1, 3, 132, 0, 35]: 521,
    [1, 3, 132, 0, 10]: 256,
  ]

  /// PKCS#8: version, algorithm, and the key in an octet string.
  private init?(pkcs8 bytes: [UInt8], format: String) {
    guard let node = try? DER.parse(bytes), node.children.count >= 3,
      let identifier = node.children[1].children.first,
      let algorithm = try? ASN1ObjectIdentifier(derEncoded: identifier),
      let key = try? ASN1OctetString(derEncoded: node.children[2])
    else { return nil }
    let inner = Array(key.bytes)
    switch algorithm {
    case [1, 2, 840, 113549, 1, 1, 1], [1, 2, 840, 113549, 1, 1, 10]:
      self.init(rsa: inner, format: format)
    case [1, 2, 840, 10045, 2, 1]:
      let curve = node.children[1].children.dropFirst().first.flatMap {
        try? ASN1ObjectIdentifier(derEncoded: $0)
      }
      self.init(ec: inner, curve: curve, format: format)
    case [1, 2, 840, 10040, 4, 1]: self.init(format, .dsa)
    case [1, 3, 101, 112]: self.init(format, .ed25519, bits: 256)
    case [1, 3, 101, 113]: self.init(format, .ed448, bits: 456)
    case [1, 3, 101, 110]: self.init(format, .x25519, bits: 256)
    default: self.init(format)
    }
  }

  private static func bitLength(_ node: ASN1Node) -> Int {
    DERNumber.bitLength(DERNumber.magnitude(node))
  }

  // MARK: OpenSSH

  /// `openssh-key-v1`: the public key is readable even when the private one is encrypted.
  private init?(openSSH bytes: [UInt8]) {
    let magic = Array("openssh-key-v1\0".utf8)
    guard bytes.starts(with: magic) else { return nil }
    var reader = SSHReader(bytes: bytes[magic.count...])
    guard let cipher = reader.string(), reader.string() != nil, reader.string() != nil,
      reader.number() == 1, let blob = reader.string(), let secret = reader.string(),
      !secret.isEmpty
    else { return nil }
    var key = SSHReader(bytes: blob)
    guard let name = key.string().map({ String(decoding: $0, as: UTF8.self) }) else { return nil }
    let isEncrypted = !cipher.elementsEqual("none".utf8)
    let format = "OPENSSH PRIVATE KEY"
    switch name {
    case "ssh-rsa":
      _ = key.string()
      let modulus = Array((key.string() ?? []).drop { $0 == 0 })
      self.init(
        format, .rsa, bits: DERNumber.bitLength(modulus), isEncrypted: isEncrypted,
        publicKey: modulus)
    case "ssh-dss":
      let prime = Array((key.string() ?? []).drop { $0 == 0 })
      self.init(format, .dsa, bits: DERNumber.bitLength(prime), isEncrypted: isEncrypted)
    case "ssh-ed25519":
      self.init(
        format, .ed25519, bits: 256, isEncrypted: isEncrypted,
        publicKey: key.string().map(Array.init))
    case _ where name.hasPrefix("ecdsa-sha2-nistp"):
      _ = key.string()
      self.init(
        format, .ecdsa, bits: Int(name.dropFirst(16)) ?? 0, isEncrypted: isEncrypted,
        publicKey: key.string().map(Array.init))
    case _ where name.hasPrefix("sk-"): self.init(format, .hardware, isEncrypted: isEncrypted)
    default: self.init(format, isEncrypted: isEncrypted)
    }
  }
}

/// Length-prefixed fields of SSH keys (RFC 4251, section 5).
private struct SSHReader {
  var bytes: ArraySlice<UInt8>

  mutating func number() -> Int? {
    guard bytes.count >= 4 else { return nil }
    let value = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    bytes = bytes.dropFirst(4)
    return value
  }

  mutating func string() -> ArraySlice<UInt8>? {
    guard let length = number(), length <= bytes.count else { return nil }
    defer { bytes = bytes.dropFirst(length) }
    return bytes.prefix(length)
  }
}

/// Unsigned integers in DER.
enum DERNumber {
  /// Without leading zeros.
  static func magnitude(_ node: ASN1Node) -> [UInt8] {
    guard case .primitive(let bytes) = node.content else { return [] }
    return Array(bytes.drop { $0 == 0 })
  }

  static func bitLength(_ bytes: [UInt8]) -> Int {
    guard let first = bytes.first else { return 0 }
    return bytes.count * 8 - first.leadingZeroBitCount
  }
}
