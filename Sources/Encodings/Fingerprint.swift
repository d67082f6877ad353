/// A name for a few texts, to tell them from others again: no proof of anything.
package enum Fingerprint {
  /// FNV-1a over the parts, twice with different seeds: 128 bits in hexadecimal.
  package static func hash(_ parts: [String]) -> String {
    [0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4].map { (seed: UInt64) in
      var hash = seed
      for part in parts {
        for byte in Array(part.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      }
      let digits = String(hash, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
