internal import Encodings

/// One word of a shell command: its text without quotes, and what it was written as.
package struct ShellWord: Sendable, Hashable {
  /// Without quotes; substitutions stand as written.
  package let text: String
  /// Byte offsets into the script.
  package let range: Range<Int>
  /// Names of the variables that are substituted in it.
  package let variables: [String]
  /// Holds `$(…)` or backticks.
  package let hasCommand: Bool

  /// What stands there is what the command gets.
  package var isLiteral: Bool { variables.isEmpty && !hasCommand }
}

/// One simple command: its words, without redirections.
package struct ShellCommand: Sendable {
  package var words: [ShellWord] = []
  /// `name=value` before the words, or behind `export`.
  package var assignments: [(name: String, value: ShellWord)] = []
  /// `<<EOF` bodies that feed it.
  package var heredocs: [ShellWord] = []
  /// The command before it in a pipe.
  package var input: [ShellWord] = []
  /// The function in whose body it stands; empty outside of one.
  package var function = ""
}

/// Splits a script into commands: quotes, variables, substitutions, pipes, here-documents and line
/// continuations; nothing is expanded.
package struct Shell {
  private let bytes: [UInt8]
  private var offset = 0
  private var commands: [ShellCommand] = []
  private var current = ShellCommand()
  private var pendingHeredocs: [Heredoc] = []

  /// A here-document that was announced, and begins with the next line.
  private struct Heredoc {
    let delimiter: [UInt8]
    /// Position of the command that it feeds.
    let command: Int
    /// `<<-`: tabs before its lines, the last one included, do not count.
    let stripsTabs: Bool
    /// A delimiter in quotes: nothing is substituted in it.
    let isLiteral: Bool
  }

  private var skipsRedirectionTarget = false
  private var depth = 0
  /// Functions whose bodies are open, with the number of braces around each.
  private var functions: [(name: String, braces: Int)] = []
  private var announcedFunction: String?
  private var braces = 0

  /// The simple commands of a script, in their order.
  package static func commands(in text: [UInt8]) -> [ShellCommand] {
    var shell = Shell(bytes: text)
    shell.read()
    return shell.commands
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var peek: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private func peek(_ distance: Int) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }

  private mutating func read() {
    while offset < bytes.count {
      switch peek {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), 13: offset += 1
      case 10: endLine()
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "\\") where peek(1) == 10: offset += 2
      case UInt8(ascii: "\\") where peek(1) == 13 && peek(2) == 10: offset += 3
      case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "&"): separator()
      case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        bracket()
      case UInt8(ascii: "<"), UInt8(ascii: ">"): redirection()
      default: word()
      }
    }
    endLine()
  }

  private mutating func skipComment() {
    while offset < bytes.count, peek != 10 { offset += 1 }
  }

  private mutating func finishCommand(pipes: Bool = false) {
    if current.words.count == 2, current.words[0].text == "function" {
      announceFunction(current.words[1])
    }
    var finished = current
    finished.function = functions.last?.name ?? ""
    current = ShellCommand()
    skipsRedirectionTarget = false
    guard !finished.words.isEmpty || !finished.heredocs.isEmpty || !finished.assignments.isEmpty
    else { return }
    commands.append(finished)
    if pipes { current.input = finished.words }
  }

  private mutating func endLine() {
    finishCommand()
    if offset < bytes.count { offset += 1 }
    for heredoc in pendingHeredocs { readHeredoc(heredoc) }
    pendingHeredocs.removeAll()
  }

  private mutating func separator() {
    let isPipe = peek == UInt8(ascii: "|") && peek(1) != UInt8(ascii: "|")
    let isDouble = peek(1) == peek
    finishCommand(pipes: isPipe)
    offset += isDouble ? 2 : 1
  }

  /// Braces are words of their own only between blanks; `{{ x }}` and `a{b,c}` are text.
  private mutating func bracket() {
    let isBrace = peek == UInt8(ascii: "{") || peek == UInt8(ascii: "}")
    let next = peek(1)
    if isBrace, ![0, 9, 10, 13, 32, UInt8(ascii: ";")].contains(next) {
      word()
      return
    }
    if peek == UInt8(ascii: "("), next == UInt8(ascii: ")"), current.words.count == 1 {
      announceFunction(current.words[0])
      offset += 2
      return
    }
    finishCommand()
    if isBrace { countBrace(opens: peek == UInt8(ascii: "{")) }
    offset += 1
  }

  /// `name()` or `function name`, of which the body follows.
  private mutating func announceFunction(_ word: ShellWord) {
    announcedFunction = word.text
    current = ShellCommand()
  }

  private mutating func countBrace(opens: Bool) {
    if opens {
      braces += 1
      if let name = announcedFunction { functions.append((name, braces)) }
    } else {
      if functions.last?.braces == braces { functions.removeLast() }
      braces = max(0, braces - 1)
    }
    announcedFunction = nil
  }

  private mutating func redirection() {
    if peek == UInt8(ascii: "<"), peek(1) == UInt8(ascii: "<"), peek(2) != UInt8(ascii: "<") {
      offset += 2
      let stripsTabs = peek == UInt8(ascii: "-")
      if stripsTabs { offset += 1 }
      while peek == 32 { offset += 1 }
      let delimiter = parseWord()
      let isLiteral = bytes[delimiter.range].contains { "'\"\\".utf8.contains($0) }
      pendingHeredocs.append(
        Heredoc(
          delimiter: Array(delimiter.text.utf8), command: commands.count, stripsTabs: stripsTabs,
          isLiteral: isLiteral))
      return
    }
    while "<>&|".utf8.contains(peek), offset < bytes.count { offset += 1 }
    skipsRedirectionTarget = true
  }

  /// The body belongs to the command on whose line `<<` stands, which is finished by now.
  private mutating func readHeredoc(_ heredoc: Heredoc) {
    let start = offset
    while offset < bytes.count {
      let lineEnd = bytes[offset...].firstIndex(of: 10) ?? bytes.count
      var line = bytes[offset..<lineEnd]
      if heredoc.stripsTabs { line = line.drop { $0 == 9 } }
      if line.last == 13 { line.removeLast() }
      if line.elementsEqual(heredoc.delimiter) {
        add(heredoc, start..<offset)
        offset = min(lineEnd + 1, bytes.count)
        return
      }
      offset = min(lineEnd + 1, bytes.count)
    }
    add(heredoc, start..<bytes.count)
  }

  private mutating func add(_ heredoc: Heredoc, _ range: Range<Int>) {
    guard heredoc.command < commands.count else { return }
    let found = Substitutions.find(bytes, range)
    commands[heredoc.command].heredocs.append(
      ShellWord(
        text: String(decoding: bytes[range], as: UTF8.self), range: range,
        variables: heredoc.isLiteral ? [] : found.variables,
        hasCommand: !heredoc.isLiteral && found.hasCommand))
  }

  private mutating func word() {
    let word = parseWord()
    guard !skipsRedirectionTarget else {
      skipsRedirectionTarget = false
      return
    }
    guard current.words.isEmpty else {
      // No command that somebody wrote has more.
      if current.words.count < 10_000 { current.words.append(word) }
      return
    }
    if let name = Self.assignedName(word.text) {
      current.assignments.append((name, word))
    } else if !Self.keywords.contains(word.text) {
      current.words.append(word)
    }
  }

  private static let keywords: Set<String> = [
    "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "for", "case", "esac", "!",
    "time", "sudo", "exec", "command", "in", "select", "eval", "env", "nohup", "@",
    "export", "local", "readonly", "declare",
  ]

  private static func assignedName(_ text: String) -> String? {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
      text[..<equals].utf8.allSatisfy(Substitutions.isNameByte)
    else { return nil }
    return String(text[..<equals])
  }
}

// MARK: - Words

extension Shell {
  private mutating func parseWord() -> ShellWord {
    let start = offset
    var text: [UInt8] = []
    scan: while offset < bytes.count {
      switch peek {
      case 32, 9, 10, 13, UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"),
        UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "("):
        break scan
      case UInt8(ascii: "'"): copyQuoted(UInt8(ascii: "'"), into: &text)
      case UInt8(ascii: "\""): copyQuoted(UInt8(ascii: "\""), into: &text)
      case UInt8(ascii: "$") where peek(1) == UInt8(ascii: "(") || peek(1) == UInt8(ascii: "{"):
        copySubstitution(into: &text)
      case UInt8(ascii: "`"): copyQuoted(UInt8(ascii: "`"), into: &text, keepsQuotes: true)
      case UInt8(ascii: "\\"):
        if peek(1) == 10 { offset += 2 } else { copyEscaped(into: &text) }
      default:
        text.append(peek)
        offset += 1
      }
    }
    if offset == start { offset = min(offset + 1, bytes.count) }
    let range = start..<offset
    let found = Substitutions.find(bytes, range, honoursSingleQuotes: true)
    return ShellWord(
      text: String(decoding: text, as: UTF8.self), range: range, variables: found.variables,
      hasCommand: found.hasCommand)
  }

  private mutating func copyEscaped(into text: inout [UInt8]) {
    offset += 1
    guard offset < bytes.count else { return }
    text.append(peek)
    offset += 1
  }

  private mutating func copyQuoted(
    _ quote: UInt8, into text: inout [UInt8], keepsQuotes: Bool = false
  ) {
    if keepsQuotes { text.append(quote) }
    offset += 1
    while offset < bytes.count, peek != quote {
      if quote == UInt8(ascii: "\""), peek == UInt8(ascii: "\\"),
        "\"\\$`".utf8.contains(peek(1)) || peek(1) == 10
      {
        offset += 1
        if peek == 10 {
          offset += 1
          continue
        }
      } else if quote == UInt8(ascii: "\""), peek == UInt8(ascii: "$"),
        peek(1) == UInt8(ascii: "(")
      {
        copySubstitution(into: &text)
        continue
      }
      text.append(peek)
      offset += 1
    }
    if keepsQuotes { text.append(quote) }
    if offset < bytes.count { offset += 1 }
  }

  /// `$(…)` and `${…}` as written, with nested brackets.
  private mutating func copySubstitution(into text: inout [UInt8]) {
    let open = peek(1)
    let close = open == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "}")
    var level = 0
    while offset < bytes.count {
      let byte = peek
      text.append(byte)
      offset += 1
      if byte == open { level += 1 }
      if byte == close {
        level -= 1
        if level == 0 { return }
      }
    }
  }
}

/// Variables in shell text.
enum Substitutions {
  static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isWordByte
  }

  static func find(
    _ bytes: [UInt8], _ range: Range<Int>, honoursSingleQuotes: Bool = false
  ) -> (variables: [String], hasCommand: Bool) {
    var variables: [String] = []
    var hasCommand = false
    var isQuoted = false
    var isDouble = false
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\""), honoursSingleQuotes { isDouble.toggle() }
      if byte == UInt8(ascii: "'"), honoursSingleQuotes, !isDouble { isQuoted.toggle() }
      if byte == UInt8(ascii: "\\"), !isQuoted {
        index += 2
        continue
      }
      if byte == UInt8(ascii: "`"), !isQuoted { hasCommand = true }
      if byte == UInt8(ascii: "$"), !isQuoted, index + 1 < range.upperBound {
        if bytes[index + 1] == UInt8(ascii: "(") { hasCommand = true }
        if let name = name(bytes, index + 1, range.upperBound), !variables.contains(name) {
          variables.append(name)
        }
        // `$$$`: the run was read as one.
        while index + 1 < range.upperBound, "${".utf8.contains(bytes[index + 1]) { index += 1 }
      }
      index += 1
    }
    return (variables, hasCommand)
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
