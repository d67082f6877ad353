/// One expression of a template: Go's `{{ … }}`, and Jinja's `{% … %}` and `{# … #}`.
package struct TemplateExpression: Sendable {
  /// What becomes of it when the template is rendered.
  package enum Role: Sendable {
    /// Nothing by itself: it decides what of the rest is rendered, how often, or names a value.
    case control
    case comment
    /// Text, of any number of lines.
    case output
  }

  /// Byte offsets with the marks.
  package let range: Range<Int>
  /// Byte offsets between the marks, without those that trim white space.
  package let body: Range<Int>
  package let role: Role
  /// Its first word: `if`, `end`, `include`; of `else if` the first.
  package let word: String

  /// Words of Go's `text/template`, and of Helm, whose expressions render nothing by themselves.
  private static let controls: Set<String> = [
    "if", "else", "end", "range", "with", "define", "block", "break", "continue", "fail",
  ]

  /// An `end` belongs to it.
  var opensBlock: Bool { role == .control && TemplateBlocks.openers.contains(word) }

  /// It begins or ends what is rendered on a condition, or several times.
  var isBranch: Bool { role == .control && Self.branches.contains(word) }

  private static let branches: Set<String> = [
    "if", "else", "elif", "end", "endif", "range", "with", "for", "endfor", "block",
  ]

  /// All expressions of a file, in order. What is opened and never closed is none.
  package static func all(in bytes: [UInt8]) -> [TemplateExpression] {
    var result: [TemplateExpression] = []
    // What is not closed once is not closed later: nothing is searched to its end twice.
    var unclosed = Set<Marks>()
    var offset = 0
    while offset + 1 < bytes.count {
      guard bytes[offset] == UInt8(ascii: "{"), let marks = Marks(bytes[offset + 1]),
        !unclosed.contains(marks)
      else {
        offset += 1
        continue
      }
      guard let expression = expression(bytes, at: offset, marks) else {
        if !isShell(bytes, at: offset, marks) { unclosed.insert(marks) }
        offset += 1
        continue
      }
      result.append(expression)
      offset = expression.range.upperBound
    }
    return result
  }

  private enum Marks {
    case braces, percent, hash

    init?(_ byte: UInt8) {
      switch byte {
      case UInt8(ascii: "{"): self = .braces
      case UInt8(ascii: "%"): self = .percent
      case UInt8(ascii: "#"): self = .hash
      default: return nil
      }
    }

    var closing: (UInt8, UInt8) {
      switch self {
      case .braces: (UInt8(ascii: "}"), UInt8(ascii: "}"))
      case .percent: (UInt8(ascii: "%"), UInt8(ascii: "}"))
      case .hash: (UInt8(ascii: "#"), UInt8(ascii: "}"))
      }
    }
  }

  /// `${#list}` and `${%x}`.
  private static func isShell(_ bytes: [UInt8], at start: Int, _ marks: Marks) -> Bool {
    marks != .braces && start > 0 && bytes[start - 1] == UInt8(ascii: "$")
  }

  private static func expression(
    _ bytes: [UInt8], at start: Int, _ marks: Marks
  ) -> TemplateExpression? {
    if isShell(bytes, at: start, marks) { return nil }
    var inner = start + 2
    if inner < bytes.count, bytes[inner] == UInt8(ascii: "-") { inner += 1 }
    var first = inner
    while first < bytes.count, isSpace(bytes[first]) { first += 1 }
    let isComment =
      marks == .hash
      || (marks == .braces && bytes[first...].starts(with: "/*".utf8))
    guard
      let end = isComment
        ? closing(bytes, from: commentEnd(bytes, from: first, marks), marks)
        : closing(bytes, from: first, marks, skipsStrings: true)
          ?? closing(bytes, from: first, marks)
    else { return nil }
    var last = end
    while last > first, isSpace(bytes[last - 1]) || bytes[last - 1] == UInt8(ascii: "-") {
      last -= 1
    }
    let body = min(first, last)..<last
    let word = word(bytes[body])
    let role: Role =
      isComment
      ? .comment
      : marks == .percent || controls.contains(word) || isAssignment(bytes[body])
        ? .control : .output
    return TemplateExpression(range: start..<end + 2, body: body, role: role, word: word)
  }

  /// Behind `*/`: marks inside a comment of Go are text. The end of the file for one that never
  /// ends.
  private static func commentEnd(_ bytes: [UInt8], from start: Int, _ marks: Marks) -> Int {
    guard marks == .braces else { return start }
    var offset = start
    while offset + 1 < bytes.count {
      if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") {
        return offset + 2
      }
      offset += 1
    }
    return bytes.count
  }

  /// The offset of the closing marks.
  private static func closing(
    _ bytes: [UInt8], from start: Int, _ marks: Marks, skipsStrings: Bool = false
  ) -> Int? {
    let (first, second) = marks.closing
    var offset = start
    while offset + 1 < bytes.count {
      let byte = bytes[offset]
      if byte == first, bytes[offset + 1] == second {
        // `{{{ x }}}`: the outer pair belongs to it.
        let isTriple = marks == .braces && start > 2 && bytes[start - 1] == UInt8(ascii: "{")
        return isTriple && offset + 2 < bytes.count && bytes[offset + 2] == second
          ? offset + 1 : offset
      }
      if skipsStrings, let end = stringEnd(bytes, at: offset) {
        offset = end
      } else {
        offset += 1
      }
    }
    return nil
  }

  /// The offset behind a string that starts here and is closed: a raw one may hold lines.
  private static func stringEnd(_ bytes: [UInt8], at start: Int) -> Int? {
    let quote = bytes[start]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`")
    else { return nil }
    let isRaw = quote == UInt8(ascii: "`")
    var offset = start + 1
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == quote { return offset + 1 }
      if !isRaw, byte == 10 || byte == 13 { return nil }
      offset += !isRaw && byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  private static func word(_ body: ArraySlice<UInt8>) -> String {
    String(
      decoding: body.prefix { ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 || $0 == 95 }, as: UTF8.self)
  }

  /// `$x := …` and `$x = …`.
  private static func isAssignment(_ body: ArraySlice<UInt8>) -> Bool {
    guard body.first == UInt8(ascii: "$") else { return false }
    var rest = body.dropFirst().drop { !isSpace($0) && $0 != UInt8(ascii: ":") }
    rest = rest.drop(while: isSpace)
    return rest.starts(with: ":=".utf8)
      || (rest.first == UInt8(ascii: "=") && rest.dropFirst().first != UInt8(ascii: "="))
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 10 || byte == 13
  }

  /// The text between the marks.
  package func text(in bytes: [UInt8]) -> String {
    String(decoding: bytes[body], as: UTF8.self)
  }

  /// The column in which the lines that it renders start: `nindent 4`, `indent 4`.
  func column(in bytes: [UInt8], own: Int) -> Int? {
    let words = text(in: bytes).split { $0.isWhitespace || $0 == "|" || $0 == "(" || $0 == ")" }
    guard let position = words.lastIndex(where: { $0 == "nindent" || $0 == "indent" }),
      position + 1 < words.count, let number = Int(words[position + 1])
    else { return nil }
    return words[position] == "nindent" ? number : own + number
  }
}
