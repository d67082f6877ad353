internal import Credentials
internal import Encodings
internal import YAMLTree

/// The bodies of CustomResourceDefinitions, which describe objects and are none: half of what
/// repositories of operators hold. They are passed over where nothing in them could be a credential.
enum KindDescriptions {
  /// Byte offsets from behind `spec:` to the end of the document, in order.
  static func bodies(in source: SourceFile, _ tokens: TokenPlaces) -> [Range<Int>] {
    let bytes = source.bytes
    let forms = tokens.forms.map(\.range)
    var bodies: [Range<Int>] = []
    // A document can say thousands of times what it is, and is looked through once.
    var next = 0
    for line in kind.offsets(in: bytes) where line >= next {
      let found = body(behind: line, source)
      next = found.end
      guard let body = found.body, areIdle(tokens.offsets, forms, in: body, bytes),
        !holdsOtherBreaks(bytes.span.extracting(body))
      else { continue }
      bodies.append(body)
    }
    return bodies
  }

  private static let kind = ByteSearch("\nkind: CustomResourceDefinition")

  /// From the first line behind `spec:` up to the next document. Nil where a line in it belongs to
  /// anything but the spec, and the status that generators write behind it.
  ///
  /// - Returns: with it the offset up to which lines were looked at.
  private static func body(
    behind kind: Int, _ source: SourceFile
  ) -> (body: Range<Int>?, end: Int) {
    let text = source.bytes
    let bytes = text.span
    var start: Int?
    var line = kind + 1
    while line < bytes.count, !source.hasMarker(at: line) {
      let next = (lineEnd.first(in: bytes, from: line) ?? bytes.count) + 1
      if start == nil {
        if bytes.extracting(line..<min(next, bytes.count)).equals("spec:\n") { start = next }
      } else if !isInside(bytes, at: line) {
        return (nil, next)
      }
      line = next
    }
    return (start.flatMap { $0 < line ? $0..<min(line, bytes.count) : nil }, line)
  }

  private static let lineEnd = ByteSearch("\n")

  private static func isInside(_ bytes: borrowing Span<UInt8>, at line: Int) -> Bool {
    switch bytes[line] {
    case 10, 32, UInt8(ascii: "#"): true
    case UInt8(ascii: "s"): bytes.extracting(line..<bytes.count).starts(with: "status:")
    default: false
    }
  }

  /// YAML ends lines at these, too (YAML 1.1 `4.2`): what follows them would go unseen.
  private static func holdsOtherBreaks(_ bytes: borrowing Span<UInt8>) -> Bool {
    breaks.contains { $0.finds(in: bytes) }
  }

  private static let breaks = ["\r", "\u{85}", "\u{2028}", "\u{2029}"].map { ByteSearch($0) }

  /// Whether a look at each value in the range could find nothing. What escapes write counts for
  /// something: it reads otherwise.
  private static func areIdle(
    _ places: [Int], _ forms: [Range<Int>], in range: Range<Int>, _ bytes: [UInt8]
  ) -> Bool {
    let text = bytes.span.extracting(range)
    return forms.sharing(range).isEmpty
      && !places.within(range).contains { bytes[$0] == UInt8(ascii: ":") }
      && !marks.contains { $0.finds(in: text) }
  }

  private static let marks = ["PRIVATE KEY-----", "\\x", "\\u", "\\U", "\\\n"].map {
    ByteSearch($0)
  }

  /// Whether each body stands where it must: as the value of the last member of a description.
  /// A bracket or a quote that is open in front of it would make something else of it.
  static func areSound(in parsed: ParsedFile) -> Bool {
    let documents = parsed.documents
    var next = 0
    return parsed.problems.isEmpty
      && parsed.omitted.allSatisfy { body in
        while next < documents.count, documents[next].start < body.lowerBound { next += 1 }
        guard next > 0, let root = documents[next - 1].root, root.kind == .mapping,
          root["kind"]?.hasText("CustomResourceDefinition") == true,
          let last = root.ownEntries.last
        else { return false }
        return last.key.hasText("spec") && last.value.bytes.isEmpty
          && last.key.range.upperBound + 2 == body.lowerBound
      }
  }
}
