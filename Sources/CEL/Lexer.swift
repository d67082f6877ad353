/// What the lexer produces: the kind, its decoded content and its place.
package struct Token {
  /// What a token is, with its decoded content.
  package enum Kind: Equatable {
    case identifier(String)
    /// A name in backticks, allowed only as a field.
    case quotedField(String)
    case integer(UInt64)
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case symbol(String)
    case end
  }

  package let kind: Kind
  /// Bytes of the text.
  package let range: Range<Int>
}

/// Turns the text of an expression into tokens (cel-spec `langdef`, "Syntax").
package struct Lexer {
  private let bytes: [UInt8]
  private var offset = 0

  package init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// All tokens, with `end` as the last; throws where the text is no expression.
  package mutating func tokens() throws(Issue) -> [Token] {
    var result: [Token] = []
    while true {
      skipSpace()
      let token = try next()
      result.append(token)
      if token.kind == .end { return result }
    }
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), 9, 10, 12, 13: offset += 1
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
        while offset < bytes.count, bytes[offset] != 10 { offset += 1 }
      default: return
      }
    }
  }

  private func peek(_ distance: Int = 0) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  private mutating func next() throws(Issue) -> Token {
    let start = offset
    guard start < bytes.count else { return Token(kind: .end, range: start..<start) }
    let kind: Token.Kind
    let byte = bytes[start]
    if let quote = stringStart() {
      kind = try string(raw: quote.raw, isBytes: quote.isBytes)
    } else if isLetter(byte) {
      while isLetter(peek()) || isDigit(peek()) { offset += 1 }
      kind = .identifier(text(start..<offset))
    } else if isDigit(byte) || (byte == UInt8(ascii: ".") && isDigit(peek(1))) {
      kind = try number()
    } else if byte == UInt8(ascii: "`") {
      kind = try quotedField()
    } else {
      kind = try symbol()
    }
    return Token(kind: kind, range: start..<offset)
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private mutating func symbol() throws(Issue) -> Token.Kind {
    let start = offset
    let two = start + 1 < bytes.count ? text(start..<start + 2) : ""
    if ["==", "!=", "<=", ">=", "&&", "||"].contains(two) {
      offset += 2
      return .symbol(two)
    }
    guard "[]{}().,-+*/%<>!?:".utf8.contains(bytes[start]) else {
      throw Issue("unexpected character", at: start..<start + 1)
    }
    offset += 1
    return .symbol(text(start..<offset))
  }

  private mutating func quotedField() throws(Issue) -> Token.Kind {
    let start = offset
    offset += 1
    while isLetter(peek()) || isDigit(peek()) || "-./ ".utf8.contains(peek()) { offset += 1 }
    guard peek() == UInt8(ascii: "`"), offset > start + 1 else {
      throw Issue(
        "a field in backticks holds letters, digits, '_', '-', '.', '/'", at: start..<offset)
    }
    offset += 1
    return .quotedField(text(start + 1..<offset - 1))
  }
}

// MARK: - Numbers

extension Lexer {
  private mutating func number() throws(Issue) -> Token.Kind {
    let start = offset
    if peek() == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x"), isHex(peek(2)) {
      offset += 2
      while isHex(peek()) { offset += 1 }
      return try integer(text(start + 2..<offset), radix: 16, start: start)
    }
    while isDigit(peek()) { offset += 1 }
    var isDouble = false
    if peek() == UInt8(ascii: "."), isDigit(peek(1)) {
      isDouble = true
      offset += 1
      while isDigit(peek()) { offset += 1 }
    }
    if skipExponent() { isDouble = true }
    guard isDouble else { return try integer(text(start..<offset), radix: 10, start: start) }
    guard let value = Double(text(start..<offset)) else {
      throw Issue("malformed number", at: start..<offset)
    }
    return .double(value)
  }

  private mutating func skipExponent() -> Bool {
    guard peek() | 0x20 == UInt8(ascii: "e") else { return false }
    let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
    guard isDigit(peek(1 + sign)) else { return false }
    offset += 1 + sign
    while isDigit(peek()) { offset += 1 }
    return true
  }

  private mutating func integer(
    _ digits: String, radix: Int, start: Int
  ) throws(Issue) -> Token.Kind {
    guard let value = UInt64(digits, radix: radix) else {
      throw Issue("integer literal is out of range", at: start..<offset)
    }
    if peek() | 0x20 == UInt8(ascii: "u") {
      offset += 1
      return .unsigned(value)
    }
    return .integer(value)
  }
}

// MARK: - Strings

extension Lexer {
  /// Recognises `"`, `'` and the prefixes `r`, `b`, `br`, `rb` without consuming anything.
  private func stringStart() -> (raw: Bool, isBytes: Bool)? {
    var raw = false
    var isBytes = false
    var distance = 0
    while distance < 2 {
      switch peek(distance) | 0x20 {
      case UInt8(ascii: "r") where !raw: raw = true
      case UInt8(ascii: "b") where !isBytes: isBytes = true
      default: return isQuote(peek(distance)) ? (raw, isBytes) : nil
      }
      distance += 1
    }
    return isQuote(peek(distance)) ? (raw, isBytes) : nil
  }

  private mutating func string(raw: Bool, isBytes: Bool) throws(Issue) -> Token.Kind {
    let start = offset
    while !isQuote(peek()) { offset += 1 }
    let quote = peek()
    let isTriple = peek(1) == quote && peek(2) == quote
    offset += isTriple ? 3 : 1
    var content: [UInt8] = []
    while true {
      guard offset < bytes.count else {
        throw Issue("string is not closed", at: start..<bytes.count)
      }
      let byte = bytes[offset]
      if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        offset += isTriple ? 3 : 1
        return isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
      }
      if !isTriple, byte == 10 || byte == 13 {
        throw Issue("string is not closed on its line", at: start..<offset)
      }
      if byte == UInt8(ascii: "\\"), !raw {
        try escape(into: &content, isBytes: isBytes)
      } else {
        content.append(byte)
        offset += 1
      }
    }
  }

  private mutating func escape(into content: inout [UInt8], isBytes: Bool) throws(Issue) {
    let start = offset
    let letter = peek(1)
    offset += 2
    if let simple = Self.simpleEscapes[letter] {
      content.append(simple)
      return
    }
    let value: UInt32?
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): value = digits(2, radix: 16)
    case UInt8(ascii: "u") where !isBytes: value = digits(4, radix: 16)
    case UInt8(ascii: "U") where !isBytes: value = digits(8, radix: 16)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      offset -= 1
      value = digits(3, radix: 8)
    default: value = nil
    }
    guard let value else { throw Issue("unknown escape", at: start..<min(offset, bytes.count)) }
    if isBytes {
      content.append(UInt8(truncatingIfNeeded: value))
    } else if let scalar = Unicode.Scalar(value) {
      content.append(contentsOf: Array(String(Character(scalar)).utf8))
    } else {
      throw Issue("escape is not a Unicode scalar value", at: start..<offset)
    }
  }

  private mutating func digits(_ count: Int, radix: Int) -> UInt32? {
    guard offset + count <= bytes.count else { return nil }
    let text = text(offset..<offset + count)
    guard text.utf8.allSatisfy({ isHex($0) }), let value = UInt32(text, radix: radix) else {
      return nil
    }
    offset += count
    return value
  }

  private static let simpleEscapes: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "?"): UInt8(ascii: "?"),
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "`"): UInt8(ascii: "`"), UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
    UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
  ]
}

private func isQuote(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
}

private func isLetter(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

private func isHex(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
}
