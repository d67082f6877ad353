internal import YAMLTree

/// Adds entries and items to collections, removes and moves them.
enum CollectionEdit {
  /// A new entry or item behind the last one, indented like it.
  static func inserting(_ fragment: InsertedNode, into node: Node) -> Edit? {
    // It can be there without a value.
    if case .entry(let key, _) = fragment,
      node.ownEntries.contains(where: { $0.key.hasText(key) })
    {
      return nil
    }
    let isJSON = node.document.isWrittenAsJSON || node.ownEntries.first?.key.style == .doubleQuoted
    if node.style == .flow { return insertingIntoFlow(fragment, node, isJSON: isJSON) }
    guard let margin = margin(of: node), let end = contentEnd(of: node) else { return nil }
    return inserting(fragment.block().map { margin + $0 }, at: end, node.document.source.bytes)
  }

  private static func insertingIntoFlow(
    _ fragment: InsertedNode, _ node: Node, isJSON: Bool
  ) -> Edit? {
    // Without the brackets that are there already.
    let text = String(fragment.flow(isJSON: isJSON).dropFirst().dropLast())
    guard let end = contentEnd(of: node) else {
      let start = node.range.lowerBound + 1
      return Edit(range: start..<start, replacement: text)
    }
    return Edit(range: end..<end, replacement: ", " + text)
  }

  /// Whole lines behind the line of an offset.
  private static func inserting(_ lines: [String], at offset: Int, _ source: [UInt8]) -> Edit {
    let lineBreak = lineBreak(of: source)
    if offset > 0, source[offset - 1] == 10 {
      return Edit(range: offset..<offset, replacement: lines.map { $0 + lineBreak }.joined())
    }
    let end = source[offset...].firstIndex { $0 == 10 || $0 == 13 } ?? source.count
    return Edit(range: end..<end, replacement: lines.map { lineBreak + $0 }.joined())
  }

  /// An entry with all of its lines, or in a flow mapping with its comma; a mapping that it would
  /// leave empty goes with it.
  ///
  /// - Parameter node: the value.
  static func deleting(_ node: Node) -> Edit? {
    guard let mapping = node.parent, mapping.kind == .mapping,
      let index = mapping.ownEntries.firstIndex(where: { $0.value == node })
    else { return nil }
    if mapping.ownEntries.count == 1, mapping.parent?.kind == .mapping { return deleting(mapping) }
    if mapping.style == .flow { return deletingFromFlow(index, mapping) }
    return lines(of: mapping.ownEntries[index], mapping).map {
      deleting(lines: $0, mapping.document.source.bytes)
    }
  }

  /// At the end of a file without a final line break the one before goes.
  private static func deleting(lines: Range<Int>, _ source: [UInt8]) -> Edit {
    guard lines.upperBound == source.count, source.last != 10, lines.lowerBound > 0 else {
      return Edit(range: lines, replacement: "")
    }
    let isWide = lines.lowerBound > 1 && source[lines.lowerBound - 2] == 13
    return Edit(range: lines.lowerBound - (isWide ? 2 : 1)..<lines.upperBound, replacement: "")
  }

  private static func deletingFromFlow(_ index: Int, _ mapping: Node) -> Edit? {
    let entries = mapping.ownEntries
    let entry = entries[index]
    var range = entry.key.range.lowerBound..<end(of: entry)
    if index > 0 {
      range = end(of: entries[index - 1])..<range.upperBound
    } else if entries.count > 1 {
      range = range.lowerBound..<entries[1].key.range.lowerBound
    }
    let bytes = mapping.document.source.bytes
    let around =
      bytes[range.lowerBound..<entry.key.range.lowerBound]
      + bytes[end(of: entry)..<range.upperBound]
    guard !around.contains(UInt8(ascii: "#")) else { return nil }
    return Edit(range: range, replacement: "")
  }

  /// The lines of entries of block mappings, in another one.
  ///
  /// - Parameters:
  ///   - keys: the keys of the entries.
  ///   - name: the entry to make for them in `target`; nil where they go into `target` itself.
  static func moving(_ keys: [Node], to target: Node, under name: String?) -> [Edit]? {
    let source = target.document.source.bytes
    guard target.kind == .mapping, target.style == .block, let outer = margin(of: target),
      let end = contentEnd(of: target)
    else { return nil }
    let margin = name == nil ? outer : outer + "  "
    var deletions: [Range<Int>] = []
    var moved = name.map { [outer + Scalar.written($0, asPlainIfPossible: true) + ":"] } ?? []
    for key in keys {
      guard key.document === target.document, let mapping = key.parent, mapping.style == .block,
        let entry = mapping.ownEntries.first(where: { $0.key == key }),
        let lines = lines(of: entry, mapping),
        name != nil || !target.ownEntries.contains(where: { $0.key.hasText(key.text) }),
        mapping == target || mapping.ownEntries.count > keys.count
      else { return nil }
      deletions.append(lines)
      let depth = key.range.lowerBound - lines.lowerBound
      guard !holdsAnchors(entry.value) else { return nil }
      for line in Self.lines(in: source[lines]) {
        guard let line = shifted(line, by: depth, to: margin) else { return nil }
        moved.append(line)
      }
    }
    let insertion = inserting(moved, at: end, source)
    // What is made for them stands where the first of them stood.
    let isInPlace = name != nil && keys.first?.parent == target
    return joined(insertion, moved, deletions, source, isInPlace: isInPlace)
  }

  /// A line with another margin; nil for content that stands further left than its key, as the rest
  /// of a quoted text can.
  private static func shifted(_ line: String, by depth: Int, to margin: String) -> String? {
    let content = line.drop { $0 == " " }
    if content.isEmpty { return line.count > depth ? margin + String(line.dropFirst(depth)) : line }
    if line.count - content.count >= depth { return margin + String(line.dropFirst(depth)) }
    return content.hasPrefix("#") ? margin + String(content) : nil
  }

  /// Behind what refers to it an anchor would be another.
  private static func holdsAnchors(_ node: Node) -> Bool {
    if node.isAlias || node.hasAnchor { return true }
    return node.kind == .mapping
      ? node.ownEntries.contains { holdsAnchors($0.value) || holdsAnchors($0.key) }
      : node.kind == .sequence && node.elements.contains(where: holdsAnchors)
  }

  /// The insertion takes the place of lines that it would stand in.
  private static func joined(
    _ insertion: Edit, _ lines: [String], _ deletions: [Range<Int>], _ source: [UInt8],
    isInPlace: Bool
  ) -> [Edit] {
    let lineBreak = lineBreak(of: source)
    let offset = insertion.range.lowerBound
    let index =
      isInPlace
      ? 0 : deletions.firstIndex { $0.lowerBound < offset && offset <= $0.upperBound }
    var edits = deletions.map { deleting(lines: $0, source) }
    guard let index else { return edits + [insertion] }
    let isLast = deletions[index].upperBound == source.count && source.last != 10
    edits[index] = Edit(
      range: deletions[index],
      replacement: lines.joined(separator: lineBreak) + (isLast ? "" : lineBreak))
    return edits
  }

  /// Text in a list as an object that has it under a key.
  static func wrapping(_ node: Node, key: String) -> [Edit]? {
    guard node.kind == .scalar, node.style.isInline, node.parent?.kind == .sequence, !key.isEmpty
    else { return nil }
    let isJSON = node.document.isWrittenAsJSON
    let opening = Scalar.written(key, asPlainIfPossible: !isJSON) + ": "
    let isFlow = node.parent?.style == .flow
    let (start, end) = (node.range.lowerBound, node.range.upperBound)
    return [Edit(range: start..<start, replacement: (isFlow ? "{" : "") + opening)]
      + (isFlow ? [Edit(range: end..<end, replacement: "}")] : [])
  }

  /// A comment, from a marker to its end; alone on its line it goes with the line.
  static func deletingComment(_ place: Place, from marker: String) -> Edit? {
    let source = place.file.bytes
    let text = place.file.text(place.range)
    guard let offset = text.firstRange(of: marker)?.lowerBound,
      let hash = text[..<offset].lastIndex(of: "#"),
      text[text.index(after: hash)..<offset].allSatisfy(\.isWhitespace)
    else { return nil }
    var start = place.range.lowerBound + text.utf8.distance(from: text.startIndex, to: hash)
    while start > 0, source[start - 1] == 32 || source[start - 1] == 9 { start -= 1 }
    let isOwnLine = start == 0 || source[start - 1] == 10 || source[start - 1] == 13
    let end = place.range.upperBound
    guard isOwnLine else { return Edit(range: start..<end, replacement: "") }
    return deleting(lines: start..<lineEnd(behind: end, source), source)
  }

  // MARK: Places

  /// That of the first line.
  static func lineBreak(of source: [UInt8]) -> String {
    guard let first = source.firstIndex(of: 10), first > 0 else { return "\n" }
    return source[first - 1] == 13 ? "\r\n" : "\n"
  }

  /// What stands before entries or items of a block collection.
  private static func margin(of node: Node) -> String? {
    let source = node.document.source.bytes
    guard let first = node.ownEntries.first?.key ?? node.elements.first else { return nil }
    var start = first.range.lowerBound
    let lineStart = lineStart(before: start, source)
    if node.kind == .sequence {
      guard let dash = source[lineStart..<start].lastIndex(of: UInt8(ascii: "-")) else {
        return nil
      }
      start = dash
    }
    return String(repeating: " ", count: start - lineStart)
  }

  private static func lineStart(before offset: Int, _ source: [UInt8]) -> Int {
    if let lineBreak = source[..<offset].lastIndex(where: { $0 == 10 || $0 == 13 }) {
      return lineBreak + 1
    }
    // A byte order mark is no indentation.
    return offset >= 3 && source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The start of the line after the one that ends at or behind the offset.
  private static func lineEnd(behind offset: Int, _ source: [UInt8]) -> Int {
    guard offset == 0 || source[offset - 1] != 10 else { return offset }
    return (source[offset...].firstIndex(of: 10) ?? source.count - 1) + 1
  }

  private static func contentEnd(of node: Node) -> Int? {
    node.ownEntries.last.map(end) ?? node.elements.last?.range.upperBound
  }

  /// An empty value may be said to stand at what follows it.
  private static func end(of entry: Node.Entry) -> Int {
    entry.value.range.isEmpty ? entry.key.range.upperBound : entry.value.range.upperBound
  }

  /// The lines of an entry that shares none of them.
  private static func lines(of entry: Node.Entry, _ mapping: Node) -> Range<Int>? {
    let source = mapping.document.source.bytes
    let start = entry.key.range.lowerBound
    let lineStart = lineStart(before: start, source)
    guard source[lineStart..<start].allSatisfy({ $0 == 32 }) else { return nil }
    return lineStart..<lineEnd(behind: end(of: entry), source)
  }

  private static func lines(in bytes: ArraySlice<UInt8>) -> [String] {
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0.last == 13 ? $0.dropLast() : $0, as: UTF8.self) }
  }
}
