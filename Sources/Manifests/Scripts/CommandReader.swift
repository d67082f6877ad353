internal import Encodings
internal import YAMLTree

/// What a script contributes.
struct ScriptContent {
  var commands: [Command] = []
  var encodedValues: [EncodedValue] = []
  var hardcodedCredentials: [HardcodedCredential] = []

  static func += (left: inout ScriptContent, right: ScriptContent) {
    left.commands += right.commands
    left.encodedValues += right.encodedValues
    left.hardcodedCredentials += right.hardcodedCredentials
  }

  init() {}

  init(
    commands: [Command], encodedValues: [EncodedValue],
    hardcodedCredentials: [HardcodedCredential]
  ) {
    self.commands = commands
    self.encodedValues = encodedValues
    self.hardcodedCredentials = hardcodedCredentials
  }
}

/// Turns shell text into commands.
enum CommandReader {
  /// - Parameter variables: what variables hold; assignments of the text are added.
  static func read(
    _ text: ScriptText, _ file: InputFile, context: String, _ variables: inout ShellVariables
  ) -> ScriptContent {
    var result: [Command] = []
    let shells = Shell.commands(in: text.bytes)
    let calls = FunctionCalls(shells, variables)
    var function: String?
    for (index, shell) in shells.enumerated() {
      if shell.function != function { calls.enter(shell.function, &variables) }
      function = shell.function
      for (name, value) in shell.assignments { assign(value, to: name, text, &variables) }
      let reading = Reading(text: text, shells: shells, index: index, variables: variables)
      if let command = reading.command(file, context: context) { result.append(command) }
      reading.recordWrittenFiles(in: &variables)
    }
    var encodings = EncodingReader(text, file, context: context, variables)
    encodings.read(shells)
    var credentials = ScriptCredentialReader(text, file, context: context)
    credentials.read(shells)
    if text.isWholeFile {
      credentials.readComments()
      if ShellScripts.isMakefile(file.name) { credentials.readDefinitions() }
    }
    return ScriptContent(
      commands: result, encodedValues: encodings.found, hardcodedCredentials: credentials.found)
  }

  private static func assign(
    _ word: ShellWord, to name: String, _ text: ScriptText, _ variables: inout ShellVariables
  ) {
    variables.assign(word.variables + TokenSource.names(in: word, text.bytes), to: name)
    let value = word.pattern.dropFirst(name.count + 1)
    let start = min(word.range.lowerBound + name.utf8.count + 1, word.range.upperBound)
    variables.assign(
      String(value), at: text.place(of: start..<word.range.upperBound), to: name)
  }
}

/// One command of a script that is being read.
private struct Reading {
  let text: ScriptText
  let shells: [ShellCommand]
  let index: Int
  let variables: ShellVariables
  /// What is piped into the command.
  private let piped: [ShellCommand]
  private let appliesFolder: Bool

  init(text: ScriptText, shells: [ShellCommand], index: Int, variables: ShellVariables) {
    (self.text, self.shells, self.index, self.variables) = (text, shells, index, variables)
    piped = shells.sources(of: index)
    let words = (shells[index].words + piped.flatMap(\.words)).map(\.text)
    appliesFolder =
      words.contains("-k") || words.contains { $0.hasPrefix("--kustomize") }
      || (words.contains("kustomize") && words.contains("build"))
  }

  private var shell: ShellCommand { shells[index] }

  func command(_ file: InputFile, context: String) -> Command? {
    guard let first = shell.words.first else { return nil }
    var called = variables.resolve(first.pattern, at: text.place(of: first.range)).text
    var words = shell.words.dropFirst()
    // `bash deploy.sh x` runs what `./deploy.sh x` does.
    if Self.shells.contains(called), let script = words.first(where: { !$0.text.hasPrefix("-") }) {
      called = script.text
      words = words.drop { $0.range != script.range }.dropFirst()
    }
    let name = ProgramRow.program(called)
    guard let row = ProgramRow.of(name) else { return nil }
    let arguments = self.arguments(row, words)
    let isScript = ShellScripts.isScript(name)
    let verbs = arguments.filter(\.flag.isEmpty).map(\.value)
    let end = shell.words.last?.range.upperBound ?? first.range.upperBound
    let next = index + 1 < shells.count ? shells[index + 1].words.first?.text ?? "" : ""
    return Command(
      file: file, program: name, programName: called, verbs: verbs, arguments: arguments,
      purpose: ProgramRow.purpose(name, verbs),
      place: text.place(of: first.range.lowerBound..<end), variables: uses(row, arguments),
      heredocs: shell.hasHereString ? [] : shell.heredocs,
      handedOver: isScript ? variables.origins : [:], joint: shell.joint, next: next,
      context: context, text: text)
  }

  /// Here-documents of the command and of those that are piped into it.
  private var documents: [ShellWord] { shell.heredocs + piped.flatMap(\.heredocs) }

  /// Programs that print a token into the pipe.
  private var printedTokens: [String] { piped.compactMap { TokenSource.name(of: $0.words) } }

  /// The words of what is piped into the command. What logs a download in is not in what it gets.
  private var input: [ShellWord] {
    piped.filter { command in
      let program = command.words.first?.text.lastPathPart ?? ""
      return !Self.downloads.contains(String(program))
    }.flatMap(\.words)
  }

  private static let downloads: Set<String> = ["curl", "wget", "gh", "glab", "http", "git"]

  private func uses(
    _ row: ProgramRow, _ arguments: [Command.Argument]
  ) -> [(name: String, place: Place)] {
    var printed = printedTokens
    let passed = Set(arguments.filter { row.logins.contains($0.flag) }.map(\.word.range))
    var result: [(name: String, place: Place)] = []
    for word in shell.words + documents + input + shell.inputs
    where !passed.contains(word.range) {
      let own = sources(of: word)
      for variable in variables.resolving(own + printed)
      where !isReplaced(variable) && !WrittenFile.isFile(variable) {
        result.append((variable, text.place(of: word.range)))
      }
      printed = []
    }
    return result
  }

  /// Variables of a word, programs that print a token into it, and files that it names.
  private func sources(of word: ShellWord) -> [String] {
    var result = word.variables + TokenSource.names(in: word, text.bytes)
    result += WrittenFile.names(readBy: word)
    // A folder is applied with everything that was written for it.
    if appliesFolder { result += variables.files }
    return result
  }

  /// A variable of the platform that the file gives a value of its own.
  private func isReplaced(_ variable: String) -> Bool {
    TokenSource.of(variable) != nil && variables.isAssigned(variable)
  }

  /// What stands in files that the command writes: who reads them later gets it.
  func recordWrittenFiles(in variables: inout ShellVariables) {
    let names = WrittenFile.names(writtenBy: shell)
    guard !names.isEmpty else { return }
    let words = shell.words + documents + input
    let sources = words.flatMap(sources)
    for name in names { variables.assign(sources, to: name) }
  }

  private static let shells: Set<String> = ["sh", "bash", "source", "."]

  private func arguments(
    _ row: ProgramRow, _ words: ArraySlice<ShellWord>
  ) -> [Command.Argument] {
    var result: [Command.Argument] = []
    var pending: String?
    for word in words {
      let text = word.text
      if let flag = pending {
        result.append(argument(word, flag: flag, from: 0))
        pending = nil
      } else if text.hasPrefix("--"), let equals = text.firstIndex(of: "=") {
        let flag = String(text[..<equals])
        result.append(argument(word, flag: flag, from: flag.utf8.count + 1))
      } else if text.hasPrefix("--"), text.count > 2 {
        if ProgramRow.switches.contains(text) || row.switches.contains(text) {
          result.append(argument(word, flag: text, from: text.utf8.count))
        } else {
          pending = text
        }
      } else if row.hasSingleDash, text.hasPrefix("-"), text.count > 2 {
        let flag = String(text.prefix { $0 != "=" })
        if flag.count < text.count {
          result.append(argument(word, flag: flag, from: flag.utf8.count + 1))
        } else if row.switches.contains(flag) {
          result.append(argument(word, flag: flag, from: flag.utf8.count))
        } else {
          pending = flag
        }
      } else if text.hasPrefix("-"), text.count >= 2 {
        let short = String(text.prefix(2))
        if text.count == 2, row.valueFlags.contains(short) {
          pending = short
        } else {
          let hasSign = text.dropFirst(2).first == "="
          result.append(argument(word, flag: short, from: short.utf8.count + (hasSign ? 1 : 0)))
        }
      } else {
        result.append(argument(word, flag: "", from: 0))
      }
    }
    return result
  }

  /// - Parameter start: bytes of the word that name the flag.
  private func argument(_ word: ShellWord, flag: String, from start: Int) -> Command.Argument {
    let value = String(decoding: word.text.utf8.dropFirst(start), as: UTF8.self)
    let pattern = String(decoding: word.pattern.utf8.dropFirst(start), as: UTF8.self)
    let place = text.place(of: word.range)
    let begin = min(word.range.lowerBound + start, word.range.upperBound)
    let own = start == 0 ? place : text.place(of: begin..<word.range.upperBound)
    let resolved = variables.resolve(pattern, at: own)
    return Command.Argument(
      word: word, flag: flag, value: value, place: place, resolved: resolved.text,
      origin: resolved.place)
  }
}

/// Files that a script writes and reads again, as variables of their own: `file:config.json`.
enum WrittenFile {
  private static let prefix = "file:"

  static func isFile(_ variable: String) -> Bool { variable.hasPrefix(prefix) }

  static func names(writtenBy shell: ShellCommand) -> [String] {
    var paths = shell.outputs.map(\.text)
    let program = shell.words.first.map { ProgramRow.program($0.text) } ?? ""
    let verbs = shell.words.dropFirst().map(\.text)
    if program == "tee" { paths += verbs.filter { !$0.hasPrefix("-") } }
    if program == "docker", verbs.contains("login") { paths.append("config.json") }
    return paths.compactMap { name($0[...]) }
  }

  /// A path stands alone, behind a `key=`, or behind `--flag=`.
  static func names(readBy word: ShellWord) -> [String] {
    let text = word.text
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }) else {
      return []
    }
    return [name(text.parts(between: "=").last ?? text[...])].compactMap(\.self)
  }

  private static func name(_ path: Substring) -> String? {
    guard let last = path.parts(between: "/").last, !path.hasPrefix("/dev/"),
      last.utf8.count <= 255
    else { return nil }
    return prefix + last
  }
}
