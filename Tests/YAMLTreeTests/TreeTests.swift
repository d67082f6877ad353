import Testing
import YAMLTree

func parse(_ text: String, limits: Limits = Limits()) -> ParsedFile {
  ParsedFile(yaml: SourceFile(path: "t.yaml", bytes: Array(text.utf8)), limits: limits)
}

@Suite struct TreeTests {
  @Test func rangesAreExact() throws {
    let text =
      "a: one  # c\nb:\n  - 'two'\n  - {x: \"th\\u00e9\", y: [1, 2]}\n\n# end\nc: |\n  lit\n"
    let root = try #require(parse(text).documents.first?.root)
    func slice(_ node: Node?) -> String {
      node.map { root.document.source.text($0.range) } ?? "nil"
    }
    #expect(slice(root["a"]) == "one")
    #expect(slice(root["b"]) == "- 'two'\n  - {x: \"th\\u00e9\", y: [1, 2]}")
    #expect(slice(root["b"]?.elements[0]) == "'two'")
    #expect(slice(root["b"]?.elements[1]["x"]) == "\"th\\u00e9\"")
    #expect(slice(root["b"]?.elements[1]["y"]) == "[1, 2]")
    #expect(root["b"]?.elements[1]["x"]?.text == "thé")
    #expect(slice(root["c"]) == "|\n  lit\n")
    #expect(root.document.invariantViolations().isEmpty)
    #expect(root["b"]?.elements[1]["y"]?.elements[1].path == ["b", "1", "y", "1"])
  }

  @Test func columnsAreBytesAlsoBehindOtherScripts() throws {
    let text = "# ümlaut ✓\nkey: 日本\nnext: x\n"
    let root = try #require(parse(text).documents.first?.root)
    let next = try #require(root["next"])
    #expect(root.document.source.text(next.range) == "x")
    let table = LineTable(root.document.source)
    #expect(table.position(of: next.range.lowerBound) == (3, 7))
    #expect(table.position(of: root["key"]!.range.upperBound) == (2, 8))
  }

  @Test func markAndCRLF() throws {
    let text = "\u{FEFF}a: 1\r\nb: é\r\nc: d\r\n"
    let root = try #require(parse(text).documents.first?.root)
    let node = try #require(root["c"])
    #expect(root.document.source.text(node.range) == "d")
    #expect(LineTable(root.document.source).position(of: node.range.lowerBound) == (3, 4))
    #expect(LineTable(root.document.source).position(of: root["a"]!.range.lowerBound) == (1, 4))
  }

  @Test func utf16IsDecoded() throws {
    let units = Array("\u{FEFF}kind: Ünïcode\n".utf16)
    let bytes = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    guard case .text(let file) = DecodedText.decode(path: "t", bytes: bytes) else {
      Issue.record("not text")
      return
    }
    #expect(ParsedFile(yaml: file).documents.first?.root?["kind"]?.text == "Ünïcode")
    #expect(!file.isVerbatim)
  }

  @Test func binaryAndOtherEncodingsAreTold() {
    if case .binary = DecodedText.decode(path: "t", bytes: [1, 2, 0, 3]) {
    } else {
      Issue.record("binary")
    }
    if case .malformed(let offset) = DecodedText.decode(path: "t", bytes: [97, 98, 0xE9, 10]) {
      #expect(offset == 2)
    } else {
      Issue.record("latin-1")
    }
  }

  @Test func mergeKeysAndAliases() throws {
    let text = """
      base: &b {x: 1, y: 2}
      more: &m {z: 9, y: 8}
      use:
        <<: [*b, *m]
        x: 3
      again: *b
      """
    let root = try #require(parse(text).documents.first?.root)
    let use = try #require(root["use"])
    #expect(use["x"]?.text == "3")
    #expect(use["y"]?.text == "2")
    #expect(use["z"]?.text == "9")
    #expect(use.entries.map(\.key.text) == ["x", "y", "z"])
    #expect(root["again"]?["x"]?.text == "1")
    #expect(root["again"]?.isAlias == true)
  }

  @Test func duplicateKeysAreKeptAndTheLastCounts() throws {
    let root = try #require(parse("a: 1\nb: 2\na: 3\n").documents.first?.root)
    #expect(root["a"]?.text == "3")
    #expect(root.duplicateKeys.map(\.key.range.lowerBound) == [10])
    #expect(root.entries.count == 2)
    #expect(root.ownEntries.count == 3)
  }

  @Test func brokenDocumentsCostNoOther() {
    let text = "a: 1\n---\nb: [1\n---\nc: 3\n---\n\td: 4\n---\ne: 5\n"
    let file = parse(text)
    #expect(file.documents.compactMap { $0.root?.ownEntries.first?.key.text } == ["a", "c", "e"])
    #expect(file.problems.count == 2)
    #expect(LineTable(file.source).position(of: file.problems[0].offset) == (3, 4))
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 100_000) + "x",
    String(repeating: "%TAG !a! tag:a,2000:\n", count: 100_000) + "---\na: b\n",
  ])
  func hostileNestingStopsEarly(_ text: String) {
    let clock = ContinuousClock()
    var file: ParsedFile?
    let time = clock.measure { file = parse(text) }
    #expect(file?.problems.first?.kind == .limit)
    #expect(time < .seconds(5))
  }

  private static func bomb(levels: Int) -> String {
    "a0: &a0 x\n"
      + (1...levels).map { level in
        "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
      }.joined()
  }

  @Test func aliasesAreNotExpanded() throws {
    let root = try #require(parse(Self.bomb(levels: 4)).documents.first?.root)
    var scalars = 0
    root.forEachScalar { _ in scalars += 1 }
    #expect(scalars == 6)
  }

  /// What aliases stand for is counted where they stand, with what the aliases in it stand for.
  @Test(arguments: [
    bomb(levels: 60),
    "a: &a {k: v}\nb: [" + String(repeating: "*a, ", count: 100_000) + "]\n",
    "a: &a \(String(repeating: "x", count: 1 << 20))\nb: [*a" + String(repeating: ", *a", count: 16)
      + "]\n",
    "a0: &a0 {k: v}\n"
      + (1...2_000).map { "a\($0): &a\($0) {<<: *a\($0 - 1), k\($0): v}\n" }.joined(),
  ])
  func repetitionIsBounded(_ text: String) {
    let file = parse(text + "---\nb: c\n")
    #expect(file.documents.count == 1)
    #expect(file.problems.map(\.kind) == [.limit])
    #expect(
      file.problems.first?.message == "aliases repeat more than 200000 nodes or 16 MiB of text")
  }

  @Test(arguments: ["&a [*a]", "&a {x: *a}", "&a\n- &b\n  - *a\n"])
  func selfReferenceIsAProblem(_ text: String) {
    let file = parse(text)
    #expect(file.documents.isEmpty)
    #expect(file.problems.first?.message == "alias stands inside its own anchor")
  }

  @Test func manyBrokenDocumentsAreGivenUp() {
    let file = parse(String(repeating: "---\n[\n", count: 10_000))
    #expect(file.problems.last?.kind == .limit)
  }

  @Test(arguments: ["", "\n", "# only a comment\n", "---\n", "\u{FEFF}"])
  func emptyInputHasNoProblem(_ text: String) {
    #expect(parse(text).problems.isEmpty)
  }

  @Test func commentsAreFoundOutsideScalars() {
    let text =
      "a: x # credlint: one\nb: 'x # credlint: no'\nc: | # credlint: two\n  # credlint: no\nd: y#credlint:no\n# credlint: three\n"
    let file = parse(text)
    let found = file.comments(containing: ByteSearch("credlint:"))
    #expect(
      found.map { file.source.text($0.range) } == [
        "# credlint: one", "# credlint: two", "# credlint: three",
      ])
    #expect(found.map(\.isOwnLine) == [false, false, true])
  }

  /// The byte behind an escape is found where it stands, whatever the escape's length.
  @Test(arguments: [
    (#""\x41b""#, 5), (#""\u0041b""#, 7), (#""\U00000041b""#, 11), (#""\nb""#, 3),
  ]) func bytesBehindEscapesAreFound(_ text: String, _ offset: Int) throws {
    let scalar = try #require(parse(text).documents.first?.root)
    #expect(try #require(ScalarMap(scalar)).sourceOffset(of: 1) == offset)
  }

  @Test func editsSideBySideAreBothMade() {
    let bytes = Array("abcd".utf8)
    func made(_ edits: (Range<Int>, String)...) -> String? {
      Edit.apply(edits.map { Edit(range: $0.0, replacement: $0.1) }, to: bytes)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(made((0..<2, "x"), (2..<4, "y")) == "xy")
    #expect(made((2..<4, "y"), (0..<2, "x")) == "xy")
    #expect(made((0..<2, "x"), (2..<2, "-"), (2..<3, "y")) == "x-yd")
    #expect(made((0..<2, "x"), (1..<3, "y")) == nil)
    #expect(made((1..<1, "x"), (1..<1, "y")) == nil)
    #expect(made((1..<2, "x"), (1..<2, "x")) == "axcd")
  }
}

@Suite struct ScalarTests {
  @Test(arguments: [
    ("yes", ScalarType.bool(true)), ("n", .bool(false)), ("Off", .bool(false)), ("~", .null),
    ("", .null),
    ("0x1F", .int(31)), ("0b11", .int(3)), ("017", .int(15)), ("0o14", .int(12)),
    ("1_000", .int(1000)),
    ("09", .float(9)), ("1e3", .float(1000)), (".5", .float(0.5)), ("1.", .float(1)),
    (".inf", .float(.infinity)),
    ("12345678901234567890123", .float(1.2345678901234568e22)), ("2024-01-31", .string),
    ("12:30", .string),
    ("1e10", .float(1e10)), ("-", .string), ("+", .string), (".", .string), ("0x", .string),
    ("1.2.3", .string),
    ("yEs", .string), ("-7", .int(-7)), ("e10", .string), ("<<", .string),
  ])
  func resolvesAsYAML11(_ text: String, _ type: ScalarType) {
    #expect(ScalarType(plain: text) == type)
  }

  @Test func quotedAndTaggedScalarsAreStrings() throws {
    let root = try #require(parse("a: 'yes'\nb: !!str 12\nc: yes\nd: ! 12\n").documents.first?.root)
    #expect(root["a"]?.scalarType == .string)
    #expect(root["b"]?.scalarType == .string)
    #expect(root["c"]?.scalarType == .bool(true))
    #expect(root["d"]?.scalarType == .string)
  }

  static let samples = [
    "a: plain text", "a: plain\n  over lines\n\n  and paragraphs", "a: 'it''s\n  folded ''so'''",
    "a: \"esc \\\"q\\\" \\u00e9 \\x41 end\"", "a: \"fold\n  here \\\n  and\\n there\"",
    "a: |\n  one\n    two\n\n  three\n", "a: |2-\n   lead\n  x",
    "a: >\n  folded\n  text\n\n    more\n  end\n",
    "a: |\r\n  one\r\n  two\r\n", "- - |\n    deep\n    er", "a: |+\n  keep\n\n\n",
    "a: \"\\U0001F511 key\"",
  ]

  /// Every visible byte of the decoded text is found at its mapped place.
  @Test(arguments: samples)
  func offsetMapPointsAtTheSource(_ text: String) throws {
    let file = parse(text)
    let source = file.source.bytes
    file.documents.first?.root?.forEachScalar { node in
      guard let map = ScalarMap(node) else { return }
      for (offset, byte) in node.bytes.enumerated() where byte > 32 && byte < 128 {
        let mapped = map.sourceOffset(of: offset)
        let isEscape = source[mapped] == UInt8(ascii: "\\")
        #expect(source[mapped] == byte || isEscape, "\(text) at \(offset)")
      }
    }
  }

  @Test func embeddedJSONIsPointedInto() throws {
    let text =
      "stringData:\n  cfg: |\n    {\n      \"auths\": {\"ghcr.io\": {\"auth\": \"eA==\"}}\n    }\n"
    let root = try #require(parse(text).documents.first?.root)
    let scalar = try #require(root.at("stringData", "cfg"))
    let child = try JSONReader.read(
      SourceFile(path: "t.yaml", bytes: Array(scalar.bytes)),
      embedding: Embedding(parent: scalar, form: .text, map: ScalarMap(scalar)))
    let auth = try #require(child.root?.at("auths", "ghcr.io", "auth"))
    #expect(auth.place.file.text(auth.place.range) == "\"eA==\"")
    let opaque = try JSONReader.read(
      SourceFile(path: "t.yaml", bytes: Array(scalar.bytes)),
      embedding: Embedding(parent: scalar, form: .base64, map: nil))
    let place = try #require(opaque.root?.at("auths", "ghcr.io", "auth")?.place)
    #expect(place.range == scalar.range)
    #expect(place.inner == "auths/ghcr.io/auth")
  }
}

@Suite struct JSONTests {
  private func read(_ text: String) throws -> Document {
    try JSONReader.read(SourceFile(path: "t", bytes: Array(text.utf8)))
  }

  @Test func valuesAndRanges() throws {
    let root = try #require(
      try read(" {\"a\": [1, -2.5e3, true, null], \"b\\u00e9\": \"\\ud83d\\udd11\"} ").root)
    #expect(root["a"]?.elements.map(\.scalarType) == [.int(1), .float(-2500), .bool(true), .null])
    #expect(root["bé"]?.text == "🔑")
    #expect(root.document.invariantViolations().isEmpty)
  }

  @Test(arguments: [
    "", "{", "{a: 1}", "[1,]", "{\"a\":1,}", "'a'", "01", "1 2", "\"\u{1}\"", "\"\\x\"", "nul",
    "[1", "\"abc", "{\"a\" 1}", "-", "1e", "\"\\u12\"",
  ])
  func refusesWhatGoRefuses(_ text: String) {
    #expect(throws: SyntaxProblem.self) { try read(text) }
  }

  @Test func valuesMayFollowEachOther() {
    let text = "{\"a\": 1}\n{\"b\": \"\\u00e9\"} [3]\n"
    let file = ParsedFile(json: SourceFile(path: "t", bytes: Array(text.utf8)))
    #expect(file.problems.isEmpty)
    #expect(file.documents.count == 3)
    #expect(file.documents[1].root?["b"]?.text == "é")
    #expect(file.documents.allSatisfy { $0.invariantViolations().isEmpty })
    let broken = ParsedFile(json: SourceFile(path: "t", bytes: Array("{\"a\": 1} {".utf8)))
    #expect(broken.documents.count == 1 && broken.problems.count == 1)
  }

  @Test func depthIsLimited() {
    #expect(throws: SyntaxProblem.self) { try read(String(repeating: "[", count: 100_000)) }
  }
}

@Suite struct EditTests {
  @Test func editsAreAppliedInOrderAndOverlapsRefused() {
    let bytes = Array("hello world".utf8)
    let edits = [Edit(range: 6..<11, replacement: "you"), Edit(range: 0..<1, replacement: "J")]
    #expect(Edit.apply(edits, to: bytes).map { String(decoding: $0, as: UTF8.self) } == "Jello you")
    #expect(
      Edit.apply(
        [Edit(range: 0..<3, replacement: ""), Edit(range: 2..<4, replacement: "")], to: bytes)
        == nil)
  }

  /// Random bytes never crash the readers, and what is read is sound.
  @Test func randomInputIsSafe() {
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "a: ", "- ", "\n", "  ", "{", "}", "[", "]", "'", "\"", "|\n", ">\n", "#", "&a ", "*a", "é",
      "---\n", "\\", ": ", ",", "!!str ", "<<: ", "\t", "%TAG", "? ",
    ]
    for _ in 0..<3_000 {
      let text = (0..<random(40)).map { _ in pieces[random(pieces.count)] }.joined()
      let file = parse(text)
      for document in file.documents {
        #expect(document.invariantViolations().isEmpty, "\(text.debugDescription)")
        document.root?.forEachScalar { node in
          if let map = ScalarMap(node) {
            #expect(
              map.sourceOffset(of: node.bytes.count) <= file.source.bytes.count + node.bytes.count)
          }
        }
        _ = document.root?.entries
        _ = document.root?.duplicateKeys
      }
      _ = try? JSONReader.read(file.source)
      _ = file.comments(containing: ByteSearch("a"))
    }
  }
}
