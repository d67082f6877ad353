internal import Encodings

/// The form of a token: literal text, and runs of bytes of an alphabet.
///
/// In the tables' notation `xoxb-{d8-14}-{A18-26}` is `xoxb-`, 8 to 14 digits, a dash and 18 to 26
/// letters and digits; `{w20+}` has no upper bound. A letter's alphabet stands in `Alphabet`.
package final class TokenForm: Sendable {
  enum Part: Sendable {
    case text([UInt8])
    case run(CredentialKind.Alphabet, ClosedRange<Int>)
  }

  let parts: [Part]
  /// The literal text by which a scan finds the form, and the bytes before it: the first one, unless
  /// that is short and a longer one stands at a place as certain.
  let anchor: [UInt8]
  let anchorOffset: Int

  private static let longest = 4_000
  private static let sentenceEnds = ByteSet(".,-/")

  init(_ parts: [Part]) {
    self.parts = parts
    var found: (text: [UInt8], offset: Int)?
    var offset = 0
    search: for part in parts {
      switch part {
      case .text(let text):
        if found == nil || text.count >= 3 { found = (text, offset) }
        if text.count >= 3 { break search }
        offset += text.count
      case .run(_, let length):
        // Behind a run of no fixed length nothing has a place of its own.
        if found != nil, length.lowerBound < length.upperBound { break search }
        offset += length.lowerBound
      }
    }
    anchor = found?.text ?? []
    anchorOffset = found?.offset ?? 0
  }

  /// - Parameter notation: as in the tables; what is none of it is a mistake of a table, found by
  ///   the test of every row's sample.
  convenience init(_ notation: String) {
    var parts: [Part] = []
    var rest = notation[...]
    while !rest.isEmpty {
      let text = rest.prefix { $0 != "{" }
      if !text.isEmpty { parts.append(.text(Array(text.utf8))) }
      rest = rest.dropFirst(text.count)
      guard rest.first == "{" else { break }
      let run = rest.dropFirst().prefix { $0 != "}" }
      rest = rest.dropFirst(run.count + 2)
      if let part = Self.run(run) { parts.append(part) }
    }
    self.init(parts)
  }

  private static func run(_ text: Substring) -> Part? {
    guard let letter = text.first, let alphabet = CredentialKind.Alphabet(letter: letter) else {
      return nil
    }
    let digits = text.dropFirst()
    if digits.last == "+" {
      return Int(digits.dropLast()).map { .run(alphabet, $0...longest) }
    }
    let bounds = digits.split(separator: "-").compactMap { Int($0) }
    guard let first = bounds.first, let last = bounds.last else { return nil }
    return .run(alphabet, first...max(first, last))
  }

  /// Where the form ends that starts at an offset; nil if none does. What follows is no part of it
  /// in any case, so that a longer text is another kind.
  func end(in bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
    end(in: bytes, from: start, part: 0)
  }

  private func end(in bytes: borrowing Span<UInt8>, from start: Int, part: Int) -> Int? {
    guard part < parts.count else {
      return start < bytes.count && bytes[start].isWordByte ? nil : start
    }
    switch parts[part] {
    case .text(let text):
      guard start + text.count <= bytes.count else { return nil }
      for index in text.indices where bytes[start + index] != text[index] { return nil }
      return end(in: bytes, from: start + text.count, part: part + 1)
    case .run(let alphabet, let length):
      var stop = start
      while stop < bytes.count, stop - start < length.upperBound, alphabet.contains(bytes[stop]) {
        stop += 1
      }
      return end(in: bytes, from: start, part: part, stop, alphabet, length)
    }
  }

  /// The last run takes all it can, an earlier one leaves the next literal what it needs.
  private func end(
    in bytes: borrowing Span<UInt8>, from start: Int, part: Int, _ furthest: Int,
    _ alphabet: CredentialKind.Alphabet, _ length: ClosedRange<Int>
  ) -> Int? {
    var stop = furthest
    if part == parts.count - 1 {
      // What follows a token in prose or in an address is none of it.
      if stop < bytes.count, alphabet.contains(bytes[stop]) { return nil }
      while stop > start, Self.sentenceEnds.contains(bytes[stop - 1]),
        stop - start > length.lowerBound
      {
        stop -= 1
      }
    }
    while stop - start >= length.lowerBound {
      if let end = end(in: bytes, from: stop, part: part + 1) { return end }
      guard part < parts.count - 1 else { return nil }
      stop -= 1
    }
    return nil
  }

  /// A text of the form.
  ///
  /// - Parameter random: gives so many random characters of an alphabet.
  func sample(_ random: (Int, String) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): String(decoding: text, as: UTF8.self)
      case .run(let alphabet, let length): random(length.lowerBound, alphabet.letters)
      }
    }.joined()
  }
}

extension CredentialKind {
  /// What a token's bytes are of.
  enum Alphabet: Sendable {
    case hex, digits, alphanumeric, lowercase, uppercase, base32, word, wordDash, base64, token
    case bech32, unreserved, address, hexDash, extended

    /// The letter of the tables' notation.
    init?(letter: Character) {
      switch letter {
      case "h": self = .hex
      case "d": self = .digits
      case "A": self = .alphanumeric
      case "l": self = .lowercase
      case "U": self = .uppercase
      case "k": self = .base32
      case "w": self = .wordDash
      case "b": self = .base64
      case "t": self = .token
      case "y": self = .unreserved
      case "x": self = .address
      case "G": self = .hexDash
      case "e": self = .extended
      default: return nil
      }
    }

    func contains(_ byte: UInt8) -> Bool {
      let isDigit = byte.isDigit
      let isLetter = byte.isLetter
      return switch self {
      case .hex: isDigit || (97...102).contains(byte)
      case .digits: isDigit
      case .alphanumeric: isDigit || isLetter
      case .lowercase: isDigit || byte.isLowercase
      case .uppercase: isDigit || byte.isUppercase
      case .base32: byte.isLowercase || (50...55).contains(byte)
      case .word: isDigit || isLetter || byte == UInt8(ascii: "_")
      case .wordDash: isDigit || isLetter || byte == 0x5F || byte == 0x2D
      case .base64: isDigit || isLetter || byte == 0x2B || byte == 0x2F || byte == 0x3D
      case .bech32: isDigit || isLetter
      case .token: isDigit || isLetter || Self.tokenSigns.contains(byte)
      case .unreserved: isDigit || isLetter || Self.unreservedSigns.contains(byte)
      case .address: isDigit || isLetter || Self.addressSigns.contains(byte)
      case .extended: isDigit || isLetter || byte == 0x5F || byte == 0x2D || byte == 0x3D
      case .hexDash: byte.isHexDigit || byte == 0x2D
      }
    }

    private static let tokenSigns = ByteSet("_-.=+/")
    private static let unreservedSigns = ByteSet("_-.~")
    private static let addressSigns = ByteSet("_-.~%/?&=:+")

    /// Characters for a sample.
    var letters: String {
      switch self {
      case .hex: "0123456789abcdef"
      case .digits: "123456789"
      case .lowercase: "abcdefghijklmnopqrstuvwxyz0123456789"
      case .uppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
      case .base32: "abcdefghijklmnopqrstuvwxyz234567"
      case .bech32: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
      case .hexDash: "0123456789abcdef"
      default: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
      }
    }
  }
}
