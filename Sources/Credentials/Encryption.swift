internal import Encodings

/// Ways in which a value or a file is encrypted at rest or only refers to a secret.
package enum Encryption: String, Sendable, CaseIterable {
  case sops, ansibleVault = "ansible-vault", age, pgp, openssl, eyaml, gitCrypt = "git-crypt",
    strongbox
  /// By a cloud's key service.
  case keyService = "key-service"
  case reference

  /// Recognises an encrypted value, or one that another tool replaces by the secret.
  package static func of(_ text: String) -> Encryption? {
    for row in starts where text.hasPrefix(row.prefix) { return row.kind }
    if text.holds("-----BEGIN PGP MESSAGE-----") { return .pgp }
    return nil
  }

  /// Hexadecimal digits, more than of a key of 256 bits, and not of as many bytes as generators make: a
  /// nonce, a text and its tag. Nobody can be sure, so that it only says that no password stands there.
  static func looksEncrypted(_ text: String) -> Bool {
    let count = text.utf8.count
    // `30` begins what is written in DER, as keys are.
    return count > 64 && count < 2_000 && count.isMultiple(of: 2)
      && !generated.contains(count) && text.utf8.allSatisfy(\.isHexDigit) && !text.hasPrefix("30")
  }

  /// Digits of 40, 48, 50, 64, 96, 100, 128 and 256 bytes.
  private static let generated: Set<Int> = [80, 96, 100, 128, 192, 200, 256, 512]

  /// One or two whole blocks of AES in base64, as which some programs keep passwords that they decrypt
  /// (onap/sdc `SecurityUtil`); what a generator makes of 16 or 32 bytes looks the same.
  package static func isOfBlocks(_ text: String) -> Bool {
    guard [24, 44].contains(text.utf8.count), text.hasSuffix("="),
      let bytes = try? Base64.decode(text.utf8)
    else { return false }
    return bytes.count % 16 == 0 && !bytes.allSatisfy { (32..<127).contains($0) }
  }

  private static let starts: [(prefix: String, kind: Encryption)] = [
    ("ENC[AES256_GCM,", .sops), ("ENC[PKCS7,", .eyaml), ("ENC[GPG,", .eyaml),
    ("$ANSIBLE_VAULT;", .ansibleVault), ("age-encryption.org/v1", .age),
    ("-----BEGIN AGE ENCRYPTED FILE-----", .age), ("-----BEGIN PGP MESSAGE-----", .pgp),
    ("U2FsdGVkX1", .openssl), ("# STRONGBOX ENCRYPTED", .strongbox),
    ("vault:", .reference), ("<path:", .reference), ("ref+", .reference),
    ("secretref+", .reference), ("op://", .reference), ("secrets://", .reference),
    ("sm://", .reference), ("berglas://", .reference), ("@Microsoft.KeyVault(", .reference),
    (">>vault:", .reference),
    // Google's and AWS' key services, as their blobs begin.
    ("CiQA", .keyService), ("AQICAH", .keyService), ("AQECAH", .keyService),
  ]

  /// The first bytes of a file that git-crypt has encrypted.
  package static let gitCryptHeader: [UInt8] = [
    0, 0x47, 0x49, 0x54, 0x43, 0x52, 0x59, 0x50, 0x54, 0,
  ]
}
