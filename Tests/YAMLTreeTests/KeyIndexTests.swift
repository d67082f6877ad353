import Testing

@testable import YAMLTree

/// A mapping that is asked often has an index of its keys, and answers as if it were walked.
@Suite struct KeyIndexTests {
  private func parsed(_ text: String) -> Node? {
    ParsedFile(yaml: SourceFile(path: "a.yaml", bytes: Array(text.utf8))).documents.first?.root
  }

  @Test func manyLookupsFindWhatOneWalkDoes() throws {
    var lines = ["base: &base {shared: from-base, key-7: merged}", "name: &name key-300"]
    for number in 0..<400 { lines.append("key-\(number % 350): \(number)") }
    lines += ["*name : by-alias", "? [a, b]\n: of-a-list", "<<: *base"]
    let root = try #require(parsed(lines.joined(separator: "\n") + "\n"))
    let keys = (0..<360).map { "key-\($0)" } + ["shared", "name", "base", "<<", "a", "none"]
    let walked = Dictionary(
      root.ownEntries.filter { $0.key.kind == .scalar }.map { ($0.key.text, $0.value) },
      uniquingKeysWith: { $1 })
    for _ in 0..<2 {
      for key in keys where key != "shared" { #expect(root[key] == walked[key], "\(key)") }
      #expect(root["shared"]?.text == "from-base")
      #expect(root["key-7"]?.text == "357")
      #expect(root["key-300"]?.text == "by-alias")
    }
  }
}

/// Both ways of searching find what a look at every place would.
@Suite struct ByteSearchTests {
  @Test func severalAreFoundInOnePass() {
    let texts = ["cret", "CRET", "ab", "aab", "abcabd"]
    let (search, long) = (
      ByteSearch("cret", "CRET", "ab", "aab", "abcabd"), ByteSearch("abcd", "bcret")
    )
    var random = SystemRandomNumberGenerator()
    let letters = Array("abcdretCRET".utf8)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? 97
      }
      func places(_ texts: [String]) -> [Int] {
        bytes.indices.filter { place in texts.contains { bytes[place...].starts(with: $0.utf8) } }
      }
      #expect(search.offsets(in: bytes) == places(texts))
      #expect(long.offsets(in: bytes) == places(["abcd", "bcret"]))
      let start = Int.random(in: 0...bytes.count, using: &random)
      #expect(search.first(in: bytes.span, from: start) == places(texts).first { $0 >= start })
    }
  }

  @Test(arguments: ["", "$", "$1$", "{{", "cret", "--", "ab", "aab", "{S", "abcabd"])
  func everyPlaceIsFound(_ text: String) {
    var random = SystemRandomNumberGenerator()
    let letters = Array("abcdret$1{S-".utf8)
    let search = ByteSearch(text)
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        letters.randomElement(using: &random) ?? 97
      }
      let wanted = Array(text.utf8)
      let places = bytes.indices.filter { !wanted.isEmpty && bytes[$0...].starts(with: wanted) }
      #expect(search.offsets(in: bytes) == places)
      #expect(search.finds(in: bytes) == !places.isEmpty)
    }
  }
}
