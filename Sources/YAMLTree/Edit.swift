/// One replacement of bytes in a file.
package struct Edit: Sendable, Hashable {
  package let range: Range<Int>
  package let replacement: [UInt8]

  package init(range: Range<Int>, replacement: String) {
    self.range = range
    self.replacement = Array(replacement.utf8)
  }

  /// The bytes with all edits made, or nil when two of them overlap.
  package static func apply(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8]? {
    let sorted = Array(Set(edits)).sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var result: [UInt8] = []
    var position = 0
    for edit in sorted {
      guard edit.range.lowerBound >= position, edit.range.upperBound <= bytes.count else {
        return nil
      }
      result += bytes[position..<edit.range.lowerBound]
      result += edit.replacement
      position = edit.range.upperBound
    }
    return result + bytes[position...]
  }
}
