/// Textual encodings of keys (RFC 7468).
package enum PEM {
  /// A readable private key block whose body could be a key: encrypted ones, samples with `…` and
  /// lines of prose are none.
  package static func holdsPrivateKey(_ text: String) -> Bool {
    guard text.holds("PRIVATE KEY") else { return false }
    var rest = text[...]
    while let begin = rest.firstRange(of: "-----BEGIN ") {
      let label = rest[begin.upperBound...].prefix { $0 != "-" }
      let body = rest[begin.upperBound...].dropFirst(label.count + 5)
      rest = body
      guard label.hasSuffix("PRIVATE KEY") || label.hasSuffix("PRIVATE KEY BLOCK"),
        !label.hasPrefix("ENCRYPTED"), !body.hasPrefix("\nProc-Type: 4,ENCRYPTED"),
        let end = body.firstRange(of: "-----END ")
      else { continue }
      let content = body[..<end.lowerBound].utf8.filter(isDigit)
      if content.count >= 64, !isMonotone(content) { return true }
    }
    return false
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "+/".utf8.contains(byte)
  }

  private static func isMonotone(_ bytes: [UInt8]) -> Bool { Set(bytes).count < 16 }
}
