/// Builds documents from libyaml's events.
struct TreeBuilder {
  private let source: SourceFile
  private let limits: Limits
  private var records: [Document.Record] = []
  private var pool: [UInt8] = []
  private var tags: [String] = []
  private var anchors: [String: UInt32] = [:]
  private var open: [UInt32] = []
  private var documentStart = 0

  init(source: SourceFile, limits: Limits) {
    self.source = source
    self.limits = limits
  }

  /// Reads documents from byte offset `start` until the end, or until the first that is broken.
  mutating func read(from start: Int, into documents: inout [Document]) -> SyntaxProblem? {
    EventStream.read(source.bytes, from: start) { stream in
      var event = Event()
      do throws(SyntaxProblem) {
        while true {
          try stream.next(&event, pool: &pool)
          switch event.kind {
          case .streamEnd: return nil
          case .documentStart: begin(at: event.start)
          case .documentEnd: documents.append(finish())
          default: try add(event)
          }
        }
      } catch {
        return located(error)
      }
    }
  }

  /// What a bracket that was never closed breaks shows only at the end: it stands at the bracket.
  private func located(_ problem: SyntaxProblem) -> SyntaxProblem {
    let rest = source.bytes[min(problem.stop, source.bytes.count)...]
    guard problem.kind == .syntax, let id = open.last, records[Int(id)].style == .flow,
      rest.isEmpty || rest.starts(with: "---".utf8) || rest.starts(with: "...".utf8)
    else { return problem }
    let bracket = records[Int(id)].kind == .sequence ? "[" : "{"
    return SyntaxProblem(
      "'\(bracket)' is not closed", at: Int(records[Int(id)].start), stopsAt: problem.stop)
  }

  private mutating func begin(at start: Int) {
    records = []
    pool = []
    tags.removeAll()
    anchors.removeAll()
    open.removeAll()
    documentStart = start
    // A big array that grows by doubling costs half its size again; untouched room costs nothing.
    // Only the first documents are given it: a file of thousands would claim it for each.
    let rest = source.bytes.count - start
    documentCount += 1
    if rest > Self.bigDocument, documentCount <= 2 {
      records.reserveCapacity(rest / 16)
      pool.reserveCapacity(rest)
    }
  }

  private var documentCount = 0

  private static let bigDocument = 1 << 20

  private mutating func finish() -> Document {
    let document = Document(
      source: source, embedding: nil, records: records, pool: pool, tags: tags,
      start: documentStart)
    records = []
    pool = []
    return document
  }

  private mutating func add(_ event: Event) throws(SyntaxProblem) {
    if event.kind == .end {
      close(at: event.end)
      return
    }
    let id = UInt32(records.count)
    if event.kind != .alias, let anchor = event.anchor { anchors[anchor] = id }
    guard records.count < limits.nodes else {
      throw SyntaxProblem(
        "document has more than \(limits.nodes) nodes", at: event.start, stopsAt: event.start,
        kind: .limit)
    }
    var record = Document.Record(
      kind: .scalar, style: event.style, tag: tagIndex(event.tag), start: UInt32(event.start),
      end: UInt32(event.end))
    if let parent = open.last { records[Int(parent)].payload += 1 }
    switch event.kind {
    case .scalar:
      record.isTextInSource = event.isTextInSource
      record.payload = UInt32(event.text.lowerBound)
      record.extent = UInt32(event.text.count)
    case .alias: try resolve(event, &record)
    case .sequence: record.kind = .sequence
    default: record.kind = .mapping
    }
    records.append(record)
    guard event.kind == .sequence || event.kind == .mapping else {
      extendParent(to: record.end)
      return
    }
    open.append(id)
    guard open.count <= limits.depth else {
      throw SyntaxProblem(
        "content nests deeper than \(limits.depth) levels", at: event.start, stopsAt: event.start,
        kind: .limit)
    }
  }

  /// An alias to one of its own ancestors would make the tree endless.
  private func resolve(_ event: Event, _ record: inout Document.Record) throws(SyntaxProblem) {
    guard let name = event.anchor, let target = anchors[name] else {
      throw SyntaxProblem("alias refers to no anchor", at: event.start, stopsAt: event.end)
    }
    guard !open.contains(target) else {
      throw SyntaxProblem(
        "alias stands inside its own anchor", at: event.start, stopsAt: event.end)
    }
    record.kind = .alias
    let original = records[Int(target)]
    record.payload = original.kind == .alias ? original.payload : target
  }

  /// libyaml ends a block collection at the next token, so its end is that of its last child; a
  /// flow collection ends behind its bracket.
  private mutating func close(at end: Int) {
    guard let id = open.popLast() else { return }
    records[Int(id)].extent = UInt32(records.count)
    if records[Int(id)].style == .flow { records[Int(id)].end = UInt32(end) }
    extendParent(to: records[Int(id)].end)
  }

  private mutating func extendParent(to end: UInt32) {
    guard let parent = open.last.map(Int.init), records[parent].style == .block else { return }
    records[parent].end = max(records[parent].end, end)
  }

  /// Tags beyond the 254th of a document are left out: no consumer knows so many.
  private mutating func tagIndex(_ tag: String?) -> UInt8 {
    guard let tag else { return 0 }
    if let index = tags.firstIndex(of: tag) { return UInt8(index + 1) }
    guard tags.count < Int(UInt8.max) - 1 else { return 0 }
    tags.append(tag)
    return UInt8(tags.count)
  }
}
