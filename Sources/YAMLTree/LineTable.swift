/// Line starts of a file, for turning byte offsets into lines and columns.
///
/// Breaks are LF, CRLF and a lone CR, as editors see them; U+0085, U+2028 and U+2029, which libyaml
/// also takes for breaks, are ordinary characters here.
package struct LineTable: Sendable {
  package let file: SourceFile
  package let count: Int
  /// The starts of lines, of those that stand close together only the first: a big file has
  /// millions of lines, and few of them are asked for.
  private let checkpoints: [Line]
  private let widths: TextWidths

  /// The start of a line: a byte offset and a number from 1.
  private struct Line {
    let start: UInt32
    let number: UInt32
  }

  /// How many bytes are searched for breaks behind a checkpoint.
  private static let reach = 256

  package init(_ file: SourceFile) {
    self.file = file
    let bytes = file.bytes
    var checkpoints = [Line(start: 0, number: 1)]
    var last = 0
    var count = 1
    var start = 0
    while let next = Self.nextStart(bytes, from: start, upTo: bytes.count) {
      count += 1
      start = next
      guard next - last >= Self.reach else { continue }
      checkpoints.append(Line(start: UInt32(next), number: UInt32(count)))
      last = next
    }
    self.count = count
    self.checkpoints = checkpoints
    widths = TextWidths(bytes)
  }

  /// The offset behind the first break from `start` on.
  private static func nextStart(_ bytes: [UInt8], from start: Int, upTo end: Int) -> Int? {
    let source = bytes.span
    var index = start
    while index < end {
      let byte = source[index]
      index += 1
      if byte == 10 { return index }
      if byte == 13 { return index < source.count && source[index] == 10 ? index + 1 : index }
    }
    return nil
  }

  /// The start of the line behind the one that starts at `start`, which stands behind a checkpoint
  /// and not behind the next; nil for the last line.
  private func nextStart(behind start: Int, checkpoint: Int) -> Int? {
    let end = min(Int(checkpoints[checkpoint].start) + Self.reach, file.bytes.count)
    if let next = Self.nextStart(file.bytes, from: start, upTo: end) { return next }
    return checkpoint + 1 < checkpoints.count ? Int(checkpoints[checkpoint + 1].start) : nil
  }

  /// The last checkpoint of which `isBefore` holds.
  private func checkpoint(where isBefore: (Line) -> Bool) -> Int {
    var low = 0
    var high = checkpoints.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if isBefore(checkpoints[middle]) { low = middle } else { high = middle }
    }
    return low
  }

  /// The 1-based line that holds the byte, and where it starts.
  private func lineStart(holding offset: Int) -> (line: Int, start: Int) {
    let checkpoint = checkpoint { Int($0.start) <= offset }
    var line = Int(checkpoints[checkpoint].number)
    var start = Int(checkpoints[checkpoint].start)
    while let next = nextStart(behind: start, checkpoint: checkpoint), next <= offset {
      start = next
      line += 1
    }
    return (line, start)
  }

  /// The 1-based line that holds the byte.
  package func line(of offset: Int) -> Int { lineStart(holding: offset).line }

  /// 1-based line and 1-based column, which counts code points.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let (line, lineStart) = lineStart(holding: offset)
    let start = contentStart(lineStart)
    guard offset > start else { return (line, 1) }
    return (line, widths.codePoints(in: start..<min(offset, file.bytes.count), of: file.bytes) + 1)
  }

  /// The 1-based column in UTF-16 code units, as SARIF's default `columnKind` counts.
  package func utf16Column(of offset: Int) -> Int {
    let start = contentStart(lineStart(holding: offset).start)
    guard offset > start else { return 1 }
    return widths.utf16Units(in: start..<min(offset, file.bytes.count), of: file.bytes) + 1
  }

  /// The bytes of a 1-based line, without its break.
  package func range(ofLine line: Int) -> Range<Int> {
    let checkpoint = checkpoint { Int($0.number) <= line }
    var lineStart = Int(checkpoints[checkpoint].start)
    for _ in Int(checkpoints[checkpoint].number)..<max(line, Int(checkpoints[checkpoint].number)) {
      lineStart = nextStart(behind: lineStart, checkpoint: checkpoint) ?? file.bytes.count
    }
    let start = contentStart(lineStart)
    var end = nextStart(behind: lineStart, checkpoint: checkpoint) ?? file.bytes.count
    while end > start, file.bytes[end - 1] == 10 || file.bytes[end - 1] == 13 { end -= 1 }
    return start..<end
  }

  /// The first line starts behind the byte-order mark.
  private func contentStart(_ lineStart: Int) -> Int {
    lineStart == 0 && file.bytes.starts(with: byteOrderMark) ? 3 : lineStart
  }
}

/// Counts characters of UTF-8 in constant time: a line can be as long as its file.
private struct TextWidths {
  /// What stands before each block of bytes; empty for ASCII.
  private var blocks: [Count] = []
  private static let blockSize = 256

  private struct Count {
    /// Bytes that continue a code point.
    var continuations: UInt32 = 0
    /// Code points of four bytes, which are two units of UTF-16.
    var pairs: UInt32 = 0

    mutating func add(_ byte: UInt8) {
      if byte & 0xC0 == 0x80 { continuations += 1 }
      if byte >= 0xF0 { pairs += 1 }
    }
  }

  init(_ bytes: [UInt8]) {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return }
    var count = Count()
    for (index, byte) in bytes.enumerated() {
      if index % Self.blockSize == 0 { blocks.append(count) }
      count.add(byte)
    }
  }

  private func count(upTo offset: Int, of bytes: [UInt8]) -> Count {
    guard !blocks.isEmpty else { return Count() }
    let block = min(offset / Self.blockSize, blocks.count - 1)
    var count = blocks[block]
    for index in block * Self.blockSize..<offset { count.add(bytes[index]) }
    return count
  }

  private func count(in range: Range<Int>, of bytes: [UInt8]) -> Count {
    var count = count(upTo: range.upperBound, of: bytes)
    let before = self.count(upTo: range.lowerBound, of: bytes)
    count.continuations -= before.continuations
    count.pairs -= before.pairs
    return count
  }

  func codePoints(in range: Range<Int>, of bytes: [UInt8]) -> Int {
    range.count - Int(count(in: range, of: bytes).continuations)
  }

  func utf16Units(in range: Range<Int>, of bytes: [UInt8]) -> Int {
    let count = count(in: range, of: bytes)
    return range.count - Int(count.continuations) + Int(count.pairs)
  }
}

let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
