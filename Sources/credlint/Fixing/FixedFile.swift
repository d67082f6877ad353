internal import ArgumentParser
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// A file with its fixes made.
struct FixedFile {
  let original: SourceFile
  private(set) var bytes: [UInt8]
  /// Where replacements stand that must not be shown.
  private(set) var hidden: [Range<Int>] = []
  private(set) var count = 0

  init(_ original: SourceFile) {
    self.original = original
    bytes = original.bytes
  }

  /// Makes as many of the fixes as do not collide and change nothing else.
  ///
  /// - Returns: those that were made, and why others never are, by their positions.
  mutating func apply(
    _ fixes: [Fix], hides: (Edit, Fix) -> Bool
  ) -> (made: [Fix], refused: [Int: String]) {
    let proof = FixGuard(original.path, bytes)
    if let obstacle = proof.obstacle {
      return ([], Dictionary(uniqueKeysWithValues: fixes.indices.map { ($0, obstacle) }))
    }
    if let made = make(fixes, proof, hides: hides) { return (made, [:]) }
    // One of them changes something else: each must prove itself alone.
    let refused = fixes.indices.filter { index in
      let edits = Fix.compose([fixes[index]]).edits
      return Edit.apply(edits, to: bytes).map { !proof.holds(edits, giving: $0) } ?? true
    }
    let rest = fixes.indices.filter { !refused.contains($0) }.map { fixes[$0] }
    let reasons = refused.map { ($0, "something else in the file would change") }
    return (make(rest, proof, hides: hides) ?? [], Dictionary(uniqueKeysWithValues: reasons))
  }

  /// Nil when the result is not what was meant.
  private mutating func make(
    _ fixes: [Fix], _ proof: FixGuard, hides: (Edit, Fix) -> Bool
  ) -> [Fix]? {
    let (applied, edits) = Fix.compose(fixes)
    guard !edits.isEmpty, let new = Edit.apply(edits, to: bytes) else { return [] }
    guard proof.holds(edits, giving: new) else { return nil }
    let secret = applied.flatMap { fix in
      fix.edits.filter { !$0.replacement.isEmpty && hides($0, fix) }.map(\.range)
    }
    hidden = (hidden + secret).map { range in
      let touched = edits.map(\.range).filter { Self.touch($0, range) }
      let lower = min(range.lowerBound, touched.map(\.lowerBound).min() ?? range.lowerBound)
      let upper = max(range.upperBound, touched.map(\.upperBound).max() ?? range.upperBound)
      let start =
        lower
        + Self.growth(edits.filter { $0.range.upperBound <= lower && !Self.touch($0.range, range) })
      return start..<max(start, upper + Self.growth(edits.filter { $0.range.upperBound <= upper }))
    }
    bytes = new
    count += applied.count
    return applied
  }

  private static func touch(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    a.lowerBound <= b.upperBound && b.lowerBound <= a.upperBound
  }

  private static func growth(_ edits: [Edit]) -> Int {
    edits.reduce(0) { $0 + $1.replacement.count - $1.range.count }
  }
}
