internal import Encodings
internal import YAMLTree

/// Manifests in the here-documents of a script.
enum HeredocManifest {
  /// What a here-document of a command holds; nil where it is no manifest.
  static func parse(_ word: ShellWord, of command: Command, _ limits: Limits) -> ParsedFile? {
    guard isManifest(word.text) else { return nil }
    let text = HeredocText(command.text.bytes, word)
    let source = SourceFile(path: command.file.path, bytes: text.bytes)
    let map = ScalarMap(count: text.bytes.count) { offset in
      command.text.sourceOffset(of: text.offsets[offset])
    }
    return ParsedFile(
      yaml: source, limits: limits,
      embedding: Embedding(parent: command.text.parent, form: .part, map: map))
  }

  /// `apiVersion:` and `kind:` begin a line.
  private static func isManifest(_ text: String) -> Bool {
    ["apiVersion:", "kind:"].allSatisfy { key in
      text.split(separator: "\n").contains { $0.drop { " \t".contains($0) }.hasPrefix(key) }
    }
  }
}

/// A here-document as the program gets it, as far as its text tells: what a shell substitutes stands
/// in braces, `${NAME}`, and disturbs no YAML.
private struct HeredocText {
  private(set) var bytes: [UInt8] = []
  /// Of each byte, its offset in the script.
  private(set) var offsets: [Int] = []

  init(_ script: [UInt8], _ word: ShellWord) {
    var index = word.range.lowerBound
    while index < word.range.upperBound {
      let byte = script[index]
      let next = index + 1 < word.range.upperBound ? script[index + 1] : 0
      if word.isVerbatim || (byte != UInt8(ascii: "$") && byte != UInt8(ascii: "\\")) {
        add(byte, index)
        index += 1
      } else if byte == UInt8(ascii: "\\") {
        if "$`\\".utf8.contains(next) { index += 1 }
        add(script[index], index)
        index += 1
      } else if next == UInt8(ascii: "(") || next == UInt8(ascii: "{") {
        index = addSubstitution(script, index, word.range.upperBound)
      } else if Substitutions.isNameByte(next), !next.isDigit {
        index = addVariable(script, index, word.range.upperBound)
      } else {
        add(byte, index)
        index += 1
      }
    }
  }

  private mutating func add(_ byte: UInt8, _ offset: Int) {
    bytes.append(byte)
    offsets.append(offset)
  }

  private mutating func addVariable(_ script: [UInt8], _ start: Int, _ end: Int) -> Int {
    add(script[start], start)
    add(UInt8(ascii: "{"), start)
    var index = start + 1
    while index < end, Substitutions.isNameByte(script[index]) {
      add(script[index], index)
      index += 1
    }
    add(UInt8(ascii: "}"), index - 1)
    return index
  }

  private mutating func addSubstitution(_ script: [UInt8], _ start: Int, _ end: Int) -> Int {
    let next = Substitutions.bracketed(script, at: start + 1, to: end).next
    let isVariable = script[start + 1] == UInt8(ascii: "{")
    for index in start..<next {
      let byte = script[index]
      let disturbs =
        ":#\"'\n\r\\,[]".utf8.contains(byte) || !isVariable && "{}".utf8.contains(byte)
      add(disturbs ? UInt8(ascii: "_") : byte, index)
    }
    return next
  }
}
