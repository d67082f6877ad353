internal import Encodings

/// Turns a Makefile into what its shells get: recipes without their marks, variables as assignments.
/// What make itself fills in is written `$[[ NAME ]]`, which holds in single quotes too.
struct Makefile {
  private let source: [UInt8]
  private var bytes: [UInt8] = []
  /// Of each byte, its offset in the source.
  private var offsets: [Int] = []

  static func shellText(_ source: [UInt8]) -> (bytes: [UInt8], offsets: [Int]) {
    var makefile = Makefile(source: source)
    var start = 0
    var isContinued = false
    while start < source.count {
      let end = source[start...].firstIndex(of: 10) ?? source.count
      makefile.line(start..<end, isContinued: isContinued)
      if end < source.count { makefile.append(10, at: end) }
      isContinued = source[start..<end].last == UInt8(ascii: "\\")
      start = end + 1
    }
    return (makefile.bytes, makefile.offsets)
  }

  /// What stands between `define` and `endef`: text that recipes print, of any notation.
  static func definitions(in source: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var open: Int?
    var start = 0
    while start < source.count {
      let end = source[start...].firstIndex(of: 10) ?? source.count
      if let first = open, source[start..<end].starts(with: "endef".utf8) {
        result.append(first..<start)
        open = nil
      } else if open == nil, source[start..<end].starts(with: "define ".utf8) {
        open = min(end + 1, source.count)
      }
      start = end + 1
    }
    return result
  }

  private init(source: [UInt8]) { self.source = source }

  private mutating func append(_ byte: UInt8, at offset: Int) {
    bytes.append(byte)
    offsets.append(offset)
  }

  private mutating func line(_ range: Range<Int>, isContinued: Bool) {
    guard source[range].first == 9 else {
      // What continues a recipe without a tab belongs to it as well.
      if isContinued { expand(range, escapes: false) } else { assignment(range) }
      return
    }
    var start = range.lowerBound + 1
    while !isContinued, start < range.upperBound, " @-+".utf8.contains(source[start]) {
      start += 1
    }
    expand(start..<range.upperBound, escapes: false)
  }

  /// `NAME := value`, also behind `export` and `override`; a target says nothing to a shell.
  private mutating func assignment(_ range: Range<Int>) {
    var start = range.lowerBound
    func skipSpace() {
      while start < range.upperBound, source[start] == 32 || source[start] == 9 { start += 1 }
    }
    var name = start..<start
    repeat {
      skipSpace()
      let end = source[start..<range.upperBound].firstIndex { !Substitutions.isNameByte($0) }
      name = start..<(end ?? range.upperBound)
      start = name.upperBound
    } while ["export", "override"].contains(String(decoding: source[name], as: UTF8.self))
    skipSpace()
    while start < range.upperBound, ":?+".utf8.contains(source[start]) { start += 1 }
    guard !name.isEmpty, start < range.upperBound, source[start] == UInt8(ascii: "=") else {
      return
    }
    for offset in name { append(source[offset], at: offset) }
    append(source[start], at: start)
    start += 1
    skipSpace()
    let comment = source[start..<range.upperBound].firstIndex(of: UInt8(ascii: "#"))
    var end = comment ?? range.upperBound
    while end > start, [32, 9, 13].contains(source[end - 1]) { end -= 1 }
    expand(start..<end, escapes: true)
  }

  /// - Parameter escapes: the text is a value, in which a shell's signs mean nothing.
  private mutating func expand(_ range: Range<Int>, escapes: Bool) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = source[index]
      guard byte == UInt8(ascii: "$"), index + 1 < range.upperBound else {
        if escapes, " \t'\"`;|&<>()".utf8.contains(byte) {
          append(UInt8(ascii: "\\"), at: index)
        }
        append(byte, at: index)
        index += 1
        continue
      }
      index = variable(at: index, range.upperBound, escapes: escapes)
    }
  }

  /// Reads what a `$` begins; gives the offset behind it.
  private mutating func variable(at start: Int, _ end: Int, escapes: Bool) -> Int {
    let next = source[start + 1]
    if next == UInt8(ascii: "$") {
      if escapes { append(UInt8(ascii: "\\"), at: start) }
      append(next, at: start)
      return start + 2
    }
    guard next == UInt8(ascii: "(") || next == UInt8(ascii: "{") else {
      mark(start + 1..<start + 2)
      return start + 2
    }
    let (inner, index) = Substitutions.bracketed(source, at: start + 1, to: end)
    if source[inner].starts(with: "shell ".utf8) {
      append(UInt8(ascii: "$"), at: start)
      append(UInt8(ascii: "("), at: start + 1)
      for offset in inner.dropFirst(6) { append(source[offset], at: offset) }
      append(UInt8(ascii: ")"), at: index - 1)
    } else {
      mark(inner)
    }
    return index
  }

  private mutating func mark(_ name: Range<Int>) {
    for byte in "$[[".utf8 { append(byte, at: name.lowerBound - 1) }
    for offset in name where source[offset] != UInt8(ascii: "]") {
      append(source[offset], at: offset)
    }
    for byte in "]]".utf8 { append(byte, at: max(name.lowerBound, name.upperBound - 1)) }
  }
}
