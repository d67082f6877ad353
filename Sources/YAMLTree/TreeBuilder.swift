/// Builds documents from libyaml's events.
struct TreeBuilder {
  private let source: SourceFile
  private let limits: Limits
  private let embedding: Embedding?
  private let filling: Filling?
  private var records: [Document.Record] = []
  private var pool: [UInt8] = []
  private var tags: [String] = []
  private var anchors: [String: UInt32] = [:]
  private var open: [UInt32] = []
  private var repetition = Repetition()
  private var documentStart = 0

  /// - Parameter filling: what is parsed in place of the source's text, if that is a template.
  init(
    source: SourceFile, filling: Filling? = nil, limits: Limits, embedding: Embedding? = nil
  ) {
    self.source = source
    self.filling = filling
    self.limits = limits
    self.embedding = embedding
  }

  /// Reads the documents in a range of byte offsets, or those in front of the first that is broken.
  mutating func read(in range: Range<Int>, into documents: inout [Document]) -> SyntaxProblem? {
    EventStream.read(filling?.bytes ?? source.bytes, in: range) { stream in
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
    repetition = Repetition()
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
    let document =
      filling.map {
        Document.restored(
          from: $0, source: source, records: records, pool: pool, tags: tags, start: documentStart)
      }
      ?? Document(
        source: source, embedding: embedding, records: records, pool: pool, tags: tags,
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
    if event.kind != .alias, let anchor = event.anchor {
      anchors[anchor] = id
      repetition.begin(id)
    }
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
      repetition.add(bytes: event.text.count)
    case .alias: try resolve(event, &record)
    case .sequence: record.kind = .sequence
    default: record.kind = .mapping
    }
    records.append(record)
    repetition.count.nodes += 1
    guard event.kind == .sequence || event.kind == .mapping else {
      if event.anchor != nil { repetition.end(id) }
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
  private mutating func resolve(_ event: Event, _ record: inout Document.Record)
    throws(SyntaxProblem)
  {
    guard let name = event.anchor, let target = anchors[name] else {
      throw SyntaxProblem("alias refers to no anchor", at: event.start, stopsAt: event.end)
    }
    guard !open.contains(target) else {
      throw SyntaxProblem(
        "alias stands inside its own anchor", at: event.start, stopsAt: event.end)
    }
    record.kind = .alias
    record.payload = target
    repetition.repeatContent(of: target)
    guard repetition.repeated.nodes <= limits.repeatedNodes,
      repetition.repeated.bytes <= limits.repeatedBytes
    else {
      throw SyntaxProblem(
        "aliases repeat more than \(limits.repeatedNodes) nodes or "
          + "\(limits.repeatedBytes / 1_048_576) MiB of text", at: event.start,
        stopsAt: event.start, kind: .limit)
    }
  }

  /// libyaml ends a block collection at the next token, so its end is that of its last child; a
  /// flow collection ends behind its bracket.
  private mutating func close(at end: Int) {
    guard let id = open.popLast() else { return }
    records[Int(id)].extent = UInt32(records.count)
    repetition.end(id)
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

/// How much a document holds once its aliases are followed, as everything that reads it does.
private struct Repetition {
  struct Count {
    var nodes = 0
    var bytes = 0

    mutating func add(_ other: Count) {
      nodes += other.nodes
      bytes += other.bytes
    }
  }

  /// Everything so far, with what aliases stand for.
  var count = Count()
  /// What aliases stand for.
  private(set) var repeated = Count()
  /// By anchored node: the count at its beginning, and what it holds once it has ended.
  private var starts: [UInt32: Count] = [:]
  private var contents: [UInt32: Count] = [:]

  mutating func begin(_ id: UInt32) { starts[id] = count }

  mutating func add(bytes: Int) { count.bytes += bytes }

  mutating func end(_ id: UInt32) {
    guard let start = starts.removeValue(forKey: id) else { return }
    contents[id] = Count(nodes: count.nodes - start.nodes, bytes: count.bytes - start.bytes)
  }

  /// Counts stay far from overflow: whoever goes on stops at the first that exceeds a limit.
  mutating func repeatContent(of id: UInt32) {
    guard let content = contents[id] else { return }
    count.add(content)
    repeated.add(content)
  }
}
