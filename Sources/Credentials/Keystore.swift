/// Files of keys that their first bytes tell: PKCS #12 (RFC 7292, section 4), Java's keystores
/// (`sun.security.provider.JavaKeyStore`), MIT Kerberos' keytabs, and private keys without a frame.
package enum Keystore {
  package static func classification(_ bytes: [UInt8]) -> Classification? {
    guard bytes.count > 40 else { return nil }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0x30, 0x82, _, _) where Array(bytes[4..<8]) == [0x02, 0x01, 0x03, 0x30]:
      return Classification(kind: .keystore)
    case (0xFE, 0xED, 0xFE, 0xED), (0xCE, 0xCE, 0xCE, 0xCE):
      return Classification(kind: .keystore)
    case (0x05, 0x02, 0x00, 0x00): return Classification(kind: .keytab)
    default: return PrivateKey(der: bytes).map { _ in Classification(kind: .privateKey) }
    }
  }
}
