/// Where in a file's bytes credentials that their form tells could stand, found in one pass for
/// everything that asks.
package struct TokenPlaces: Sendable {
  /// Byte offsets at which a token, a PEM block or an address with a password could start, in order.
  package let offsets: [Int]
  /// What has a token's form, whatever its checksum.
  package let forms: [TokenScanner.Match]

  package init(in bytes: [UInt8]) {
    var offsets: [Int] = []
    let hints = TokenHints.standard
    while let next = hints.next(
      in: bytes.span, from: offsets.last.map { $0 + 1 } ?? 0, countsAddresses: true)
    {
      offsets.append(next)
    }
    self.offsets = offsets
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
