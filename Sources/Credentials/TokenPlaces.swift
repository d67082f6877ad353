/// Where in a file's bytes credentials that their form tells could stand, found in one pass for
/// everything that asks.
package struct TokenPlaces: Sendable {
  /// Byte offsets at which a token, a PEM block or an address with a password could start, in order.
  package let offsets: [Int]
  /// What has a token's form, whatever its checksum.
  package let forms: [TokenScanner.Match]
  /// Byte offsets of `secretWords`, in order.
  package let secretRoots: [Int]
  /// Byte offsets of `suppressionWords`, in order.
  package let suppressionMarks: [Int]

  /// Roots of the words secret and credential; at least four bytes each.
  package static let secretWords = ["cret", "CRET", "dential"]
  /// What a comment with a suppression holds: who writes it in capitals means it as well.
  package static let suppressionWords = ["redlint", "REDLINT"]

  package init(in bytes: [UInt8]) {
    let (hints, words) = TokenHints.standard.places(in: bytes.span)
    offsets = hints
    (secretRoots, suppressionMarks) = (words[0], words[1])
    forms = TokenScanner.forms(in: bytes, at: offsets)
  }
}
