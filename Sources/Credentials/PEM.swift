/// Textual encodings of keys and certificates (RFC 7468, and OpenSSL's older headers).
package enum PEM {
  /// One `-----BEGIN …-----` block.
  package struct Block: Sendable {
    package let label: String
    /// `Proc-Type` and such, before the empty line.
    let headers: String
    /// Nil when the body is no base64.
    package let bytes: [UInt8]?

    package var isPrivateKey: Bool {
      label.hasSuffix("PRIVATE KEY") || label.hasSuffix("PRIVATE KEY BLOCK")
    }
  }

  /// The blocks of a text, in order. A block without an end is none.
  package static func blocks(in text: String) -> [Block] {
    guard text.holds("-----BEGIN ") else { return [] }
    var blocks: [Block] = []
    var rest = text[...]
    while let begin = rest.firstRange(of: "-----BEGIN "), blocks.count < 100 {
      let label = rest[begin.upperBound...].prefix { $0 != "-" && !$0.isNewline }
      let body = rest[begin.upperBound...].dropFirst(label.count + 5)
      rest = body
      guard let end = body.firstRange(of: "-----END ") else { continue }
      blocks.append(block(String(label), body[..<end.lowerBound]))
      rest = body[end.upperBound...]
    }
    return blocks
  }

  private static func block(_ label: String, _ content: Substring) -> Block {
    let lines = content.split(whereSeparator: \.isNewline)
    let headers = lines.prefix { $0.contains(":") }
    let body = lines.dropFirst(headers.count).joined()
    let digits = body.utf8.filter { $0 > 32 }
    // OpenPGP adds a checksum line, `=abcd`.
    let bytes = try? Base64.decode(
      label.hasPrefix("PGP") ? digits.prefix { $0 != 61 } : digits[...])
    return Block(label: label, headers: headers.joined(separator: "\n"), bytes: bytes)
  }

  /// A private key that can be used as it stands: encrypted ones, samples with `…` and blocks of
  /// prose are none.
  package static func holdsPrivateKey(_ text: String) -> Bool {
    guard text.holds("PRIVATE KEY") else { return false }
    return PrivateKey.keys(in: text).contains { !$0.isEncrypted }
  }
}
