internal import YAMLTree

/// Makes text harmless to terminals, and to CI systems that read commands from what is printed.
package enum Terminal {
  /// Control characters and bidirectional marks could rewrite what a reader sees.
  static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 9: " "
    case 0..<32, 127..<160: "\u{FFFD}"
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x061C, 0x180E, 0xFEFF, 0xFFF9...0xFFFB,
      0xE0000...0xE007F:
      "\u{FFFD}"
    default: scalar
    }
  }

  /// - Parameter escape: what stands for a scalar in the format; nil for itself, made visible.
  package static func visible(
    _ text: String, escape: (Unicode.Scalar) -> String? = { _ in nil }
  ) -> String {
    // A view of scalars is copied whole for each that is appended.
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      if let escaped = escape(scalar) {
        result.append(contentsOf: escaped.utf8)
      } else {
        result.append(visible(scalar))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What a line starts with that is a command to GitHub, Azure or TeamCity, blanks before it or not.
  private static let commands = ["::", "##[", "##vso[", "##teamcity["]

  /// The first character of a command is replaced.
  package static func withoutCommand(_ line: String) -> String {
    let start = line.firstIndex { !$0.isWhitespace } ?? line.endIndex
    guard startsCommand(Array(line[start...].utf8)[...]) else { return line }
    return line[..<start] + "\u{FFFD}" + line[line.index(after: start)...]
  }

  /// A whole text of several lines, made harmless once more on its way out.
  ///
  /// - Parameters:
  ///   - hasStyles: it holds sequences of the tool's own, for colours.
  ///   - hasCommands: its lines are meant to be commands.
  package static func inert(
    _ text: String, hasStyles: Bool = false, hasCommands: Bool = false
  ) -> String {
    guard needsCare(text.utf8) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isLineStart = true
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 10, 9, 32:
        result.append(byte)
        isLineStart = byte == 10 || isLineStart
        index += 1
      case 33..<127:
        let isCommand = isLineStart && !hasCommands && startsCommand(bytes[index...])
        if isCommand { result += replacement } else { result.append(byte) }
        isLineStart = false
        index += 1
      case 13 where index + 1 < bytes.count && bytes[index + 1] == 10,
        27 where hasStyles && isStyle(bytes[(index + 1)...]):
        result.append(byte)
        index += 1
      default:
        var end = index + 1
        while byte > 127, end < bytes.count, bytes[end] > 127 { end += 1 }
        for scalar in String(decoding: bytes[index..<end], as: UTF8.self).unicodeScalars {
          isLineStart = isLineStart && scalar.properties.isWhitespace
          result += visible(scalar).utf8
        }
        index = end
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let replacement = Array("\u{FFFD}".utf8)

  /// A place in another file stands behind three colons, and is none.
  private static func startsCommand(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let first = rest.first, first == 58 || first == 35 else { return false }
    return commands.contains { rest.starts(with: $0.utf8) } && !rest.starts(with: "::: ".utf8)
  }

  /// `[1;31m`, and `]8;;file://…` with its end: what the tool's own colours and links are.
  private static func isStyle(_ rest: ArraySlice<UInt8>) -> Bool {
    if rest.first == UInt8(ascii: "\\") { return true }
    if rest.starts(with: "]8;;".utf8) {
      return rest.dropFirst(4).prefix { $0 != 27 }.allSatisfy { $0 > 32 && $0 < 127 }
    }
    guard rest.first == UInt8(ascii: "[") else { return false }
    return rest.dropFirst().drop { (48...57).contains($0) || $0 == UInt8(ascii: ";") }.first
      == UInt8(ascii: "m")
  }

  /// Most reports are of plain letters: they are looked at once, byte by byte.
  private static func needsCare(_ text: String.UTF8View) -> Bool {
    var isLineStart = true
    for byte in text {
      switch byte {
      case 10: isLineStart = true
      case 9, 32: break
      case 0..<32, 127...: return true
      case UInt8(ascii: ":"), UInt8(ascii: "#"):
        if isLineStart { return true }
      default: isLineStart = false
      }
    }
    return false
  }
}

extension String {
  /// A string's own view of scalars is copied whole for each that is appended.
  init(written scalars: some Sequence<Unicode.Scalar>) {
    var bytes: [UInt8] = []
    for scalar in scalars { bytes.append(scalar) }
    self = String(decoding: bytes, as: UTF8.self)
  }
}

extension [UInt8] {
  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      append(UInt8(scalar.value))
    } else {
      append(contentsOf: String(scalar).utf8)
    }
  }
}

extension Unicode.Scalar {
  /// White space; properties of scalars are slow to ask for.
  var isSpace: Bool {
    isASCII ? value == 32 || (9...13).contains(value) : properties.isWhitespace
  }
}
