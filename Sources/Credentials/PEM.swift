internal import Encodings

/// Textual encodings of keys and certificates (RFC 7468, and OpenSSL's older headers).
package enum PEM {
  /// One `-----BEGIN …-----` block.
  package struct Block: Sendable {
    package let label: String
    /// `Proc-Type` and such, before the empty line.
    let headers: String
    /// Nil when the body is no base64.
    package let bytes: [UInt8]?
    /// Characters of the body.
    let length: Int

    package var isPrivateKey: Bool {
      label.hasSuffix("PRIVATE KEY") || label.hasSuffix("PRIVATE KEY BLOCK")
    }
  }

  /// The blocks of a text, in order. A block without an end is none.
  package static func blocks(in text: String) -> [Block] {
    var blocks: [Block] = []
    var index = 0
    guard text.holds(begin) else { return [] }
    let bytes = Array(text.utf8)
    while let start = text.firstOffset(of: begin, from: index), blocks.count < 100 {
      let label = bytes[(start + begin.utf8.count)...].prefix { $0 != UInt8(ascii: "-") && $0 > 31 }
      index = min(label.endIndex + 5, bytes.count)
      // What has no end here has none behind it.
      guard let stop = text.firstOffset(of: end, from: index) else { break }
      blocks.append(block(String(decoding: label, as: UTF8.self), bytes[index..<stop]))
      index = stop + end.utf8.count
    }
    return blocks
  }

  private static let begin = "-----BEGIN "
  private static let end = "-----END "

  private static func block(_ label: String, _ content: ArraySlice<UInt8>) -> Block {
    let lines = content.split { $0 == 10 || $0 == 13 }
    let headers = lines.prefix { $0.contains(UInt8(ascii: ":")) }
    let digits = lines.dropFirst(headers.count).joined().filter { $0 > 32 }
    // OpenPGP adds a checksum line, `=abcd`.
    let bytes = try? Base64.decode(
      label.hasPrefix("PGP") ? digits.prefix { $0 != 61 } : digits[...])
    return Block(
      label: label,
      headers: String(decoding: Array(headers.joined(separator: [10])), as: UTF8.self),
      bytes: bytes, length: digits.count)
  }

  /// Frames of private keys around nothing that could be one: a hint where a key belongs. The shortest
  /// key, of Ed25519, has 64 characters.
  package static func isSample(_ text: String) -> Bool {
    let keys = blocks(in: text).filter(\.isPrivateKey)
    return !keys.isEmpty && !text.holds("\\n")
      && keys.allSatisfy { $0.bytes == nil && $0.length < 48 }
  }

  /// A private key that can be used as it stands: encrypted ones, samples with `…` and blocks of
  /// prose are none.
  package static func holdsPrivateKey(_ text: String) -> Bool {
    guard text.holds("PRIVATE KEY") else { return false }
    return PrivateKey.keys(in: text).contains { !$0.isEncrypted }
  }
}
