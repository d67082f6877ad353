/// Everything read from one file: what could be read, and what could not.
package struct ParsedFile: Sendable {
  package let source: SourceFile
  package internal(set) var documents: [Document] = []
  package internal(set) var problems: [SyntaxProblem] = []
  /// Byte offsets of what was passed over.
  package private(set) var omitted: [Range<Int>] = []

  /// Parses a file of YAML documents; a broken document costs no other.
  ///
  /// - Parameters:
  ///   - filling: what is parsed in place of a template's text. Nodes stand where the text stands, and
  ///     scalars read as it.
  ///   - omitted: ends of documents that are not read; a document begins behind each, or nothing.
  ///   - embedding: where the text stands, if it is a part of another file.
  package init(
    yaml source: SourceFile, filling: Filling? = nil, omitting omitted: [Range<Int>] = [],
    limits: Limits = Limits(), embedding: Embedding? = nil
  ) {
    self.source = source
    self.omitted = omitted
    var start = source.bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    if let offset = excessDirectives(limits) {
      problems = [
        SyntaxProblem(
          "file has more than \(limits.directives) %TAG directives", at: offset, stopsAt: offset,
          kind: .limit)
      ]
      return
    }
    for omitted in omitted + [source.bytes.count..<source.bytes.count] {
      read(start..<max(start, omitted.lowerBound), filling, limits, embedding)
      start = omitted.upperBound
    }
  }

  private mutating func read(
    _ range: Range<Int>, _ filling: Filling?, _ limits: Limits, _ embedding: Embedding?
  ) {
    var start = range.lowerBound
    while start < range.upperBound, problems.count <= limits.brokenDocuments {
      var builder = TreeBuilder(
        source: source, filling: filling, limits: limits, embedding: embedding)
      guard let problem = builder.read(in: start..<range.upperBound, into: &documents) else {
        return
      }
      problems.append(problem)
      guard problems.count < limits.brokenDocuments else {
        problems.append(
          SyntaxProblem(
            "more than \(limits.brokenDocuments) broken documents; the rest was not read",
            at: problem.offset, stopsAt: problem.offset, kind: .limit))
        return
      }
      guard let next = nextDocument(after: max(start, problem.stop - 1)) else { return }
      start = next
    }
  }

  /// Parses a file of JSON values.
  package init(json source: SourceFile, limits: Limits = Limits()) {
    self.source = source
    let (documents, problem) = JSONReader.readStream(source, limits: limits)
    self.documents = documents
    problems = problem.map { [$0] } ?? []
  }

  /// The next `---` in column 0, where reading can resume: no content can hold one there.
  private func nextDocument(after offset: Int) -> Int? {
    let bytes = source.bytes
    var index = offset
    while index + 3 < bytes.count {
      if bytes[index] == 10 || bytes[index] == 13, source.hasMarker(at: index + 1) {
        return index + 1
      }
      index += 1
    }
    return nil
  }

  private static let directive = ByteSearch("%TAG")

  /// The byte offset of the directive that is one too many.
  private func excessDirectives(_ limits: Limits) -> Int? {
    let bytes = source.bytes
    let starts = Self.directive.offsets(in: bytes).filter {
      $0 == 0 || bytes[$0 - 1] == 10 || bytes[$0 - 1] == 13
    }
    return starts.dropFirst(limits.directives).first
  }
}

extension SourceFile {
  /// Whether a line that begins at the offset begins a document, whatever stands in front of it.
  package func hasMarker(at offset: Int) -> Bool {
    guard offset + 3 <= bytes.count,
      bytes[offset..<offset + 3].allSatisfy({ $0 == UInt8(ascii: "-") })
    else { return false }
    return offset + 3 == bytes.count || [9, 10, 13, 32].contains(bytes[offset + 3])
  }
}
