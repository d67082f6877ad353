/// Reads strict JSON (RFC 8259) into the same arena as YAML: what a Go program decodes must not be
/// judged by the more lenient YAML grammar.
package struct JSONReader {
  private let source: SourceFile
  private let bytes: [UInt8]
  private let limits: Limits
  private var offset = 0
  private var records: [Document.Record] = []
  private var pool: [UInt8] = []
  private var depth = 0

  /// Reads one value that fills the whole source, except for white space.
  package static func read(
    _ source: SourceFile, embedding: Embedding? = nil, limits: Limits = Limits()
  ) throws(SyntaxProblem) -> Document {
    var reader = JSONReader(source: source, limits: limits)
    try reader.value()
    reader.skipSpace()
    guard reader.offset == reader.bytes.count else {
      throw reader.problem("unexpected text after the JSON value")
    }
    return Document(
      source: source, embedding: embedding, records: reader.records, pool: reader.pool, tags: [],
      start: 0)
  }

  /// Reads values one after the other, as kubectl does; those before a mistake are kept.
  static func readStream(
    _ source: SourceFile, limits: Limits
  ) -> (documents: [Document], problem: SyntaxProblem?) {
    var reader = JSONReader(source: source, limits: limits)
    var documents: [Document] = []
    do throws(SyntaxProblem) {
      repeat {
        reader.skipSpace()
        let start = reader.offset
        try reader.value()
        documents.append(
          Document(
            source: source, embedding: nil, records: reader.records, pool: reader.pool, tags: [],
            start: start))
        (reader.records, reader.pool) = ([], [])
        reader.skipSpace()
      } while reader.offset < reader.bytes.count
      return (documents, nil)
    } catch {
      return (documents, error)
    }
  }

  private init(source: SourceFile, limits: Limits) {
    self.source = source
    self.limits = limits
    bytes = source.bytes
    if bytes.starts(with: byteOrderMark) { offset = byteOrderMark.count }
  }

  private func problem(_ message: String, kind: SyntaxProblem.Kind = .syntax) -> SyntaxProblem {
    SyntaxProblem(message, at: min(offset, bytes.count), stopsAt: bytes.count, kind: kind)
  }

  private var peek: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private mutating func skipSpace() {
    while offset < bytes.count, [9, 10, 13, 32].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func value() throws(SyntaxProblem) {
    skipSpace()
    guard records.count < limits.nodes else {
      throw problem("document has more than \(limits.nodes) nodes", kind: .limit)
    }
    switch peek {
    case UInt8(ascii: "{"): try collection(.mapping, closing: UInt8(ascii: "}"))
    case UInt8(ascii: "["): try collection(.sequence, closing: UInt8(ascii: "]"))
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default:
      throw problem(offset < bytes.count ? "unexpected character in JSON" : "JSON ends too early")
    }
  }

  private mutating func collection(_ kind: Node.Kind, closing: UInt8) throws(SyntaxProblem) {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.depth else {
      throw problem("content nests deeper than \(limits.depth) levels", kind: .limit)
    }
    let id = records.count
    let start = UInt32(offset)
    records.append(Document.Record(kind: kind, style: .flow, start: start, end: start))
    offset += 1
    skipSpace()
    var count: UInt32 = 0
    while peek != closing || offset >= bytes.count {
      if count > 0 { try expect(UInt8(ascii: ","), "expected ',' or the end of the collection") }
      if kind == .mapping {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw problem("expected a member name in quotes") }
        try string()
        skipSpace()
        try expect(UInt8(ascii: ":"), "expected ':'")
        count += 1
      }
      try value()
      count += 1
      skipSpace()
    }
    offset += 1
    records[id].payload = count
    records[id].end = UInt32(offset)
    records[id].extent = UInt32(records.count)
  }

  private mutating func expect(_ byte: UInt8, _ message: String) throws(SyntaxProblem) {
    guard peek == byte, offset < bytes.count else { throw problem(message) }
    offset += 1
  }

  private mutating func append(
    _ style: Node.Style, from start: Int, text: Range<Int>, isTextInSource: Bool
  ) {
    records.append(
      Document.Record(
        kind: .scalar, style: style, isTextInSource: isTextInSource, start: UInt32(start),
        end: UInt32(offset), payload: UInt32(text.lowerBound), extent: UInt32(text.count)))
  }

  private mutating func word(_ text: String) throws(SyntaxProblem) {
    guard bytes[offset...].starts(with: text.utf8) else {
      throw problem("unexpected character in JSON")
    }
    let start = offset
    offset += text.utf8.count
    append(.plain, from: start, text: start..<offset, isTextInSource: true)
  }

  private mutating func number() throws(SyntaxProblem) {
    let start = offset
    if peek == UInt8(ascii: "-") { offset += 1 }
    if peek == UInt8(ascii: "0") { offset += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      offset += 1
      try digits()
    }
    if peek | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
    append(.plain, from: start, text: start..<offset, isTextInSource: true)
  }

  private mutating func digits() throws(SyntaxProblem) {
    let start = offset
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(peek) { offset += 1 }
    guard offset > start else { throw problem("malformed number") }
  }

  private mutating func string() throws(SyntaxProblem) {
    let start = offset
    offset += 1
    let poolStart = pool.count
    var isVerbatim = true
    while true {
      guard offset < bytes.count else {
        offset = start
        throw problem("string is not closed")
      }
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") { break }
      guard byte >= 32 else { throw problem("control character in a string") }
      if byte == UInt8(ascii: "\\") {
        if isVerbatim { pool += bytes[start + 1..<offset] }
        isVerbatim = false
        try escape()
      } else {
        if !isVerbatim { pool.append(byte) }
        offset += 1
      }
    }
    offset += 1
    if isVerbatim {
      append(.doubleQuoted, from: start, text: start + 1..<offset - 1, isTextInSource: true)
    } else {
      append(.doubleQuoted, from: start, text: poolStart..<pool.count, isTextInSource: false)
    }
  }

  private mutating func escape() throws(SyntaxProblem) {
    offset += 1
    let letter = peek
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): pool.append(letter)
    case UInt8(ascii: "b"): pool.append(8)
    case UInt8(ascii: "f"): pool.append(12)
    case UInt8(ascii: "n"): pool.append(10)
    case UInt8(ascii: "r"): pool.append(13)
    case UInt8(ascii: "t"): pool.append(9)
    case UInt8(ascii: "u"): try unicodeEscape()
    default: throw problem("unknown escape in a string")
    }
  }

  private mutating func unicodeEscape() throws(SyntaxProblem) {
    var unit = try hexUnit()
    if (0xD800..<0xDC00).contains(unit), peek == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "u")
    {
      let mark = offset
      offset += 2
      let low = try hexUnit()
      if (0xDC00..<0xE000).contains(low) {
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      } else {
        offset = mark
      }
    }
    // Go writes U+FFFD for an unpaired surrogate.
    let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
    pool += Array(String(Character(scalar)).utf8)
  }

  private mutating func hexUnit() throws(SyntaxProblem) -> UInt32 {
    guard offset + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16),
      bytes[offset] != UInt8(ascii: "+"), bytes[offset] != UInt8(ascii: "-")
    else { throw problem("malformed \\u escape") }
    offset += 4
    return unit
  }
}
