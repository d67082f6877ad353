import Testing

@testable import YAMLTree

/// Comments around offsets, of which a line can hold thousands.
@Suite struct CommentTests {
  private func parsed(_ text: String) -> ParsedFile {
    ParsedFile(yaml: SourceFile(path: "a.yaml", bytes: Array(text.utf8)))
  }

  @Test func everyOffsetOfALineHasItsComment() {
    let text = "a: \"x # no\" # mark mark mark\n# mark\nb: mark # x mark\n"
    let file = parsed(text)
    let comments = file.comments(containing: ByteSearch("mark"))
    let found = comments.map { file.source.text($0.range) }
    #expect(found == ["# mark mark mark", "# mark", "# x mark"])
    #expect(comments.map(\.isOwnLine) == [false, true, false])
  }

  /// The first separate number sign outside of scalars, found the plain way, whatever the order.
  @Test func agreesWithAPlainSearch() {
    let text = "k: 'a # b' # c # d\n- x#y # z\n'q # r': s # t\n"
    let file = parsed("- " + text.replacing("\n- x", with: "\n  x: 1 #"))
    let bytes = file.source.bytes
    for offset in bytes.indices {
      let alone = file.comments(around: [offset]).map(\.range)
      let among = file.comments(around: [0, offset / 2, offset].sorted()).map(\.range)
      #expect(alone.allSatisfy(among.contains))
    }
  }

  @Test func keysThatRepeatAreSeenWithoutNodes() {
    for (text, count) in [
      ("a: 1\nb: 2\n", 0), ("a: 1\nb: 2\na: 3\n", 1), ("a: 1\n\"a\": 2\n", 1),
      ("ab: 1\nba: 2\n", 0), ("? [x]\n: 1\n? [x]\n: 2\n", 0), ("a: {b: 1, b: 2, c: {d: 1}}\n", 1),
      ((0..<40).map { "k\($0): 1\n" }.joined() + "k7: 2\n", 1),
    ] {
      #expect(parsed(text).documents.first?.root?.duplicateKeys.count == count, "\(text)")
    }
  }
}
