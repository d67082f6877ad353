internal import Encodings

/// Variables in shell text.
enum Substitutions {
  static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isWordByte
  }

  /// `${{ … }}` of GitHub, or `$[[ … ]]` of GitLab, begins at the offset.
  static func isExpression(_ bytes: [UInt8], _ offset: Int) -> Bool {
    guard offset + 2 < bytes.count else { return false }
    let (first, second) = (bytes[offset + 1], bytes[offset + 2])
    return first == second && (first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
  }

  /// What stands in the `(` or `{` at an offset, and the offset behind the bracket that closes it;
  /// everything to the end where none does.
  static func bracketed(
    _ bytes: [UInt8], at offset: Int, to end: Int
  ) -> (body: Range<Int>, next: Int) {
    let open = bytes[offset]
    let close = open == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "}")
    var level = 0
    for index in offset..<end {
      if bytes[index] == open { level += 1 }
      if bytes[index] == close { level -= 1 }
      if level == 0 { return ((offset + 1)..<index, index + 1) }
    }
    return ((offset + 1)..<end, end)
  }

  static func find(
    _ bytes: [UInt8], _ range: Range<Int>, honoursSingleQuotes: Bool = false
  ) -> (variables: [String], hasCommand: Bool) {
    var variables: [String] = []
    var hasCommand = false
    var isQuoted = false
    var isDouble = false
    var index = range.lowerBound
    func add(_ name: String?) {
      if let name, !variables.contains(name) { variables.append(name) }
    }
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\""), honoursSingleQuotes { isDouble.toggle() }
      if byte == UInt8(ascii: "'"), honoursSingleQuotes, !isDouble { isQuoted.toggle() }
      if byte == UInt8(ascii: "\\"), !isQuoted {
        index += 2
        continue
      }
      if byte == UInt8(ascii: "$"), isExpression(bytes, index) {
        // Filled in before a shell looks at quotes.
        add(expressionName(bytes, index + 3, range.upperBound))
        index += 3
        continue
      }
      if byte == UInt8(ascii: "`"), !isQuoted { hasCommand = true }
      if byte == UInt8(ascii: "$"), !isQuoted, index + 1 < range.upperBound {
        if bytes[index + 1] == UInt8(ascii: "(") { hasCommand = true }
        add(name(bytes, index + 1, range.upperBound))
        // `$$$`: the run was read as one.
        while index + 1 < range.upperBound, "${".utf8.contains(bytes[index + 1]) { index += 1 }
      }
      index += 1
    }
    return (variables, hasCommand)
  }

  /// The first name of an expression: `secrets.GITHUB_TOKEN`, and for `env.X` the variable `X`.
  private static func expressionName(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String? {
    let rest = bytes[min(start, end)..<end].drop { $0 == 32 }
    let name = rest.prefix {
      isNameByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
    }
    guard !name.isEmpty else { return nil }
    let text = String(decoding: name, as: UTF8.self)
    return text.hasPrefix("env.") ? String(text.dropFirst(4)) : text
  }

  /// The name behind `$`, `${`, and in Makefiles `$(` and `$$`.
  private static func name(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String? {
    var index = start
    if index < end, bytes[index] == UInt8(ascii: "(") {
      let name = bytes[(index + 1)..<end].prefix { isNameByte($0) }
      guard let last = bytes[..<end].dropFirst(index + 1 + name.count).first,
        last == UInt8(ascii: ")"), !name.contains(where: { $0.isLowercase })
      else { return nil }
      index += 1
    }
    while index < end, bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "$") {
      index += 1
    }
    let name = bytes[index..<end].prefix { isNameByte($0) }
    guard let first = name.first else { return nil }
    // `$1`: what a script is called with.
    if first.isDigit { return String(UnicodeScalar(first)) }
    return String(decoding: name, as: UTF8.self)
  }
}
