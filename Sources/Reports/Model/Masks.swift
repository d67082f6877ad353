internal import Encodings
internal import Credentials
package import Graph
internal import Manifests
package import Rules
package import YAMLTree

/// Byte ranges of secret material, by file: no snippet shows what stands there.
package struct Masks: Sendable {
  private var ranges: [String: [Range<Int>]] = [:]
  /// By file with broken content: what could be read. Nothing else of it is known to be harmless.
  private var readable: [String: [Range<Int>]] = [:]

  /// Scripts, of which only harmless words are shown.
  private var scripts: [String: [Range<Int>]] = [:]

  package init() {}

  /// Every value of every Secret, everything that was seen to be a credential elsewhere, and the
  /// arguments of password flags.
  package init(_ graph: ResourceGraph) {
    for secret in graph.secrets {
      for entry in secret.entries { addValues(entry.value) }
      for key in ["kubectl.kubernetes.io/last-applied-configuration"] {
        if let node = secret.resource.annotation(key) { add(node) }
      }
    }
    for resource in graph.resources where resource.role == .secret {
      let misplaced = ["data", "stringData"].map { resource.metadata?[$0] }
      for node in ["data", "stringData"].map({ resource.body[$0] }) + misplaced {
        guard let node else { continue }
        guard node.kind == .mapping else {
          node.forEachScalar { add($0) }
          continue
        }
        for entry in node.ownEntries { addValues(entry.value) }
      }
    }
    for content in graph.files where content.problems.contains(where: { $0.kind != .malformed }) {
      readable[content.file.path] = content.documentRanges
    }
    for hardcoded in graph.hardcoded.credentials {
      add(hardcoded.place)
      if let node = hardcoded.node { add(node) }
    }
    for document in graph.encrypted {
      for value in document.clear
      where value.isSecretData || Strength.isPlausible(value.node.text) {
        add(value.node)
      }
    }
    for container in graph.containers {
      for node in Containers.passwords(in: container) { add(node) }
      for node in Containers.commandLine(of: container)
      where !ScriptMask.isHarmless(argument: node.text) {
        add(node)
      }
    }
    for command in graph.commands {
      let script = command.script
      if scripts[script.file.path]?.last != script.range {
        scripts[script.file.path, default: []].append(script.range)
      }
      for argument in command.arguments
      where SecretNames.mayBePasswordFlag(argument.flag) && !Self.isVariable(argument.value) {
        add(argument.place)
      }
    }
    settle()
  }

  /// `$NAME` alone: a name, not a secret.
  static func isVariable(_ value: String) -> Bool {
    value.hasPrefix("$")
      && value.dropFirst().allSatisfy { $0.isLetter || $0.isNumber || "_{}()".contains($0) }
  }

  /// Sorted and disjoint, so that a line finds its own by bisection.
  private mutating func settle() {
    ranges = ranges.mapValues { ranges in
      var result: [Range<Int>] = []
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
        if let last = result.last, range.lowerBound <= last.upperBound {
          result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
          result.append(range)
        }
      }
      return result
    }
  }

  private func hidden(in line: Range<Int>, of file: SourceFile) -> ArraySlice<Range<Int>> {
    let all = ranges[file.path] ?? []
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle].upperBound <= line.lowerBound { low = middle + 1 } else { high = middle }
    }
    return all[low...].prefix { $0.lowerBound < line.upperBound }
  }

  /// What a command makes has keys that it only implies: its values are what it is given.
  private mutating func addValues(_ node: Node) {
    guard node.document.isComposed else {
      if node.kind == .scalar { return add(node) }
      return node.forEachScalar { add($0) }
    }
    node.forEachScalar { scalar in
      if !scalar.isMappingKey, !Placeholder.isTemplate(scalar.text) { add(scalar) }
    }
  }

  private mutating func add(_ node: Node) { add(node.document.place(of: node.range)) }

  private mutating func add(_ place: Place) {
    ranges[place.file.path, default: []].append(place.range)
  }

  /// A part of a line with everything replaced that may be secret, and control characters made
  /// visible. The number of characters is kept, so that carets stay in their columns.
  ///
  /// - Parameter marks: what a finding is about; it is shown unless it is a secret.
  package func text(
    in range: Range<Int>, of outline: Outline, marks: [Range<Int>] = []
  ) -> String {
    Self.redacted(masked(range, outline, marks))
  }

  /// The line after an edit, with everything but the replacement masked as before.
  package func text(
    in line: Range<Int>, of outline: Outline, replacing range: Range<Int>,
    with replacement: String
  ) -> String {
    let file = outline.file
    var masked = masked(line, outline, [range])
    let start = file.text(line.lowerBound..<range.lowerBound).unicodeScalars.count
    let length = file.text(range.clamped(to: line)).unicodeScalars.count
    let lower = min(start, masked.count)
    masked.replaceSubrange(
      lower..<min(lower + length, masked.count),
      with: Terminal.visible(Redaction.scan(replacement)).unicodeScalars)
    return Self.redacted(masked)
  }

  private func masked(
    _ range: Range<Int>, _ outline: Outline, _ marks: [Range<Int>]
  ) -> [Unicode.Scalar] {
    let file = outline.file
    let readable = self.readable[file.path]
    let scripts = (self.scripts[file.path] ?? []).filter { $0.overlaps(range) }
    let text = file.text(range)
    let shown = outline.shown(in: range, marks: marks)
    var words = (scripts.isEmpty ? [] : ScriptMask.visible(in: text)).makeIterator()
    var hidden = hidden(in: range, of: file)
    var offset = range.lowerBound
    return text.unicodeScalars.map { scalar in
      let isWord = words.next() ?? false
      defer { offset += UTF8.width(scalar) }
      while let first = hidden.first, first.upperBound <= offset { hidden = hidden.dropFirst() }
      let isUnread = readable.map { !$0.contains { $0.contains(offset) } } ?? false
      let isScript = scripts.contains { $0.contains(offset) }
      let isShown =
        scalar.isSpace
        || (hidden.first?.contains(offset) != true
          && (isScript ? isWord : shown[offset - range.lowerBound])
          && (!isUnread || Self.isPunctuation(scalar)))
      return isShown ? Terminal.visible(scalar) : Self.cover
    }
  }

  private static let cover: Unicode.Scalar = "•"

  /// Covers from the first to the last token of a known kind, in as many characters as before.
  private static func redacted(_ scalars: [Unicode.Scalar]) -> String {
    let text = String(written: scalars)
    let scanned = Redaction.scan(text).unicodeScalars
    guard !scanned.elementsEqual(scalars) else { return text }
    let start = zip(scalars, scanned).prefix { $0 == $1 }.count
    let end = zip(scalars.reversed(), scanned.reversed()).prefix { $0 == $1 }.count
    return String(
      written: scalars.enumerated().map { index, scalar in
        let isCovered = index >= start && index < scalars.count - end
        return isCovered && !scalar.isSpace ? cover : scalar
      })
  }

  /// Whether what a fix replaces is hidden: then so is the replacement. A line too long to be looked
  /// through for every fix of it is.
  package func hides(_ fix: Fix) -> Bool { fix.edits.contains { hides($0, of: fix) } }

  /// Whether an edit's text must not be shown.
  package func hides(_ edit: Edit, of fix: Fix) -> Bool {
    guard !fix.secretEdits.contains(edit) else { return true }
    let bytes = fix.file.bytes
    let near = edit.range.lowerBound - Self.longLine..<edit.range.lowerBound + Self.longLine
    let around = near.clamped(to: 0..<bytes.count)
    let before = bytes[around.lowerBound..<edit.range.lowerBound]
    let after = bytes[edit.range.lowerBound..<around.upperBound]
    let start = before.lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 }
    let end = after.firstIndex { $0 == 10 || $0 == 13 }
    guard start != nil || around.lowerBound == 0, end != nil || around.upperBound == bytes.count
    else { return true }
    let line = (start ?? around.lowerBound)..<(end ?? around.upperBound)
    return Self.guardedRange(fix.file, line).overlaps(edit.range)
      || hidden(in: edit.range, of: fix.file).contains { $0.overlaps(edit.range) }
  }

  /// Bytes beyond which a line is not shown whole.
  static let longLine = 4_096

  /// What tells where a syntax mistake is, and belongs to no secret's alphabet.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isSpace || (scalar.isASCII && punctuation.contains(UInt8(scalar.value)))
  }

  private static let punctuation = ByteSet(":{}[],'\"&*!|>?%@`#")

  /// What stands behind the first key of a line that names a secret, to the line's end.
  static func guardedRange(_ file: SourceFile, _ range: Range<Int>) -> Range<Int> {
    let text = file.text(range)
    let bytes = text.utf8
    var start = bytes.startIndex
    while let separator = bytes[start...].firstIndex(where: { $0 == 58 || $0 == 61 }) {
      let next = bytes.index(after: separator)
      let key =
        start == bytes.startIndex ? text[..<separator] : lastWord(of: bytes[..<separator])
      let value = text[next...]
      if SecretNames.mayMatch(String(key)), value.utf8.contains(where: { $0 > 32 }),
        !isVariable(String(value.filter { !"\"' \\".contains($0) }))
      {
        let offset = bytes.distance(from: bytes.startIndex, to: next)
        return range.lowerBound + offset..<range.upperBound
      }
      start = next
    }
    return 0..<0
  }

  /// The name before a separator, without its quotes.
  private static func lastWord(of text: Substring.UTF8View) -> Substring {
    var end = text.endIndex
    while end > text.startIndex, [32, 34, 39].contains(text[text.index(before: end)]) {
      end = text.index(before: end)
    }
    var start = end
    while start > text.startIndex, isWordByte(text[text.index(before: start)]) {
      start = text.index(before: start)
    }
    return Substring(text[start..<end])
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte.isWordByte || byte == 45
      || byte == 46
  }
}
