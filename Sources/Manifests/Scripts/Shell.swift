internal import Encodings

/// One simple command: its words, without redirections.
package struct ShellCommand: Sendable {
  /// What follows a command, and so when the next one runs.
  package enum Joint: Sendable { case sequence, pipe, and, or }

  package var words: [ShellWord] = []
  /// `name=value` before the words, or behind `export`.
  package var assignments: [(name: String, value: ShellWord)] = []
  /// `<<EOF` bodies and `<<<` words that feed it.
  package var heredocs: [ShellWord] = []
  /// `<<<` feeds it a word, and a line break behind it.
  package var hasHereString = false
  /// Position of the command that it is piped into it, among all commands.
  package var source: Int?
  /// Files that it writes.
  package var outputs: [ShellWord] = []
  /// Files that feed it.
  package var inputs: [ShellWord] = []
  package var joint = Joint.sequence
  /// The function in whose body it stands; empty outside of one.
  package var function = ""
}

extension [ShellCommand] {
  /// The commands before one in its pipe, the nearest first; of a pipe that nobody wrote, the last.
  package func sources(of index: Int) -> [ShellCommand] {
    var result: [ShellCommand] = []
    var source = self[index].source
    while let position = source, result.count < 64 {
      result.append(self[position])
      source = self[position].source
    }
    return result
  }
}

/// Splits a script into commands: quotes, variables, substitutions, pipes, here-documents and line
/// continuations; nothing is expanded.
package struct Shell {
  let bytes: [UInt8]
  var offset = 0
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

  /// What the next word is, if it belongs to a redirection.
  private enum Target { case output, input, text, none }
  private var target = Target.none
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

  var peek: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  func peek(_ distance: Int) -> UInt8 {
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

  private mutating func finishCommand(_ joint: ShellCommand.Joint = .sequence) {
    if current.words.count == 2, current.words[0].text == "function" {
      announceFunction(current.words[1])
    }
    var finished = current
    finished.function = functions.last?.name ?? ""
    finished.joint = joint
    current = ShellCommand()
    target = .none
    guard !finished.words.isEmpty || !finished.heredocs.isEmpty || !finished.assignments.isEmpty
    else { return }
    commands.append(finished)
    if joint == .pipe {
      current.source = commands.count - 1
    }
  }

  private mutating func endLine() {
    // Behind a `|` the command may begin on a later line.
    let isExpected = current.source != nil && current.words.isEmpty
    if !isExpected || offset >= bytes.count { finishCommand() }
    if offset < bytes.count { offset += 1 }
    for heredoc in pendingHeredocs { readHeredoc(heredoc) }
    pendingHeredocs.removeAll()
  }

  private mutating func separator() {
    let isDouble = peek(1) == peek
    switch (peek, isDouble) {
    case (UInt8(ascii: "|"), false): finishCommand(.pipe)
    case (UInt8(ascii: "|"), true): finishCommand(.or)
    case (UInt8(ascii: "&"), true): finishCommand(.and)
    default: finishCommand()
    }
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
    let start = offset
    while "<>&|".utf8.contains(peek), offset < bytes.count { offset += 1 }
    let sign = bytes[start..<offset]
    if sign.elementsEqual("<<<".utf8) {
      target = .text
    } else if sign.contains(UInt8(ascii: "&")) {
      target = sign.first == UInt8(ascii: "&") ? .output : .none
      if target == .none { skipDescriptor() }
    } else {
      target = sign.first == UInt8(ascii: "<") ? .input : .output
    }
  }

  /// What `>&` names: a number, or `-`.
  private mutating func skipDescriptor() {
    while peek.isDigit || peek == UInt8(ascii: "-") { offset += 1 }
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
        hasCommand: !heredoc.isLiteral && found.hasCommand, pattern: "", bodies: [],
        isVerbatim: heredoc.isLiteral))
  }

  private mutating func word() {
    let word = parseWord()
    if target != .none {
      redirect(to: word)
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

  private mutating func redirect(to word: ShellWord) {
    switch target {
    case .output: current.outputs.append(word)
    case .input: current.inputs.append(word)
    case .text:
      current.heredocs.append(word)
      current.hasHereString = true
    case .none: break
    }
    target = .none
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
