internal import Credentials
internal import Encodings
internal import YAMLTree

/// Credentials that are written into a script: assignments, arguments of programs, and texts in them.
/// The arguments of programs that credlint knows are judged with their commands.
struct ScriptCredentialReader {
  private let text: ScriptText
  private let file: InputFile
  private let context: String
  private(set) var found: [HardcodedCredential] = []
  private var places: Set<Place> = []

  init(_ text: ScriptText, _ file: InputFile, context: String) {
    self.text = text
    self.file = file
    self.context = context
  }

  mutating func read(_ shells: [ShellCommand]) {
    let feeding = Set(
      shells.filter { shell in shell.words.contains { Self.stdinFlags.contains($0.text) } }
        .compactMap(\.source))
    for (index, shell) in shells.enumerated() {
      for (name, word) in shell.assignments {
        let value = String(word.text.dropFirst(name.count + 1))
        if word.isLiteral {
          add(namedIn: value, name, word)
        } else {
          readBesideVariables(value, word)
        }
      }
      guard let first = shell.words.first else { continue }
      let known = ProgramRow.program(first.text)
      guard ProgramRow.of(known) == nil || ProgramRow.textual.contains(known) else { continue }
      let program = String(first.text.lastPathPart)
      if feeding.contains(index), Self.printers.contains(program) {
        readPrinted(shell.words.dropFirst())
      }
      read(program, Array(shell.words.dropFirst()))
    }
  }

  private static let printers: Set<String> = ["echo", "printf"]

  /// What a program reads from standard input instead of its arguments.
  private static let stdinFlags: Set<String> = [
    "--password-stdin", "--passphrase-fd", "--creds-stdin", "--token-stdin", "--with-token",
  ]

  /// What is printed into the standard input of a login.
  private mutating func readPrinted(_ words: ArraySlice<ShellWord>) {
    for word in words where word.isLiteral && !word.text.hasPrefix("-") {
      guard isPlausible(word.text), TokenScanner.matches(in: word.text).isEmpty else { continue }
      add(Classification(kind: .password), word.text, "--password-stdin", word)
    }
  }

  /// `"$ARGS --hmac-secret=…"`: beside a variable counts what stands behind a name of its own, or has
  /// a form of its own, and no variable in it.
  private mutating func readBesideVariables(_ value: String, _ word: ShellWord) {
    guard value.utf8.contains(UInt8(ascii: "=")) else { return }
    add(namedIn: value, "", word, isStrict: true) { !$0.contains(UInt8(ascii: "$")) }
  }

  /// `vault kv put PATH KEY=VALUE`: entries of a secret, of which a random one is a credential whatever
  /// its key is called. `@file` is read from there.
  private mutating func readStored(_ words: ArraySlice<ShellWord>) {
    for word in words where word.isLiteral && !word.text.hasPrefix("-") {
      guard let sign = word.text.firstIndex(of: "=") else { continue }
      let key = String(word.text[..<sign])
      let value = String(word.text[word.text.index(after: sign)...])
      // What has other signs in front of the first `=` is itself what somebody stores.
      guard key.utf8.allSatisfy(Self.isKeyByte), !value.hasPrefix("@"),
        TextCredentials.isEntry(value, named: key),
        !file.isInTestFolder || Strength.isRandom(value)
      else { continue }
      add(Classification(kind: SecretNames.kind(key)), value, key, word)
    }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    byte.isWordByte || "-.".utf8.contains(byte)
  }

  private mutating func read(_ program: String, _ words: [ShellWord]) {
    if program == "vault", words.prefix(2).map(\.text) == ["kv", "put"] {
      return readStored(words.dropFirst(3))
    }
    var flag = ""
    for word in words {
      defer { flag = word.text.hasPrefix("-") && !word.text.contains("=") ? word.text : "" }
      guard word.isLiteral else {
        readBesideVariables(word.text, word)
        continue
      }
      if let password = LoginFlags.password(program, flag: flag, word.text) {
        if isPlausible(password) {
          let holder = word.text.hasPrefix("-") || flag.isEmpty ? program : flag
          add(Classification(kind: .password), password, holder, word)
        }
      } else if word.text.hasPrefix("--"), let sign = word.text.firstIndex(of: "=") {
        let value = String(word.text[word.text.index(after: sign)...])
        add(namedIn: value, String(word.text[..<sign].dropFirst(2)), word)
      } else if flag.hasPrefix("--") {
        add(namedIn: word.text, String(flag.dropFirst(2)), word)
      } else {
        add(namedIn: word.text, "", word, heldBy: program)
      }
    }
  }

  private mutating func add(
    namedIn value: String, _ name: String, _ word: ShellWord, heldBy program: String = "",
    isStrict: Bool = false, where isMeant: (ArraySlice<UInt8>) -> Bool = { _ in true }
  ) {
    let isStrict = isStrict || file.isInTestFolder
    for item in TextCredentials.find(in: value, named: name, isStrict: isStrict) {
      let bytes = Array(value.utf8)[item.range]
      guard isMeant(bytes) else { continue }
      add(
        item.classification, String(decoding: bytes, as: UTF8.self),
        item.key.isEmpty ? (name.isEmpty ? program : name) : item.key, word)
    }
  }

  private func isPlausible(_ password: String) -> Bool {
    file.isInTestFolder ? Strength.isRandom(password) : Strength.isPlausible(password)
  }

  private mutating func add(
    _ classification: Classification, _ value: String, _ key: String, _ word: ShellWord
  ) {
    let place = text.place(of: range(of: value, in: word))
    guard places.insert(place).inserted else { return }
    found.append(
      HardcodedCredential(
        file: file, spot: .script, classification: classification, place: place, node: nil,
        key: key.isEmpty ? "an argument" : key, owner: "",
        value: Sensitive(value)))
  }

  /// Where the value stands in the word: the whole word, if quotes cut through it.
  private func range(of value: String, in word: ShellWord) -> Range<Int> {
    let written = Array(text.bytes[word.range])
    let wanted = Array(value.utf8)
    guard !wanted.isEmpty, written.count >= wanted.count,
      let start = (0...(written.count - wanted.count)).first(where: {
        written[$0..<($0 + wanted.count)].elementsEqual(wanted)
      })
    else { return word.range }
    let begin = word.range.lowerBound + start
    return begin..<(begin + wanted.count)
  }

  /// Settings that a Makefile keeps as text, in any notation but that of shells, which is read with
  /// them.
  mutating func readDefinitions() {
    let bytes = file.source.bytes
    let definitions = Makefile.definitions(in: bytes)
    guard !definitions.isEmpty else { return }
    // One look at a place, however many are known.
    var isKnown = [Bool](repeating: false, count: bytes.count)
    for place in places { for offset in place.range { isKnown[offset] = true } }
    for range in definitions {
      let definition = String(decoding: bytes[range], as: UTF8.self)
      for item in TextCredentials.find(in: definition, named: "", isStrict: file.isInTestFolder)
      where !item.key.isEmpty {
        let start = range.lowerBound + item.range.lowerBound
        let place = Place(file: file.source, range: start..<(start + item.range.count))
        guard !isKnown[place.range].contains(true) else { continue }
        for offset in place.range { isKnown[offset] = true }
        found.append(
          HardcodedCredential(
            file: file, spot: .script, classification: item.classification, place: place,
            node: nil, key: item.key, owner: "", value: Sensitive(file.source.text(place.range))))
      }
    }
  }

  /// Commands that were commented out, with what was written into them.
  mutating func readComments() {
    var start = 0
    while start < text.bytes.count {
      let end = text.bytes[start...].firstIndex(of: 10) ?? text.bytes.count
      let line = text.bytes[start..<end]
      let mark = line.firstIndex { $0 != 32 && $0 != 9 } ?? end
      if mark < end, line[mark] == UInt8(ascii: "#"), end - mark < 2_000 {
        readComment(mark + 1..<end)
      }
      start = end + 1
    }
  }

  private mutating func readComment(_ range: Range<Int>) {
    let comment = String(decoding: text.bytes[range], as: UTF8.self)
    guard !Placeholder.isDisclaimer(comment) else { return }
    for item in TextCredentials.find(in: comment, named: "", isStrict: true) {
      let begin = range.lowerBound + item.range.lowerBound
      let place = text.place(of: begin..<(begin + item.range.count))
      places.insert(place)
      found.append(
        HardcodedCredential(
          file: file, spot: .comment, classification: item.classification, place: place,
          node: nil, key: item.key, owner: "",
          value: Sensitive(
            String(decoding: Array(comment.utf8)[item.range], as: UTF8.self))))
    }
  }
}
