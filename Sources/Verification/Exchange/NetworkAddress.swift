/// An address of the internet in bytes: 4 or 16 of them.
package struct NetworkAddress: Sendable {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) {
    // ::ffff:a.b.c.d and 64:ff9b::a.b.c.d are what is behind them.
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)
    let isEmbedded = bytes.count == 16 && [mapped, translated].contains(Array(bytes.prefix(12)))
    self.bytes = isEmbedded ? Array(bytes.suffix(4)) : bytes
  }

  /// Prefixes of what is not on the public internet (IANA special-purpose registries), in bits.
  private static let private4: [(prefix: [UInt8], bits: Int)] = [
    ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12),
    ([192, 0, 0], 24), ([192, 0, 2], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
    ([203, 0, 113], 24), ([224], 4), ([240], 4),
  ]
  private static let private6: [(prefix: [UInt8], bits: Int)] = [
    ([UInt8](repeating: 0, count: 15), 120), ([0x01, 0], 64), ([0x20, 0x01, 0x0D, 0xB8], 32),
    ([0x20, 0x02], 16), ([0x20, 0x01, 0, 0], 32), ([0xFC], 7), ([0xFE, 0x80], 10),
    ([0xFE, 0xC0], 10),
    ([0xFF], 8), ([0, 0x64, 0xFF, 0x9B, 0, 1], 48),
  ]

  /// Loopback, link-local, private, shared, reserved or multicast: nothing that a provider has.
  package var isPrivate: Bool {
    guard bytes.count == 4 || bytes.count == 16 else { return true }
    return (bytes.count == 4 ? Self.private4 : Self.private6).contains { prefix, bits in
      (0..<bits).allSatisfy { bit in
        let mask = UInt8(0x80) >> UInt8(bit % 8)
        let expected = bit / 8 < prefix.count ? prefix[bit / 8] : 0
        return bytes[bit / 8] & mask == expected & mask
      }
    }
  }

  package var isLoopback: Bool {
    bytes.count == 4
      ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
  }

  /// As curl takes it.
  package var text: String {
    guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map {
      String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16)
    }.joined(separator: ":")
  }
}

extension NetworkAddress {
  /// An address that is written in numbers; nil for a name.
  package init?(literal host: String) {
    if host.hasPrefix("[") {
      guard let bytes = Self.six(host.dropFirst().dropLast()) else { return nil }
      self.init(bytes)
      return
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4, !parts.contains(nil) else { return nil }
    self.init(parts.compactMap(\.self))
  }

  private static func six(_ text: Substring) -> [UInt8]? {
    let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    func words(_ half: Substring) -> [UInt16]? {
      let parts = half.split(separator: ":", omittingEmptySubsequences: false)
      guard !half.isEmpty else { return [] }
      let words = parts.map { UInt16($0, radix: 16) }
      return words.contains(nil) ? nil : words.compactMap(\.self)
    }
    guard let first = halves.first, let start = words(first),
      let end = halves.count == 2 ? words(halves[1]) : [],
      halves.count == 2 ? start.count + end.count < 8 : start.count == 8
    else { return nil }
    let gap = [UInt16](repeating: 0, count: 8 - start.count - end.count)
    return (start + gap + end).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
  }
}
