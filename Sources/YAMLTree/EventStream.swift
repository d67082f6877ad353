internal import CYAML

/// One libyaml event, with byte offsets instead of libyaml's code-point marks.
struct Event {
  enum Kind { case streamEnd, documentStart, documentEnd, alias, scalar, sequence, mapping, end }

  var kind: Kind = .streamEnd
  var style: Node.Style = .plain
  var start = 0
  var end = 0
  /// The scalar's text: a range of the source, or of the text pool.
  var text = 0..<0
  var isTextInSource = false
  var anchor: String?
  var tag: String?
}

/// Owner of a libyaml parser over bytes that outlive it: the only code that touches C.
///
/// Facts about libyaml 0.2.5 that this file absorbs: marks count code points and not the
/// byte-order mark; the input must stay in memory while the parser lives.
@safe struct EventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let source: UnsafeBufferPointer<UInt8>
  /// Where the parser's index 0 stands in the file.
  private let base: Int
  private let index: CodePointIndex?

  /// Runs `body` with a stream over some of the bytes.
  ///
  /// - Parameter range: byte offsets; what stands behind it is not there for the parser.
  static func read<Result>(
    _ bytes: [UInt8], in range: Range<Int>, _ body: (inout EventStream) -> Result
  ) -> Result {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var stream = unsafe EventStream(
        UnsafeBufferPointer(rebasing: buffer[..<range.upperBound]), from: range.lowerBound)
      return body(&stream)
    }
  }

  private init(_ buffer: UnsafeBufferPointer<UInt8>, from start: Int) {
    unsafe parser = .allocate(capacity: 1)
    unsafe yaml_parser_initialize(parser)
    unsafe source = buffer
    base = start
    let rest = unsafe UnsafeBufferPointer(rebasing: buffer[start...])
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, rest.baseAddress, rest.count)
    index = unsafe CodePointIndex(rest)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event; scalar text that differs from the source is appended to `pool`.
  mutating func next(_ event: inout Event, pool: inout [UInt8]) throws(SyntaxProblem) {
    var raw = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw problem() }
    defer { unsafe yaml_event_delete(&raw) }
    event.start = unsafe offset(raw.start_mark)
    event.end = unsafe offset(raw.end_mark)
    event.anchor = nil
    event.tag = nil
    switch unsafe raw.type {
    case YAML_DOCUMENT_START_EVENT: event.kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: event.kind = .documentEnd
    case YAML_STREAM_END_EVENT: event.kind = .streamEnd
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: event.kind = .end
    case YAML_ALIAS_EVENT:
      event.kind = .alias
      event.anchor = unsafe string(raw.data.alias.anchor)
    case YAML_SEQUENCE_START_EVENT:
      event.kind = .sequence
      let data = unsafe raw.data.sequence_start
      event.style = unsafe data.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block
      event.anchor = unsafe string(data.anchor)
      event.tag = unsafe string(data.tag)
    case YAML_MAPPING_START_EVENT:
      event.kind = .mapping
      let data = unsafe raw.data.mapping_start
      event.style = unsafe data.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block
      event.anchor = unsafe string(data.anchor)
      event.tag = unsafe string(data.tag)
    case YAML_SCALAR_EVENT: unsafe scalar(raw, &event, &pool)
    default: try next(&event, pool: &pool)
    }
  }

  private func scalar(_ raw: yaml_event_t, _ event: inout Event, _ pool: inout [UInt8]) {
    let data = unsafe raw.data.scalar
    event.kind = .scalar
    event.anchor = unsafe string(data.anchor)
    event.tag = unsafe string(data.tag)
    switch unsafe data.style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: event.style = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: event.style = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: event.style = .literal
    case YAML_FOLDED_SCALAR_STYLE: event.style = .folded
    default: event.style = .plain
    }
    let text = unsafe UnsafeBufferPointer(start: data.value, count: data.length)
    // Anchors and tags stand inside the marks, so the text is looked for at the end.
    let margin = event.style == .plain ? 0 : 1
    let candidate = event.end - margin - text.count
    if event.style.isInline, candidate >= event.start + margin, candidate >= 0,
      event.anchor != nil || event.tag != nil || candidate == event.start + margin,
      unsafe text.elementsEqual(source[candidate..<candidate + text.count])
    {
      event.text = candidate..<candidate + text.count
      event.isTextInSource = true
    } else {
      event.text = pool.count..<pool.count + text.count
      event.isTextInSource = false
      unsafe pool.append(contentsOf: text)
    }
  }

  private func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
  }

  private func offset(_ mark: yaml_mark_t) -> Int {
    let codePoint = Int(mark.index)
    guard let index else { return base + codePoint }
    return unsafe base + index.byteOffset(of: codePoint, in: source, base: base)
  }

  private func string(_ text: UnsafePointer<CChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
  }

  /// libyaml's complaint; an unclosed collection is placed at its opening, not at the end of file.
  private func problem() -> SyntaxProblem {
    let parser = unsafe self.parser.pointee
    let text = unsafe string(parser.problem) ?? "content is not valid YAML"
    if unsafe parser.error == YAML_READER_ERROR {
      let offset = unsafe min(base + Int(parser.problem_offset), source.count)
      return unsafe SyntaxProblem(text, at: offset, stopsAt: source.count)
    }
    let stop = unsafe offset(parser.problem_mark)
    guard let context = unsafe string(parser.context) else {
      return SyntaxProblem(text, at: stop, stopsAt: stop)
    }
    let start = unsafe offset(parser.context_mark)
    let isUnclosed = context.contains("flow") || context.contains("quoted")
    return SyntaxProblem("\(text) \(context)", at: isUnclosed ? start : stop, stopsAt: stop)
  }
}

/// Byte offsets of every 64th code point, for text that is not all ASCII.
struct CodePointIndex {
  private static let stride = 64
  private var checkpoints: [Int] = []

  /// Nil for ASCII text, in which code points are bytes.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    let bits = unsafe bytes.reduce(UInt8(0)) { $0 | $1 }
    guard bits >= 0x80 else { return nil }
    var count = 0
    for offset in bytes.indices where unsafe bytes[offset] & 0xC0 != 0x80 {
      if count % Self.stride == 0 { checkpoints.append(offset) }
      count += 1
    }
  }

  func byteOffset(of codePoint: Int, in source: UnsafeBufferPointer<UInt8>, base: Int) -> Int {
    let checkpoint = min(codePoint / Self.stride, checkpoints.count - 1)
    var offset = base + checkpoints[checkpoint]
    var remaining = codePoint - checkpoint * Self.stride
    while offset < source.count {
      if unsafe source[offset] & 0xC0 != 0x80 {
        if remaining == 0 { break }
        remaining -= 1
      }
      offset += 1
    }
    return offset - base
  }
}
