/// One replacement of bytes in a file.
package struct Edit: Sendable, Hashable {
  package let range: Range<Int>
  package let replacement: [UInt8]

  package init(range: Range<Int>, replacement: String) {
    self.range = range
    self.replacement = Array(replacement.utf8)
  }

  package init(range: Range<Int>, bytes: [UInt8]) {
    self.range = range
    replacement = bytes
  }

  /// Whether the result would depend on which of the two is made first.
  package func collides(with other: Edit) -> Bool {
    guard self != other else { return false }
    guard range != other.range else { return true }
    return range.lowerBound < other.range.upperBound && other.range.lowerBound < range.upperBound
  }

  /// The bytes with all edits made, or nil when two of them collide.
  package static func apply(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8]? {
    let sorted = sorted(edits)
    var result: [UInt8] = []
    var position = 0
    var last: Edit?
    for edit in sorted {
      guard edit.range.lowerBound >= position, edit.range.upperBound <= bytes.count,
        last?.collides(with: edit) != true
      else { return nil }
      result += bytes[position..<edit.range.lowerBound]
      result += edit.replacement
      position = edit.range.upperBound
      last = edit
    }
    return result + bytes[position...]
  }

  /// Each edit once, in the order of the text.
  package static func sorted(_ edits: [Edit]) -> [Edit] {
    Set(edits).sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }
}
