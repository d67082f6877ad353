internal import Credentials

/// JSON around actions of Go templates, as it will stand when values are in it.
///
/// Each action is replaced by as many bytes that JSON's grammar takes: what is inside a string loses
/// its own quotes, and what stands where a value belongs becomes a string. So places stay what they
/// are, and what is judged is the text around the values.
struct TemplateText {
  private(set) var bytes: [UInt8]
  /// Actions outside of strings.
  private var holes: [Range<Int>] = []

  /// Nil for a template that is more than text around values: it branches, repeats or includes.
  init?(_ text: [UInt8]) {
    bytes = text
    var isInString = false
    var offset = 0
    while offset < text.count {
      let byte = text[offset]
      if byte == UInt8(ascii: "{"), offset + 1 < text.count, text[offset + 1] == byte {
        guard let end = Self.end(ofAction: text, offset), Self.isValue(text[offset..<end]) else {
          return nil
        }
        mask(offset..<end, isInString: isInString)
        offset = end
        continue
      }
      if byte == UInt8(ascii: "\"") { isInString.toggle() }
      offset += isInString && byte == UInt8(ascii: "\\") ? 2 : 1
    }
  }

  /// Whether no value can make JSON of what a reader stops at: a value may well hold several members,
  /// but not what belongs between a value and the next.
  func isCertainlyWrong(at offset: Int) -> Bool {
    guard offset < bytes.count, !holes.contains(where: { $0.contains(offset) }) else {
      return false
    }
    let before = bytes[..<offset].lastIndex { !Self.blanks.contains($0) }
    guard let before, let hole = holes.first(where: { $0.contains(before) }) else { return true }
    let owner = bytes[..<hole.lowerBound].last { !Self.blanks.contains($0) }
    return owner == UInt8(ascii: ":")
  }

  private static let blanks: [UInt8] = [9, 10, 13, 32]

  private static func end(ofAction bytes: [UInt8], _ start: Int) -> Int? {
    var quote: UInt8?
    var offset = start + 2
    while offset + 1 < bytes.count {
      let byte = bytes[offset]
      if let open = quote {
        if byte == UInt8(ascii: "\\"), open == UInt8(ascii: "\"") { offset += 1 }
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") {
        quote = byte
      } else if byte == UInt8(ascii: "}"), bytes[offset + 1] == byte {
        return offset + 2
      }
      offset += 1
    }
    return nil
  }

  /// False for what makes no value, or more than one.
  private static func isValue(_ action: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: action.dropFirst(2).dropLast(2), as: UTF8.self)
    let word = text.drop { $0 == "-" || $0.isWhitespace }.prefix { !$0.isWhitespace }
    return !control.contains(String(word)) && !word.hasPrefix("/*") && !text.holds(":=")
  }

  private static let control: Set<String> = [
    "if", "else", "end", "range", "with", "define", "block", "template", "include", "break",
    "continue", "tpl",
  ]

  private mutating func mask(_ range: Range<Int>, isInString: Bool) {
    for offset in range where bytes[offset] < 32 || Self.escaped.contains(bytes[offset]) {
      bytes[offset] = UInt8(ascii: "'")
    }
    guard !isInString, range.count >= 6 else { return }
    holes.append(range)
    let text = Array("\"{{".utf8) + bytes[range].dropFirst(3).dropLast(3) + Array("}}\"".utf8)
    bytes.replaceSubrange(range, with: text)
  }

  private static let escaped = [UInt8(ascii: "\""), UInt8(ascii: "\\")]
}
