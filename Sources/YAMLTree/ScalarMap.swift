/// Maps byte offsets of a scalar's decoded text to byte offsets of its source.
package struct ScalarMap: Sendable {
  /// Runs in which both sides advance byte by byte, by decoded start.
  private struct Run { let decoded: Int, source: Int }
  private var runs: [Run] = []
  /// What was decoded, where the document is a template.
  private let filling: Filling?

  /// The map of a scalar; nil for a collection.
  package init?(_ node: Node) {
    guard node.kind == .scalar else { return nil }
    let target = node.resolved
    filling = target.document.filling
    if let verbatim = target.verbatimRange {
      runs = [Run(decoded: 0, source: verbatim.lowerBound)]
      return
    }
    let decoded = Array(target.bytes)
    // The quotes of an expression are none of the scalar's.
    let source = filling?.bytes ?? target.document.source.bytes
    switch target.style {
    case .doubleQuoted: mapDoubleQuoted(decoded, source, target.range)
    case .literal: mapLiteral(decoded, source, target.range)
    case .folded:
      let content = Self.contentStart(source, target.range)
      align(decoded, source, content..<target.range.upperBound, quote: false)
    case .singleQuoted:
      let start = source[target.range].firstIndex(of: UInt8(ascii: "'")) ?? target.range.lowerBound
      align(decoded, source, start + 1..<target.range.upperBound, quote: true)
    default: align(decoded, source, target.range, quote: false)
    }
    if runs.isEmpty { runs = [Run(decoded: 0, source: target.range.lowerBound)] }
  }

  /// A map that is known byte by byte.
  package init(count: Int, sourceOffset: (Int) -> Int) {
    filling = nil
    for offset in 0..<count { add(decoded: offset, source: sourceOffset(offset)) }
    if runs.isEmpty { runs = [Run(decoded: 0, source: 0)] }
  }

  /// The byte offset in the source at which a byte of the decoded text begins.
  package func sourceOffset(of decoded: Int) -> Int {
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].decoded <= decoded { low = middle } else { high = middle }
    }
    return runs[low].source + max(0, decoded - runs[low].decoded)
  }

  private mutating func add(decoded: Int, source: Int) {
    if let last = runs.last, decoded - last.decoded == source - last.source { return }
    runs.append(Run(decoded: decoded, source: source))
  }

  /// The first line of a block scalar's content, behind `|` or `>` and a comment.
  private static func contentStart(_ source: [UInt8], _ range: Range<Int>) -> Int {
    var offset = range.lowerBound
    while offset < range.upperBound, source[offset] != 10, source[offset] != 13 { offset += 1 }
    if offset + 1 < range.upperBound, source[offset] == 13, source[offset + 1] == 10 { offset += 1 }
    return min(offset + 1, range.upperBound)
  }

  /// Literal lines are source lines without their indentation.
  private mutating func mapLiteral(_ decoded: [UInt8], _ source: [UInt8], _ range: Range<Int>) {
    var position = Self.contentStart(source, range)
    var indentation: Int?
    var offset = 0
    while offset < decoded.count {
      let lineEnd = decoded[offset...].firstIndex(of: 10) ?? decoded.count
      var sourceEnd = position
      while sourceEnd < source.count, source[sourceEnd] != 10, source[sourceEnd] != 13 {
        sourceEnd += 1
      }
      let length = sourceEnd - position
      if indentation == nil, lineEnd > offset { indentation = length - (lineEnd - offset) }
      add(decoded: offset, source: position + min(max(0, indentation ?? length), length))
      add(decoded: lineEnd, source: sourceEnd)
      offset = lineEnd + 1
      position = sourceEnd + 1
      if sourceEnd + 1 < source.count, source[sourceEnd] == 13, source[sourceEnd + 1] == 10 {
        position += 1
      }
    }
  }

  /// Plain, single-quoted and folded text is its source with white space folded, so both are
  /// walked together: every other byte is the same on both sides.
  private mutating func align(
    _ decoded: [UInt8], _ source: [UInt8], _ range: Range<Int>, quote: Bool
  ) {
    var position = range.lowerBound
    for (offset, byte) in decoded.enumerated() {
      if !Self.isSpace(byte) {
        while position < range.upperBound, source[position] != byte, !isHole(position) {
          position += 1
        }
      }
      add(decoded: offset, source: min(position, range.upperBound))
      if position < range.upperBound, isHole(position) {
        position += 1
        continue
      }
      guard position < range.upperBound else { continue }
      if Self.isSpace(byte), !Self.isSpace(source[position]) { continue }
      position += quote && byte == UInt8(ascii: "'") ? 2 : 1
    }
  }

  /// Letters stand there for an expression, which the decoded text holds as it is.
  private func isHole(_ offset: Int) -> Bool {
    filling?.holes(in: offset..<offset + 1).isEmpty == false
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 10 || byte == 13
  }

  private mutating func mapDoubleQuoted(
    _ decoded: [UInt8], _ source: [UInt8], _ range: Range<Int>
  ) {
    let start = source[range].firstIndex(of: UInt8(ascii: "\"")) ?? range.lowerBound
    var position = start + 1
    var offset = 0
    while offset < decoded.count, position < range.upperBound {
      let byte = source[position]
      if byte == UInt8(ascii: "\\") {
        let length = Self.escapeLength(source, position, range.upperBound)
        guard length > 0 else {
          position = Self.skipSpace(source, position + 1, range.upperBound)
          continue
        }
        add(decoded: offset, source: position)
        offset += Self.escapedBytes(decoded, offset)
        position += length
      } else if Self.isSpace(byte), byte != decoded[offset] || byte == 10 || byte == 13 {
        let end = Self.skipSpace(source, position, range.upperBound)
        while offset < decoded.count, Self.isSpace(decoded[offset]), position < end {
          add(decoded: offset, source: position)
          offset += 1
          position += 1
        }
        position = end
      } else if Self.isSpace(byte), Self.foldsHere(source, position, range.upperBound) {
        position += 1
      } else {
        add(decoded: offset, source: position)
        offset += 1
        position += 1
      }
    }
  }

  private static func skipSpace(_ source: [UInt8], _ start: Int, _ end: Int) -> Int {
    var position = start
    while position < end, isSpace(source[position]) { position += 1 }
    return position
  }

  /// True when only white space stands between here and the end of the line: it is folded away.
  private static func foldsHere(_ source: [UInt8], _ start: Int, _ end: Int) -> Bool {
    var position = start
    while position < end, source[position] == 32 || source[position] == 9 { position += 1 }
    return position < end && (source[position] == 10 || source[position] == 13)
  }

  /// Source bytes of an escape; 0 for an escaped line break, which decodes to nothing.
  private static func escapeLength(_ source: [UInt8], _ start: Int, _ end: Int) -> Int {
    guard start + 1 < end else { return 1 }
    switch source[start + 1] {
    case 10, 13: return 0
    case UInt8(ascii: "x"): return 4
    case UInt8(ascii: "u"):
      let high = String(decoding: source[min(start + 2, end)..<min(start + 4, end)], as: UTF8.self)
      let isPair = ("d8"..."db").contains(high.lowercased())
      return isPair ? 12 : 6
    case UInt8(ascii: "U"): return 10
    default: return 2
    }
  }

  /// Decoded bytes of one escape: one code point.
  private static func escapedBytes(_ decoded: [UInt8], _ offset: Int) -> Int {
    var end = offset + 1
    while end < decoded.count, decoded[end] & 0xC0 == 0x80 { end += 1 }
    return end - offset
  }
}

extension Node {
  /// Where a part of a scalar's text stands; nil for an empty one, and where its form does not tell.
  ///
  /// - Parameter range: bytes of the text.
  package func place(ofText range: Range<Int>) -> Place? {
    range.isEmpty ? nil : ScalarMap(self).flatMap { place(ofText: range, by: $0) }
  }

  /// The same by a map that is known: a long text can hold thousands of parts.
  package func place(ofText range: Range<Int>, by map: ScalarMap) -> Place? {
    guard !range.isEmpty else { return nil }
    let start = map.sourceOffset(of: range.lowerBound)
    let end = map.sourceOffset(of: range.upperBound - 1) + 1
    return document.place(of: start..<max(start, end))
  }
}
