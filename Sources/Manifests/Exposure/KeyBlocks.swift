internal import Credentials
internal import YAMLTree

/// Private keys as they stand in the text of a file, whatever the file is: indented, commented out,
/// or in one line with `\n` for its line breaks.
enum KeyBlocks {
  struct Block {
    /// Byte offsets of the line that begins it.
    let range: Range<Int>
    /// From its begin to its end, without what stands in front of its lines.
    let text: String
  }

  private static let label = ByteSearch("PRIVATE KEY")
  private static let end = ByteSearch("-----END ")
  private static let begin = Array("-----BEGIN ".utf8)
  /// `ENCRYPTED SIGSTORE ` is the longest word in front of the label, and `-----END ` stands before it.
  private static let longestPrefix = 32
  private static let longest = 20_000

  /// Keys that can be used as they stand. Between two labels at most one block is looked at, so that
  /// many of them cost no more than the file's length.
  static func all(in bytes: [UInt8]) -> [Block] {
    let labels = label.offsets(in: bytes)
    guard labels.count > 1 else { return [] }
    let ends = end.offsets(in: bytes)
    var blocks: [Block] = []
    var next = 0
    for (offset, second) in zip(labels, labels.dropFirst()) {
      while next < ends.count, ends[next] < offset { next += 1 }
      guard next < ends.count else { break }
      guard (0...longestPrefix).contains(second - ends[next]), second - offset < longest,
        let start = start(before: offset, bytes)
      else { continue }
      let block = block(start, offset, second, bytes)
      if PEM.holdsPrivateKey(block.text) { blocks.append(block) }
    }
    return blocks
  }

  private static func start(before label: Int, _ bytes: [UInt8]) -> Int? {
    let first = max(0, label - longestPrefix - begin.count)
    return (first..<label).last { bytes[$0...].starts(with: begin) }
  }

  private static func block(_ start: Int, _ label: Int, _ second: Int, _ bytes: [UInt8]) -> Block {
    let rest = bytes[second...].prefix(40)
    let close = rest.firstIndex(of: UInt8(ascii: "-")).map { min($0 + 5, bytes.count) }
    let text = String(decoding: bytes[start..<(close ?? second)], as: UTF8.self)
      .replacing("\\n", with: "\n")
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.drop { " \t#".contains($0) }
    }
    let lineEnd = bytes[label...].firstIndex { $0 == 10 || $0 == 13 || $0 == 92 } ?? bytes.count
    return Block(range: start..<lineEnd, text: lines.joined(separator: "\n"))
  }
}
