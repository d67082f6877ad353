/// The id of an object, in the space of four numbers: a history names hundreds of thousands.
package struct GitObjectID: Hashable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  /// In bytes: 20 of SHA-1, 32 of SHA-256.
  private let size: UInt8

  /// - Parameter digits: hexadecimal, in small letters. Nil for what is no id.
  package init?(_ digits: some Collection<UInt8>) {
    guard digits.count == 40 || digits.count == 64 else { return nil }
    size = UInt8(digits.count / 2)
    for (index, digit) in digits.enumerated() {
      let value: UInt64
      switch digit {
      case 48...57: value = UInt64(digit - 48)
      case 97...102: value = UInt64(digit - 87)
      default: return nil
      }
      switch index / 16 {
      case 0: words.0 = words.0 << 4 | value
      case 1: words.1 = words.1 << 4 | value
      case 2: words.2 = words.2 << 4 | value
      default: words.3 = words.3 << 4 | value
      }
    }
  }

  package init?(_ text: String) { self.init(text.utf8) }

  /// What git writes where there is no object.
  var isNull: Bool { words.0 | words.1 | words.2 | words.3 == 0 }

  package var text: String {
    let digits = Array("0123456789abcdef".utf8)
    let words = [words.0, words.1, words.2, words.3]
    return String(
      decoding: (0..<Int(size) * 2).map { index in
        // The last word of SHA-1 holds eight digits.
        let inWord = min(16, Int(size) * 2 - index / 16 * 16)
        return digits[Int(words[index / 16] >> UInt64((inWord - 1 - index % 16) * 4) & 15)]
      }, as: UTF8.self)
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.words == right.words && left.size == right.size
  }

  package func hash(into hasher: inout Hasher) {
    // Ids are random already.
    hasher.combine(words.0 ^ words.2)
  }
}
