internal import Encodings
internal import Credentials

/// Structurally sound DER, for keys and certificates of fixtures: no key in it works.
enum SampleDER {
  static func node(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    if count < 128 { return [tag, UInt8(count)] + content }
    if count < 256 { return [tag, 0x81, UInt8(count)] + content }
    return [tag, 0x82, UInt8(count >> 8), UInt8(count & 255)] + content
  }

  static func sequence(_ parts: [UInt8]...) -> [UInt8] { node(0x30, parts.flatMap(\.self)) }
  static func octets(_ content: [UInt8]) -> [UInt8] { node(0x04, content) }
  static func bits(_ content: [UInt8]) -> [UInt8] { node(0x03, [0] + content) }

  static func integer(_ magnitude: [UInt8]) -> [UInt8] {
    node(0x02, (magnitude.first ?? 0) >= 128 ? [0] + magnitude : magnitude)
  }

  static let rsa = sequence(node(0x06, [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1]), [5, 0])
  static let ec = sequence(
    node(0x06, [0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]),
    node(0x06, [0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]))
  static let ed25519 = sequence(node(0x06, [0x2B, 0x65, 0x70]))

  static func pem(_ label: String, _ bytes: [UInt8]) -> String {
    var text = Base64.encode(bytes)[...]
    var lines: [Substring] = []
    while !text.isEmpty {
      lines.append(text.prefix(64))
      text = text.dropFirst(64)
    }
    return "-----BEGIN \(label)-----\n\(lines.joined(separator: "\n"))\n-----END \(label)-----"
  }

  /// So many bytes that depend on a name only, the first and the last of them odd and high.
  static func number(_ name: String, bits: Int) -> [UInt8] {
    var state: UInt64 = name.utf8.reduce(14_695_981_039_346_656_037) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    return (0..<(bits / 8)).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let byte = UInt8(truncatingIfNeeded: state >> 33)
      return index == 0 ? byte | 0x80 : byte
    }
  }
}

/// `${sample:key FORMAT NAME BITS}`: keys of the same name belong together.
enum SampleKey {
  static func make(_ words: [String], random: (Int) -> Int) -> String? {
    let name = words.count > 1 ? words[1] : "k\(random(1_000_000))"
    let bits = words.count > 2 ? Int(words[2]) ?? 2_048 : 2_048
    switch words.first {
    case "ed25519":
      let key = SampleDER.octets(SampleDER.octets(SampleDER.number(name, bits: 256)))
      return SampleDER.pem(
        "PRIVATE KEY",
        SampleDER.sequence(SampleDER.integer([0]), SampleDER.ed25519, key))
    case "rsa": return SampleDER.pem("RSA PRIVATE KEY", rsa(name, bits))
    case "pkcs8":
      return SampleDER.pem(
        "PRIVATE KEY",
        SampleDER.sequence(
          SampleDER.integer([0]), SampleDER.rsa, SampleDER.octets(rsa(name, bits))))
    case "ec": return SampleDER.pem("EC PRIVATE KEY", ec(name))
    case "ec8":
      return SampleDER.pem(
        "PRIVATE KEY",
        SampleDER.sequence(SampleDER.integer([0]), SampleDER.ec, SampleDER.octets(ec(name))))
    case "dsa":
      let parts = (0..<5).flatMap { index in
        SampleDER.integer(SampleDER.number(name + "\(index)", bits: 1_024))
      }
      return SampleDER.pem(
        "DSA PRIVATE KEY", SampleDER.node(0x30, SampleDER.integer([0]) + parts))
    case "encrypted":
      let body = SampleDER.sequence(
        SampleDER.ec, SampleDER.octets(SampleDER.number(name, bits: 512)))
      return SampleDER.pem("ENCRYPTED PRIVATE KEY", body)
    case "cosign":
      return SampleDER.pem("ENCRYPTED SIGSTORE PRIVATE KEY", SampleDER.number(name, bits: 4_096))
    case "openssh": return openSSH(name, cipher: "none")
    case "openssh-encrypted": return openSSH(name, cipher: "aes256-ctr")
    default: return nil
    }
  }

  private static func rsa(_ name: String, _ bits: Int) -> [UInt8] {
    let parts = [bits / 2, bits / 2, bits / 2, bits / 2, bits / 2].enumerated().flatMap {
      SampleDER.integer(SampleDER.number("\(name)\($0)", bits: $1))
    }
    return SampleDER.node(
      0x30,
      SampleDER.integer([0]) + SampleDER.integer(SampleDER.number(name, bits: bits))
        + SampleDER.integer([1, 0, 1]) + SampleDER.integer(SampleDER.number(name + "d", bits: bits))
        + parts)
  }

  private static func ec(_ name: String) -> [UInt8] {
    SampleDER.sequence(
      SampleDER.integer([1]), SampleDER.octets(SampleDER.number(name + "d", bits: 256)),
      SampleDER.node(0xA1, SampleDER.bits([4] + SampleDER.number(name, bits: 512))))
  }

  private static func openSSH(_ name: String, cipher: String) -> String {
    func field(_ bytes: [UInt8]) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) } + bytes
    }
    let key = field(Array("ssh-ed25519".utf8)) + field(SampleDER.number(name, bits: 256))
    let body =
      Array("openssh-key-v1\0".utf8) + field(Array(cipher.utf8))
      + field(Array((cipher == "none" ? "none" : "bcrypt").utf8)) + field([]) + [0, 0, 0, 1]
      + field(key) + field(SampleDER.number(name + "s", bits: 1_024))
    return SampleDER.pem("OPENSSH PRIVATE KEY", body)
  }
}

/// `${sample:certificate SUBJECT ISSUER KEY NOTBEFORE NOTAFTER}`: KEY is `rsa:NAME` or `ec:NAME`,
/// times are YYMMDD; an issuer of the same name as the subject makes an authority.
enum SampleCertificate {
  static func make(_ words: [String]) -> String? {
    guard words.count == 5 else { return nil }
    let key = words[2].split(separator: ":").map(String.init)
    guard key.count == 2 else { return nil }
    let spki: [UInt8]
    if key[0] == "rsa" {
      let number = SampleDER.integer(SampleDER.number(key[1], bits: 2_048))
      spki = SampleDER.sequence(
        SampleDER.rsa, SampleDER.bits(SampleDER.sequence(number, SampleDER.integer([1, 0, 1]))))
    } else {
      spki = SampleDER.sequence(
        SampleDER.ec, SampleDER.bits([4] + SampleDER.number(key[1], bits: 512)))
    }
    let version = SampleDER.node(0xA0, SampleDER.integer([2]))
    let constraints = SampleDER.sequence(
      SampleDER.node(0x06, [0x55, 0x1D, 0x13]),
      SampleDER.octets(SampleDER.sequence(SampleDER.node(0x01, [0xFF]))))
    let isAuthority = words[0] == words[1]
    let extensions =
      isAuthority ? SampleDER.node(0xA3, SampleDER.sequence(constraints)) : []
    let body = SampleDER.sequence(
      version, SampleDER.integer([7]), SampleDER.rsa, name(words[1]),
      SampleDER.sequence(time(words[3]), time(words[4])), name(words[0]), spki, extensions)
    return SampleDER.pem(
      "CERTIFICATE",
      SampleDER.sequence(
        body, SampleDER.rsa, SampleDER.bits(SampleDER.number(words[0], bits: 2_048))))
  }

  private static func time(_ date: String) -> [UInt8] {
    SampleDER.node(0x17, Array((date + "000000Z").utf8))
  }

  private static func name(_ text: String) -> [UInt8] {
    let part = SampleDER.sequence(
      SampleDER.node(0x06, [0x55, 4, 3]), SampleDER.node(0x0C, Array(text.utf8)))
    return SampleDER.sequence(SampleDER.node(0x31, part))
  }
}
