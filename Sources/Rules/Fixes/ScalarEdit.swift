internal import YAMLTree

/// Rewrites a scalar in the style that it has.
enum ScalarEdit {
  /// The edits that make a scalar read as the text; nil where that cannot be exact.
  static func replacing(_ node: Node, with text: String) -> [Edit]? {
    guard node.kind == .scalar, !node.isAlias, node.tag == nil else { return nil }
    guard !node.hasText(text) else { return [] }
    if node.document.isRaw { return raw(node, text) }
    guard !node.hasAnchor else { return nil }
    guard !node.range.isEmpty else { return filling(node, text) }
    switch node.style {
    case .literal, .folded:
      return BlockScalar(node).flatMap { $0.replacing(with: text) }
    case .singleQuoted where text.unicodeScalars.allSatisfy(isPrintable):
      let quoted = text.replacing("'", with: "''")
      return [Edit(range: node.range, replacement: "'\(quoted)'")]
    default:
      let isPlain = node.style == .plain && !node.document.isWrittenAsJSON
      return [
        Edit(range: node.range, replacement: Scalar.written(text, asPlainIfPossible: isPlain))
      ]
    }
  }

  /// Nothing stands behind the key, wherever the parser says that it does.
  private static func filling(_ node: Node, _ text: String) -> [Edit]? {
    let source = node.document.source.bytes
    guard let end = node.keyInParent?.range.upperBound, end < source.count,
      source[end] == UInt8(ascii: ":")
    else { return nil }
    let written = " " + Scalar.written(text, asPlainIfPossible: true)
    return [Edit(range: end + 1..<end + 1, replacement: written)]
  }

  /// A file that a generator reads, or a line of one.
  private static func raw(_ node: Node, _ text: String) -> [Edit]? {
    let isWhole = node.range == 0..<node.document.source.bytes.count
    guard isWhole || !text.unicodeScalars.contains("\n") else { return nil }
    return [Edit(range: node.range, replacement: text)]
  }

  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 32 && !Scalar.isLineBreakOfYAML(scalar)
  }
}

extension Node {
  /// Its range starts with `&name`, which the edit would take away.
  var hasAnchor: Bool {
    !document.isRaw && document.source.bytes[range].first == UInt8(ascii: "&")
  }
}

extension Document {
  /// JSON, and YAML that is written like it, stays so.
  var isWrittenAsJSON: Bool {
    guard let root, root.style == .flow else { return false }
    var node = root
    while node.kind == .sequence, let first = node.elements.first { node = first }
    return node.ownEntries.first?.key.style == .doubleQuoted
  }
}

/// A literal or folded scalar, line by line.
private struct BlockScalar {
  private let node: Node
  private let source: [UInt8]
  /// The line with `|` or `>`, without its break.
  private let header: Range<Int>
  /// The lines of the content that count, each with its break.
  private let lines: [Range<Int>]
  private let decoded: [Substring.UnicodeScalarView]
  private let indentation: Int

  init?(_ node: Node) {
    self.node = node
    source = node.document.source.bytes
    let ends = Self.lineEnds(source, node.range)
    guard let first = ends.first else { return nil }
    header = node.range.lowerBound..<first.content
    let text = node.text
    let decoded = Self.lines(of: text)
    let content = ends.dropFirst().map(\.line)
    let isBlank = { [source] (line: Range<Int>) in source[line].allSatisfy { $0 <= 32 } }
    let count =
      node.style == .literal ? decoded.count : (content.lastIndex { !isBlank($0) } ?? -1) + 1
    guard content.count >= count, let shown = decoded.firstIndex(where: { !$0.isEmpty }),
      let shownLine = content.first(where: { !isBlank($0) })
    else { return nil }
    lines = Array(content.prefix(count))
    let depth = source[shownLine].prefix { $0 == 32 }.count
    indentation = depth - decoded[shown].prefix { $0 == " " }.count
    guard indentation > 0 else { return nil }
    self.decoded = decoded
  }

  private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
    var lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { Substring($0).unicodeScalars }
  }

  /// Every line in the range, and where its content ends before the break.
  private static func lineEnds(
    _ source: [UInt8], _ range: Range<Int>
  ) -> [(line: Range<Int>, content: Int)] {
    var result: [(line: Range<Int>, content: Int)] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = source[start..<range.upperBound].firstIndex(of: 10) ?? range.upperBound
      let content = end > start && end < source.count && source[end - 1] == 13 ? end - 1 : end
      let next = min(end + 1, range.upperBound)
      result.append((start..<next, content))
      start = next
    }
    return result
  }

  private static func finalBreaks(_ text: String) -> Int {
    text.unicodeScalars.reversed().prefix { $0 == "\n" }.count
  }

  private var lineBreak: String { CollectionEdit.lineBreak(of: source) }

  func replacing(with text: String) -> [Edit]? {
    let new = Self.lines(of: text)
    let (before, after) = (Self.finalBreaks(node.text), Self.finalBreaks(text))
    let isMultiline = lines.count != 1 || decoded.count != 1 || new.count != 1
    let startsDeep = new.first { !$0.isEmpty }?.first == " "
    guard !new.isEmpty, after == 0 || endsInBreak, before == after || max(before, after) < 2,
      !(node.style == .folded && isMultiline), !startsDeep || hasDigit,
      new.allSatisfy({ $0.allSatisfy { $0 == "\t" || ScalarEdit.isPrintable($0) } })
    else { return quoted(text) }
    return (before == after ? [] : [heading(endsInBreak: after == 1)]) + content(new)
  }

  /// Without, a file that ends with the scalar could not hold a line break at its end.
  private var endsInBreak: Bool { lines.last.map { source[$0].last == 10 } ?? false }

  private var hasDigit: Bool { indicators.contains { (48...57).contains($0) } }

  /// `|-` and the like, without a comment.
  private var indicators: ArraySlice<UInt8> { source[header].prefix { $0 != 32 && $0 != 9 } }

  private func heading(endsInBreak: Bool) -> Edit {
    let kept = indicators.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
    let end = header.lowerBound + indicators.count
    return Edit(
      range: header.lowerBound..<end, bytes: kept + (endsInBreak ? [] : [UInt8(ascii: "-")]))
  }

  /// Lines that stay are left alone.
  private func content(_ new: [Substring.UnicodeScalarView]) -> [Edit] {
    let old = decoded.map { String($0) }
    let new = new.map { String($0) }
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = zip(old[head...].reversed(), new[head...].reversed()).prefix { $0 == $1 }.count
    guard head + tail < max(old.count, new.count) else { return [] }
    let margin = String(repeating: " ", count: indentation)
    let written = new[head..<new.count - tail].map { $0.isEmpty ? "" : margin + $0 }
    let start = head < lines.count ? lines[head].lowerBound : lines[lines.count - 1].upperBound
    let end = tail == 0 ? lines[lines.count - 1].upperBound : lines[lines.count - tail].lowerBound
    // Behind a last line without a break, one comes first.
    let opens = start > 0 && source[start - 1] != 10
    let text = written.map { (opens ? lineBreak : "") + $0 + (opens ? "" : lineBreak) }.joined()
    let isCut = source[end - 1] != 10 && !opens && text.hasSuffix(lineBreak)
    return [
      Edit(
        range: start..<end,
        replacement: isCut ? String(text.dropLast()) : text)
    ]
  }

  /// The value ends with its line, which a quoted one does not.
  private func quoted(_ text: String) -> [Edit] {
    let end = lines[lines.count - 1].upperBound
    let rest = String(
      decoding: source[header.lowerBound + indicators.count..<header.upperBound], as: UTF8.self)
    let ending = endsInBreak ? lineBreak : ""
    return [
      Edit(
        range: header.lowerBound..<end,
        replacement: Scalar.written(text, asPlainIfPossible: true) + rest + ending)
    ]
  }
}
