internal import Rules
internal import YAMLTree

/// What a comment of suppression is about, for the comments of one file in their order. A block of
/// comments is looked through once, however many of them there are.
struct CommentScopes {
  private struct Block {
    /// Its first line, and the line behind it.
    var lines = 0..<0
    /// A document begins with it, or another one behind it.
    var isHead = false
    /// Where the marker behind it ends; nil where none stands there.
    var marker: Int?
  }

  private let source: SourceFile
  private let table: LineTable
  private var block = Block()
  /// The end of the document that holds these bytes.
  private var document = 0..<0

  init(_ source: SourceFile) {
    self.source = source
    table = LineTable(source)
  }

  /// Behind content: that line. On a line of its own: the next line that is no comment; before the
  /// first content of a document: the whole document.
  mutating func scope(of comment: Comment) -> Suppression.Scope {
    let line = table.line(of: comment.range.lowerBound)
    guard comment.isOwnLine else { return .lines(line...line) }
    if !block.lines.contains(line) { block = block(around: line) }
    let next = block.lines.upperBound
    guard block.isHead else { return .lines(next...next) }
    let start = comment.range.lowerBound
    return .bytes(start..<max(documentEnd(after: block.marker ?? start), start + 1))
  }

  private func text(_ line: Int) -> Substring {
    source.text(table.range(ofLine: line)).drop { $0 == " " || $0 == "\t" }
  }

  private func block(around line: Int) -> Block {
    var next = line + 1
    while next <= table.count {
      let text = text(next)
      if !text.isEmpty, !text.hasPrefix("#") { break }
      next += 1
    }
    var first = line
    while first > 1 {
      let text = text(first - 1)
      if text.hasPrefix("---") || (!text.isEmpty && !text.hasPrefix("#")) { break }
      first -= 1
    }
    let above = first > 1 ? source.text(table.range(ofLine: first - 1)) : "---"
    let below = next <= table.count ? source.text(table.range(ofLine: next)) : ""
    return Block(
      lines: first..<next, isHead: above.hasPrefix("---") || below.hasPrefix("---"),
      marker: below.hasPrefix("---") ? table.range(ofLine: next).upperBound : nil)
  }

  private mutating func documentEnd(after offset: Int) -> Int {
    if document.contains(offset) { return document.upperBound }
    let bytes = source.bytes
    var index = offset
    while index + 3 < bytes.count {
      if bytes[index] == 10, bytes[(index + 1)...].starts(with: "---".utf8) { break }
      index += 1
    }
    let end = index + 3 < bytes.count ? index : bytes.count
    document = offset..<max(end, offset)
    return end
  }
}
