/// Writes text as a YAML scalar.
package enum Scalar {
  /// The text plain if YAML reads it back as the same text, and else in double quotes.
  package static func written(_ text: String, asPlainIfPossible: Bool) -> String {
    asPlainIfPossible && isPlain(text) ? text : quoted(text)
  }

  /// In double quotes, as both YAML and JSON read it.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 32 || isLineBreakOfYAML(scalar):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// What editors and JSON take for a character, and YAML for more.
  package static func isLineBreakOfYAML(_ scalar: Unicode.Scalar) -> Bool {
    (0x7F...0x9F).contains(scalar.value) || [0x2028, 0x2029, 0xFEFF].contains(scalar.value)
  }

  /// `--flag`, which is neither an item of a list nor a document's start.
  private static func isFlag(_ text: String) -> Bool {
    text.hasPrefix("--")
      && text.utf8.dropFirst(2).first.map { (97...122).contains($0 | 0x20) } == true
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, ScalarType(plain: text) == .string else { return false }
    let isLetter =
      (97...122).contains(first | 0x20) || (48...57).contains(first) || "./".utf8.contains(first)
    return (isLetter || isFlag(text)) && text.utf8.last != UInt8(ascii: ":")
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (97...122).contains($0 | 0x20) || "._-/:+=".utf8.contains($0)
      }
      && !text.contains(": ")
  }
}
