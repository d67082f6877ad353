import Encodings
import Testing

@testable import Credentials

/// Scanners that go on where they stopped find what they would if they began again.
@Suite struct ScanTests {
  private static let header = "eyJhbGciOiJub25lIn0"
  private static let payload = "eyJpc3MiOiJhY21lIn0"

  @Test(arguments: [
    "\(header).\(payload).c2lnbmF0dXJl", "x eyJ.eyJ-eyJ \(header).\(payload).c2lnbmF0dXJl",
    "eyJhbGci-\(header).\(payload).c2lnbmF0dXJl", "token=\(header).\(payload).c2lnbmF0dXJl.",
    "\(String(repeating: "eyJ-", count: 50))\(header).\(payload).c2lnbmF0dXJl",
  ])
  func aWebTokenIsFoundBehindWhatIsNone(_ text: String) {
    let found = TokenScanner.tokens(in: text).map { match in
      String(decoding: Array(text.utf8)[match.range], as: UTF8.self)
    }
    #expect(found == ["\(Self.header).\(Self.payload).c2lnbmF0dXJl"])
  }

  @Test func aBlockWithoutAnEndIsNone() {
    let begin = "-----BEGIN RSA PRIVATE KEY-----\n"
    #expect(PEM.blocks(in: String(repeating: begin, count: 1_000)).isEmpty)
    let block = begin + "QUJD\n-----END RSA PRIVATE KEY-----\n"
    #expect(PEM.blocks(in: block + begin + block).count == 2)
  }

  @Test func base64OfAllLengthsAndBreaks() throws {
    for count in 0..<200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      let text = Base64.encode(bytes)
      #expect(try Base64.decode(text.utf8) == bytes)
      for width in [1, 3, 4, 64, 76] {
        let lines = stride(from: 0, to: text.utf8.count, by: width).map {
          String(decoding: Array(text.utf8)[$0...].prefix(width), as: UTF8.self)
        }
        #expect(try Base64.decode(lines.joined(separator: "\n").utf8) == bytes)
        #expect(try Base64.decode(Array(lines.joined(separator: "\r\n").utf8)) == bytes)
      }
      let digits = text.filter { $0 != "=" }
      #expect(try Base64.decode(digits.utf8, padding: .forbidden) == bytes)
      for offset in text.utf8.indices.prefix(8) where count > 6 {
        var broken = Array(text.utf8)
        let position = text.utf8.distance(from: text.utf8.startIndex, to: offset)
        broken[position] = UInt8(ascii: " ")
        #expect(throws: Base64.Problem.illegalByte(32, offset: position)) {
          try Base64.decode(broken)
        }
      }
    }
  }

  /// One pass for many words finds what a search for each would.
  @Test func wordsAreFoundAsOneByOne() {
    let words = ["ab", "abc", "bca", "cc", "…", "--x"]
    let set = TextSet(words)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<5_000 {
      let text = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        ["a", "b", "c", "-", "x", "…", "é"].randomElement(using: &random) ?? ""
      }.joined()
      #expect(set.isIn(text) == words.contains(where: text.holds), "\(text)")
    }
  }

  @Test func partsOfATextAreByItsBytes() {
    let text = "aé…z"
    #expect(text.part(1..<3) == "é")
    #expect(text.part(3..<7) == "…z")
    #expect(text.part(7..<7) == "")
  }
}
