/// The lines of a template, and what stands in each beside expressions.
struct TemplateLines {
  /// What of a line is text.
  enum Content { case nothing, comment, expressions, text }

  struct Line {
    /// Byte offsets without the break.
    let range: Range<Int>
    let content: Content
    /// The column, from 0, of the first byte that is no space.
    let indent: Int
    /// Text that starts with `- ` or is `-`.
    let isItem: Bool
    /// Positions of the expressions that begin in it.
    let expressions: Range<Int>
  }

  let expressions: [TemplateExpression]
  private(set) var lines: [Line] = []
  /// Of each line: the next one that holds text.
  private var next: [Int?] = []
  /// Whether a byte belongs to an expression.
  private let isCovered: [Bool]

  init(_ bytes: [UInt8], _ expressions: [TemplateExpression]) {
    self.expressions = expressions
    var isCovered = [Bool](repeating: false, count: bytes.count)
    for expression in expressions {
      for offset in expression.range { isCovered[offset] = true }
    }
    self.isCovered = isCovered
    var start = 0
    var position = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 10, bytes[end] != 13 { end += 1 }
      let first = position
      while position < expressions.count, expressions[position].range.lowerBound < end {
        position += 1
      }
      lines.append(Self.line(bytes, start..<end, first..<position, isCovered))
      let isPair = end + 1 < bytes.count && bytes[end] == 13 && bytes[end + 1] == 10
      start = end + (isPair ? 2 : 1)
    }
    next = [Int?](repeating: nil, count: lines.count)
    for index in lines.indices.dropLast().reversed() {
      next[index] = lines[index + 1].content == .text ? index + 1 : next[index + 1]
    }
  }

  private static func line(
    _ bytes: [UInt8], _ range: Range<Int>, _ expressions: Range<Int>, _ isCovered: [Bool]
  ) -> Line {
    var isComment = false
    var hasText = false
    var hasExpression = false
    for offset in range {
      if isCovered[offset] {
        hasExpression = true
      } else if bytes[offset] != 32, bytes[offset] != 9 {
        isComment = !hasText && bytes[offset] == UInt8(ascii: "#")
        hasText = true
        break
      }
    }
    let first = range.first { bytes[$0] != 32 && bytes[$0] != 9 } ?? range.upperBound
    let isItem =
      hasText && bytes[first] == UInt8(ascii: "-")
      && (first + 1 >= range.upperBound || bytes[first + 1] == 32 || bytes[first + 1] == 9)
    let content: Content =
      hasText && !isComment
      ? .text : hasExpression ? .expressions : isComment ? .comment : .nothing
    return Line(
      range: range, content: content, indent: first - range.lowerBound, isItem: isItem,
      expressions: expressions)
  }

  /// Whether the byte is part of an expression.
  func covers(_ offset: Int) -> Bool { isCovered[offset] }

  /// The next line behind `index` that holds text.
  func text(after index: Int) -> Line? {
    next[index].map { lines[$0] }
  }

  /// Whether the next text belongs below a key or item in the column.
  func hasChild(after index: Int, of parent: Key) -> Bool {
    guard let next = text(after: index) else { return false }
    return next.indent > parent.column
      || (next.indent == parent.column && next.isItem && !parent.isItem)
  }

  /// What a line's text stands under: a key, or the dash of an item.
  struct Key {
    let column: Int
    let isItem: Bool
  }

  /// The innermost key or dash of a line of text: in `  - name: |` the key in column 4.
  func key(of line: Line, in bytes: [UInt8]) -> Key {
    var offset = line.range.lowerBound + line.indent
    var dash: Int?
    while offset < line.range.upperBound, bytes[offset] == UInt8(ascii: "-"), !isCovered[offset],
      offset + 1 >= line.range.upperBound || bytes[offset + 1] == 32 || bytes[offset + 1] == 9
    {
      dash = offset - line.range.lowerBound
      offset += 1
      while offset < line.range.upperBound, bytes[offset] == 32 || bytes[offset] == 9 {
        offset += 1
      }
    }
    let rest = bytes[offset..<line.range.upperBound]
    let isBare =
      rest.isEmpty || rest.first == UInt8(ascii: "|") || rest.first == UInt8(ascii: ">")
    if let dash, isBare || !rest.contains(UInt8(ascii: ":")) {
      return Key(column: dash, isItem: true)
    }
    return Key(column: offset - line.range.lowerBound, isItem: false)
  }
}
