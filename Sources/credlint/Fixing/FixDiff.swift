internal import CEL
internal import Credentials
internal import Reports
internal import YAMLTree

/// A unified diff of a file and its fixes, with secret text masked.
struct FixDiff {
  private(set) var text = ""
  /// Something is hidden, so that no program can apply the diff.
  private(set) var isMasked = false
  /// Lines around a change were left out for what they hold.
  private(set) var isCut = false

  private struct Line {
    let range: Range<Int>
    let bytes: ArraySlice<UInt8>
  }

  private enum Step {
    case keep(old: Int, new: Int)
    case remove(Int)
    case add(Int)
  }

  private static let context = 3

  private let file: FixedFile
  private let fixed: SourceFile
  private let masks: Masks
  private let newMasks: Masks
  private let outline: Outline
  private let newOutline: Outline
  private let old: [Line]
  private let new: [Line]
  /// By line: what its own part of the change is.
  private var changed: (old: [Int: Range<Int>], new: [Int: Range<Int>]) = ([:], [:])

  init(_ file: FixedFile, masks: Masks, newMasks: Masks) {
    self.file = file
    fixed = SourceFile(path: file.original.path, bytes: file.bytes)
    self.masks = masks
    self.newMasks = newMasks
    outline = Outline(file.original)
    newOutline = Outline(fixed)
    old = Self.lines(file.original.bytes)
    new = Self.lines(file.bytes)
    let steps = self.steps()
    let hunks = Self.hunks(steps)
    guard !hunks.isEmpty else { return }
    changed = changes(steps)
    let name = Terminal.visible(Redaction.scan(fixed.path))
    text = "--- a/\(name)\n+++ b/\(name)\n"
    for hunk in hunks.flatMap({ parts(of: $0, steps) }) { write(steps, hunk) }
  }

  /// A hunk without the lines that are not to be shown: its parts around them that change something.
  private mutating func parts(of hunk: Range<Int>, _ steps: [Step]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = hunk.lowerBound
    var changes = false
    for index in hunk {
      guard case .keep(let line, _) = steps[index] else {
        changes = true
        continue
      }
      guard !isPlain(old[line]) else { continue }
      isCut = true
      if changes { parts.append(start..<index) }
      (start, changes) = (index + 1, false)
    }
    if changes { parts.append(start..<hunk.upperBound) }
    return parts
  }

  private func isPlain(_ line: Line) -> Bool {
    let breaks = line.bytes.reversed().prefix { $0 == 10 || $0 == 13 }.count
    let range = line.range.lowerBound..<line.range.upperBound - breaks
    return masks.text(in: range, of: outline, marks: [])
      == outline.file.text(range).replacing("\t", with: " ")
  }

  /// Lines with their breaks: a change of a break is a change.
  private static func lines(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
      lines.append(Line(range: start..<end, bytes: bytes[start..<end]))
      start = end
    }
    return lines
  }

  private func steps() -> [Step] {
    let difference = new.map(\.bytes).difference(from: old.map(\.bytes))
    var removed = Set<Int>()
    var added = Set<Int>()
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var steps: [Step] = []
    var position = (old: 0, new: 0)
    while position.old < old.count || position.new < new.count {
      if position.old < old.count, removed.contains(position.old) {
        steps.append(.remove(position.old))
        position.old += 1
      } else if position.new < new.count, added.contains(position.new) {
        steps.append(.add(position.new))
        position.new += 1
      } else {
        steps.append(.keep(old: position.old, new: position.new))
        position = (position.old + 1, position.new + 1)
      }
    }
    return steps
  }

  /// Ranges of steps around changes, with lines between them that stay.
  private static func hunks(_ steps: [Step]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (index, step) in steps.enumerated() {
      if case .keep = step { continue }
      let range = max(0, index - context)..<min(steps.count, index + context + 1)
      if let last = hunks.last, range.lowerBound <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  /// What differs between lines that were replaced one for one; of other lines that are new, all.
  private func changes(_ steps: [Step]) -> (old: [Int: Range<Int>], new: [Int: Range<Int>]) {
    var changes: (old: [Int: Range<Int>], new: [Int: Range<Int>]) = ([:], [:])
    var removed: [Int] = []
    var added: [Int] = []
    for step in steps + [.keep(old: 0, new: 0)] {
      switch step {
      case .remove(let index): removed.append(index)
      case .add(let index): added.append(index)
      case .keep:
        let isPaired = removed.count == added.count
        for (position, index) in added.enumerated() {
          let line = new[index]
          changes.new[index] = line.range
          guard isPaired else { continue }
          let before = old[removed[position]]
          let start = zip(before.bytes, line.bytes).prefix { $0 == $1 }.count
          let end = zip(
            before.bytes.dropFirst(start).reversed(), line.bytes.dropFirst(start).reversed()
          )
          .prefix { $0 == $1 }.count
          changes.new[index] = line.range.lowerBound + start..<line.range.upperBound - end
          changes.old[removed[position]] =
            before.range.lowerBound + start..<before.range.upperBound - end
        }
        (removed, added) = ([], [])
      }
    }
    return changes
  }

  private mutating func write(_ steps: [Step], _ hunk: Range<Int>) {
    var body = ""
    var counts = (old: 0, new: 0)
    for step in steps[hunk] {
      switch step {
      case .keep(let index, _):
        body += written(" ", old[index], outline, masks, changed: nil)
        counts = (counts.old + 1, counts.new + 1)
      case .remove(let index):
        body += written("-", old[index], outline, masks, changed: changed.old[index])
        counts.old += 1
      case .add(let index):
        body += written(
          "+", new[index], newOutline, newMasks, changed: changed.new[index], hidden: file.hidden)
        counts.new += 1
      }
    }
    let before = steps[..<hunk.lowerBound].reduce(into: (old: 0, new: 0)) { counts, step in
      switch step {
      case .keep: counts = (counts.old + 1, counts.new + 1)
      case .remove: counts.old += 1
      case .add: counts.new += 1
      }
    }
    // A side without lines stands behind the line before it.
    let start = (before.old + (counts.old > 0 ? 1 : 0), before.new + (counts.new > 0 ? 1 : 0))
    text += "@@ -\(start.0),\(counts.old) +\(start.1),\(counts.new) @@\n" + body
  }

  private mutating func written(
    _ sign: String, _ line: Line, _ outline: Outline, _ masks: Masks, changed: Range<Int>?,
    hidden: [Range<Int>] = []
  ) -> String {
    let file = outline.file
    let breaks = line.bytes.reversed().prefix { $0 == 10 || $0 == 13 }.count
    let range = line.range.lowerBound..<line.range.upperBound - breaks
    let secret = hidden.map { $0.clamped(to: range) }.filter { !$0.isEmpty }
    let shown: String
    if let first = secret.map(\.lowerBound).min(), let last = secret.map(\.upperBound).max() {
      shown = masks.text(
        in: range, of: outline, replacing: first..<last, with: Sensitive.redaction)
    } else {
      let marks = changed.map { outline.scalars(in: $0.clamped(to: range)) } ?? []
      shown = masks.text(in: range, of: outline, marks: marks)
    }
    let plain = file.text(range)
    let isShown = shown == plain.replacing("\t", with: " ")
    isMasked = isMasked || !isShown
    let ending = file.text(range.upperBound..<line.range.upperBound)
    let missing = line.bytes.last == 10 ? "" : "\n\\ No newline at end of file\n"
    return sign + (isShown ? plain : shown) + ending + missing
  }
}
