internal import YAMLTree

/// Makes YAML of a template, as far as it goes without rendering: expressions become letters where
/// they stand in a value, and blanks where they stand alone. Both branches of a condition stay.
struct TemplateFiller {
  private let bytes: [UInt8]
  private let template: TemplateLines
  private var filled: [UInt8]
  private var holes: [Range<Int>] = []
  private var insertions: [Filling.Insertion] = []
  /// The key that a value may still follow on a later line.
  private var pending: TemplateLines.Key?
  private var block: BlockScalar?

  /// A block scalar that goes on.
  private struct BlockScalar {
    /// Of the key or dash that it stands behind.
    let parent: Int
    /// The column in which its lines start.
    let content: Int
  }

  private init(_ bytes: [UInt8], _ template: TemplateLines) {
    self.bytes = bytes
    self.template = template
    filled = bytes
  }

  /// - Parameter skipped: parts of the template that are left out.
  static func filling(
    of bytes: [UInt8], _ expressions: [TemplateExpression], skipping skipped: [Range<Int>] = []
  ) -> Filling {
    var rest = bytes
    for range in skipped {
      for offset in range where bytes[offset] != 10 && bytes[offset] != 13 { rest[offset] = 32 }
    }
    let remaining =
      skipped.isEmpty ? expressions : expressions.filter { rest[$0.range.lowerBound] != 32 }
    var filler = TemplateFiller(rest, TemplateLines(rest, remaining))
    for index in filler.template.lines.indices { filler.fill(line: index) }
    let left = skipped.map { Filling.Insertion(offset: $0.lowerBound, column: nil) }
    return Filling(
      bytes: filler.filled, holes: filler.holes.sorted { $0.lowerBound < $1.lowerBound },
      insertions: filler.insertions + left,
      branches: remaining.filter(\.isBranch).map(\.range.lowerBound))
  }

  // MARK: Lines

  private mutating func fill(line index: Int) {
    let line = template.lines[index]
    if let block {
      if line.content == .nothing { return }
      if line.content == .expressions {
        replace(
          line, from: line.range.lowerBound + block.content, blankFrom: line.range.lowerBound)
        return
      }
      if line.indent > block.parent {
        replaceEach(in: line)
        return
      }
      self.block = nil
    }
    switch line.content {
    case .nothing: return
    case .comment: replaceEach(in: line)
    case .expressions: fillExpressions(line, index)
    case .text: fillText(line, index)
    }
  }

  /// A line of expressions alone: it is the value of the key before it, or adds to a collection.
  private mutating func fillExpressions(_ line: TemplateLines.Line, _ index: Int) {
    let outputs = template.expressions[line.expressions].filter { $0.role == .output }
    guard let output = outputs.first else {
      blank(line.range)
      return
    }
    if let key = pending {
      let start = line.range.lowerBound + max(line.indent, key.column + 1)
      let end = min(output.range.upperBound, line.range.upperBound)
      if start < end, !template.hasChild(after: index, of: key) {
        replace(line, from: start, blankFrom: line.range.lowerBound)
        pending = nil
        return
      }
    }
    blank(line.range)
    for output in outputs {
      insertions.append(
        Filling.Insertion(
          offset: output.range.lowerBound, column: output.column(in: bytes, own: line.indent)))
    }
  }

  private mutating func fillText(_ line: TemplateLines.Line, _ index: Int) {
    let key = template.key(of: line, in: bytes)
    if let tail = tail(of: line) {
      let outputs = template.expressions[line.expressions].filter {
        $0.range.lowerBound >= tail && $0.role == .output
      }
      let isBlank = outputs.isEmpty || template.hasChild(after: index, of: key)
      replaceEach(in: line, upTo: tail)
      if isBlank {
        blank(tail..<line.range.upperBound)
        for output in outputs {
          insertions.append(
            Filling.Insertion(
              offset: output.range.lowerBound, column: output.column(in: bytes, own: line.indent)))
        }
      } else {
        replace(line, from: tail, blankFrom: tail)
      }
    } else {
      replaceEach(in: line)
    }
    look(behind: line, index, key)
  }

  /// The offset at which nothing but expressions follows on a key or on a dash.
  private func tail(of line: TemplateLines.Line) -> Int? {
    guard !line.expressions.isEmpty else { return nil }
    let last = line.range.last { !template.covers($0) && bytes[$0] != 32 && bytes[$0] != 9 }
    guard let last, let first = template.expressions[line.expressions].last?.range.lowerBound,
      last < first
    else { return nil }
    let isDash = bytes[last] == UInt8(ascii: "-") && line.isItem
    // `key: |{{ … }}` is no block scalar that could be parsed.
    let isIndicator = bytes[last] == UInt8(ascii: "|") || bytes[last] == UInt8(ascii: ">")
    if isIndicator, last > line.range.lowerBound, bytes[last - 1] == 32 { return last }
    guard isDash || bytes[last] == UInt8(ascii: ":") else { return nil }
    return (last + 1..<line.range.upperBound).first { template.covers($0) }
  }

  /// What the end of a line announces: a block scalar, or a value on a later line.
  private mutating func look(
    behind line: TemplateLines.Line, _ index: Int, _ key: TemplateLines.Key
  ) {
    pending = nil
    var words = filled[line.range].split { $0 == 32 || $0 == 9 }
    if let comment = words.firstIndex(where: { $0.first == UInt8(ascii: "#") }), comment > 0 {
      words.removeSubrange(comment...)
    }
    guard let last = words.last else { return }
    if last.last == UInt8(ascii: ":") || (words.allSatisfy { $0.elementsEqual("-".utf8) }) {
      pending = key
      return
    }
    guard last.first == UInt8(ascii: "|") || last.first == UInt8(ascii: ">"),
      last.dropFirst().allSatisfy({ "+-123456789".utf8.contains($0) }), words.count > 1
    else { return }
    let before = words[words.count - 2]
    guard
      before.last == UInt8(ascii: ":") || before.elementsEqual("-".utf8)
        || before.first == UInt8(ascii: "!") || before.first == UInt8(ascii: "&")
    else { return }
    let digit = last.first { (49...57).contains($0) }.map { Int($0) - 48 }
    let content = digit.map { key.column + $0 } ?? contentColumn(after: index, key.column)
    block = BlockScalar(parent: key.column, content: content)
  }

  /// Where the lines of a block scalar start: the first text decides, or an expression's place.
  private func contentColumn(after index: Int, _ parent: Int) -> Int {
    var own: Int?
    for line in template.lines[(index + 1)...] where line.content != .nothing {
      if line.content == .expressions {
        if line.indent > parent { own = own ?? line.indent }
        continue
      }
      return line.indent > parent ? line.indent : own ?? parent + 1
    }
    return own ?? parent + 1
  }

  // MARK: Bytes

  private mutating func blank(_ range: Range<Int>) {
    for offset in range { filled[offset] = 32 }
  }

  /// Letters from the offset to the end of the last expression of the line, blanks around them.
  ///
  /// - Parameter first: where the blanks begin.
  private mutating func replace(_ line: TemplateLines.Line, from start: Int, blankFrom first: Int) {
    let last = line.range.last { template.covers($0) } ?? line.range.lowerBound
    blank(first..<line.range.upperBound)
    guard start <= last else { return }
    put(start..<last + 1)
  }

  /// Each run of expressions by itself; what of an expression stands on a later line is blank.
  private mutating func replaceEach(in line: TemplateLines.Line, upTo end: Int? = nil) {
    var offset = line.range.lowerBound
    let end = end ?? line.range.upperBound
    // The rest of an expression that began on an earlier line.
    let first =
      line.expressions.isEmpty
      ? end : template.expressions[line.expressions.lowerBound].range.lowerBound
    while offset < min(first, end), offset < line.range.upperBound {
      if template.covers(offset) { filled[offset] = 32 }
      offset += 1
    }
    while offset < end {
      guard template.covers(offset) else {
        offset += 1
        continue
      }
      let start = offset
      while offset < end, template.covers(offset) { offset += 1 }
      if offset == end, closes(line, before: start) {
        blank(start..<offset)
      } else {
        put(start..<offset)
      }
    }
  }

  /// `"text"{{ end }}`: nothing may follow on a quote or a bracket.
  private func closes(_ line: TemplateLines.Line, before start: Int) -> Bool {
    guard start > line.range.lowerBound, "\"']}".utf8.contains(bytes[start - 1]) else {
      return false
    }
    return template.expressions[line.expressions].allSatisfy {
      $0.range.lowerBound < start || $0.role != .output
    }
  }

  private mutating func put(_ range: Range<Int>) {
    for offset in range { filled[offset] = Filling.letter }
    holes.append(range)
  }
}
