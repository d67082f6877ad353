internal import YAMLTree

/// Cuts what is shown of a line, around a place in it.
struct Excerpts {
  struct Excerpt {
    let text: String
    /// Characters before the place, and of the place.
    let column: Int
    let width: Int
  }

  /// Of files that were shown already. One path can have two: the file, and what stands of it in
  /// places that show nothing.
  private var outlines: [ObjectIdentifier: Outline] = [:]
  /// Characters of a line that are shown.
  private let shown: Int
  /// How much was shown of long lines, by path and start.
  private var shownOfLine: [Line: Int] = [:]
  private struct Line: Hashable {
    let path: String
    let start: Int
  }

  /// Of a line as long as its file everything is one finding beside another.
  private static let maximumOfLine = 50
  private static let longLine = 1_024
  private static let before = 20
  private static let longestMark = 40

  /// - Parameter width: columns of the terminal, of which the margin takes some.
  init(width: Int? = nil) { shown = width.map { min(200, max(40, $0 - 12)) } ?? 120 }

  mutating func excerpt(
    of line: Range<Int>, around place: Range<Int>, in file: SourceFile, _ masks: Masks
  ) -> Excerpt {
    if line.count > Self.longLine {
      let key = Line(path: file.path, start: line.lowerBound)
      shownOfLine[key, default: 0] += 1
      guard shownOfLine[key, default: 0] <= Self.maximumOfLine else {
        return Excerpt(text: "…", column: 0, width: 1)
      }
    }
    let part = Self.part(of: line, around: place.lowerBound, in: file)
    let masked = masks.text(in: part, of: outline(of: file), marks: [place])
    let start = max(part.lowerBound, min(place.lowerBound, part.upperBound))
    let column = file.text(part.lowerBound..<start).unicodeScalars.count
    let marked = file.text(place.clamped(to: part)).unicodeScalars.count
    return cut(
      masked, column: column, width: max(1, marked), isCutBefore: part.lowerBound > line.lowerBound,
      isCutBehind: part.upperBound < line.upperBound)
  }

  mutating func outline(of file: SourceFile) -> Outline {
    if let outline = outlines[ObjectIdentifier(file)] { return outline }
    let outline = Outline(file)
    outlines[ObjectIdentifier(file)] = outline
    return outline
  }

  /// The whole line, or of a long one enough that a token which reaches into what is shown is
  /// recognised.
  private static func part(
    of line: Range<Int>, around offset: Int, in file: SourceFile
  ) -> Range<Int> {
    guard line.count > Masks.longLine else { return line }
    let half = Masks.longLine / 2
    let near = max(line.lowerBound, offset - half)..<min(line.upperBound, offset + half)
    func boundary(_ offset: Int) -> Int {
      var offset = offset
      while offset > line.lowerBound, offset < line.upperBound, file.bytes[offset] & 0xC0 == 0x80 {
        offset -= 1
      }
      return offset
    }
    return boundary(near.lowerBound)..<boundary(near.upperBound)
  }

  /// A long text is shown around its place only.
  private func cut(
    _ text: String, column: Int, width: Int, isCutBefore: Bool, isCutBehind: Bool
  ) -> Excerpt {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > shown || isCutBefore || isCutBehind else {
      return Excerpt(text: text, column: column, width: width)
    }
    let isNear = !isCutBefore && column + min(width, Self.longestMark) < shown
    let start = isNear ? 0 : max(0, column - Self.before)
    let end = min(scalars.count, start + shown)
    let part = String(written: scalars[start..<end])
    let opening = start > 0 || isCutBefore ? "…" : ""
    let closing = end < scalars.count || isCutBehind ? "…" : ""
    return Excerpt(
      text: opening + part + closing, column: column - start + opening.count,
      width: max(1, min(width, shown - (column - start))))
  }
}
