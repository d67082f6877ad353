/// Everything read from one file: what could be read, and what could not.
package struct ParsedFile: Sendable {
  package let source: SourceFile
  package internal(set) var documents: [Document] = []
  package internal(set) var problems: [SyntaxProblem] = []

  /// Parses a file of YAML documents; a broken document costs no other.
  ///
  /// - Parameters:
  ///   - filling: what is parsed in place of a template's text. Nodes stand where the text stands, and
  ///     scalars read as it.
  ///   - embedding: where the text stands, if it is a part of another file.
  package init(
    yaml source: SourceFile, filling: Filling? = nil, limits: Limits = Limits(),
    embedding: Embedding? = nil
  ) {
    self.source = source
    var start = source.bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    if let offset = excessDirectives(limits) {
      problems = [
        SyntaxProblem(
          "file has more than \(limits.directives) %TAG directives", at: offset, stopsAt: offset,
          kind: .limit)
      ]
      return
    }
    while start < source.bytes.count {
      var builder = TreeBuilder(
        source: source, filling: filling, limits: limits, embedding: embedding)
      guard let problem = builder.read(from: start, into: &documents) else { return }
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
      if bytes[index] == 10 || bytes[index] == 13, isMarker(at: index + 1) { return index + 1 }
      index += 1
    }
    return nil
  }

  private func isMarker(at offset: Int) -> Bool {
    let bytes = source.bytes
    guard offset + 3 <= bytes.count,
      bytes[offset..<offset + 3].allSatisfy({ $0 == UInt8(ascii: "-") })
    else { return false }
    return offset + 3 == bytes.count || [9, 10, 13, 32].contains(bytes[offset + 3])
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
