/// Line starts of a file, for turning byte offsets into lines and columns.
///
/// Breaks are LF, CRLF and a lone CR, as editors see them; U+0085, U+2028 and U+2029, which libyaml
/// also takes for breaks, are ordinary characters here.
package struct LineTable: Sendable {
  package let file: SourceFile
  /// Byte offset of the start of each line.
  private let starts: [UInt32]

  package init(_ file: SourceFile) {
    self.file = file
    let bytes = file.bytes
    var starts: [UInt32] = []
    // Exact: growing by doubling would cost a big file more than the table itself.
    starts.reserveCapacity(bytes.count { $0 == 10 || $0 == 13 } + 1)
    starts.append(0)
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte == 10 || byte == 13 else { continue }
      if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { continue }
      starts.append(UInt32(index + 1))
    }
    self.starts = starts
  }

  package var count: Int { starts.count }

  /// The 1-based line that holds the byte.
  package func line(of offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// 1-based line and 1-based column, which counts code points.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    let line = self.line(of: offset)
    let start = contentStart(line)
    guard offset > start else { return (line, 1) }
    let scalars = file.bytes[start..<min(offset, file.bytes.count)].count { $0 & 0xC0 != 0x80 }
    return (line, scalars + 1)
  }

  /// The 1-based column in UTF-16 code units, as SARIF's default `columnKind` counts.
  package func utf16Column(of offset: Int) -> Int {
    let start = contentStart(line(of: offset))
    guard offset > start else { return 1 }
    return file.text(start..<offset).utf16.count + 1
  }

  /// The bytes of a 1-based line, without its break.
  package func range(ofLine line: Int) -> Range<Int> {
    let start = contentStart(line)
    var end = line < starts.count ? Int(starts[line]) : file.bytes.count
    while end > start, file.bytes[end - 1] == 10 || file.bytes[end - 1] == 13 { end -= 1 }
    return start..<end
  }

  /// The first line starts behind the byte-order mark.
  private func contentStart(_ line: Int) -> Int {
    line == 1 && file.bytes.starts(with: byteOrderMark) ? 3 : Int(starts[line - 1])
  }
}

let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
