/// Where in a file's bytes credentials that their form tells could stand, found in one pass for
/// everything that asks.
package struct TokenPlaces: Sendable {
  /// Byte offsets at which a token, a PEM block or an address with a password could start, in order.
  package let offsets: [Int]
  /// What has a token's form, whatever its checksum.
  package let forms: [TokenScanner.Match]
  /// Byte offsets of `cret` and `CRET`, as in secret, and of `dential`, in order.
  package let secretRoots: [Int]
  /// Byte offsets of what a comment with a suppression holds, in capitals or not, in order.
  package let suppressionMarks: [Int]

  package init(in bytes: [UInt8]) {
    let (hints, words) = TokenHints.standard.places(in: bytes.span)
    offsets = hints
    (secretRoots, suppressionMarks) = (words[0], words[1])
    forms = TokenScanner.forms(in: bytes, at: offsets)
  }

  /// Whether something with a token's form shares a byte with the range.
  package func holdForm(in range: Range<Int>) -> Bool {
    var (low, high) = (0, forms.count)
    while low < high {
      let middle = (low + high) / 2
      if forms[middle].range.upperBound <= range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < forms.count && forms[low].range.lowerBound < range.upperBound
  }
}
