/// A template's text with something harmless in place of each expression, so that it can be parsed:
/// as long as the text itself, so that every byte offset means the same in both.
package struct Filling: Sendable {
  /// Where an expression was taken out that can add members to the collections around it.
  package struct Insertion: Sendable {
    package let offset: Int
    /// The column, from 0, in which its lines start; nil where that is not known.
    package let column: Int?

    package init(offset: Int, column: Int?) {
      self.offset = offset
      self.column = column
    }
  }

  /// As many bytes as the text has.
  package let bytes: [UInt8]
  /// What was replaced and stands in a scalar, in order.
  package let holes: [Range<Int>]
  package let insertions: [Insertion]
  /// Byte offsets at which one branch of a condition ends or another begins, in order.
  package let branches: [Int]

  package init(
    bytes: [UInt8], holes: [Range<Int>], insertions: [Insertion], branches: [Int]
  ) {
    self.bytes = bytes
    self.holes = holes
    self.insertions = insertions
    self.branches = branches
  }

  /// Whether what stands at the two offsets need not be rendered together.
  func hasBranch(between first: Int, and second: Int) -> Bool {
    var low = 0
    var high = branches.count
    while low < high {
      let middle = (low + high) / 2
      if branches[middle] <= first { low = middle + 1 } else { high = middle }
    }
    return low < branches.count && branches[low] < second
  }

  /// The holes that share a byte with the range.
  func holes(in range: Range<Int>) -> ArraySlice<Range<Int>> { holes.sharing(range) }
}

extension Document {
  /// Puts the expressions back into scalars that were decoded from a filling, and finds out which
  /// collections may have more members than are written.
  static func restored(
    from filling: Filling, source: SourceFile, records: [Record], pool: [UInt8], tags: [String],
    start: Int
  ) -> Document {
    let filled = Document(
      source: SourceFile(path: source.path, bytes: filling.bytes), embedding: nil,
      records: records, pool: pool, tags: tags, start: start)
    var restoration = Restoration(filling, filled, original: source.bytes)
    restoration.restoreTexts()
    restoration.openCollections()
    restoration.openAlternatives()
    return Document(
      source: source, embedding: nil, records: restoration.records, pool: restoration.pool,
      tags: tags, start: start, filling: filling, open: restoration.open)
  }
}

private struct Restoration {
  private let filling: Filling
  private let filled: Document
  private let original: [UInt8]
  private(set) var records: [Document.Record]
  private(set) var pool: [UInt8]
  private(set) var open: Set<UInt32> = []

  init(_ filling: Filling, _ filled: Document, original: [UInt8]) {
    self.filling = filling
    self.filled = filled
    self.original = original
    records = filled.records
    pool = filled.pool
  }

  // MARK: Texts

  mutating func restoreTexts() {
    for id in records.indices {
      let record = records[id]
      guard record.kind == .scalar, record.extent > 0 else { continue }
      if record.isTextInSource, beginsInside(record) {
        records[id].isTextInSource = false
        records[id].payload = UInt32(pool.count)
        records[id].extent = UInt32(Filling.unknown.utf8.count)
        pool += Array(Filling.unknown.utf8)
      }
      guard !record.isTextInSource else { continue }
      let holes = filling.holes(in: Int(record.start)..<Int(record.end))
      guard !holes.isEmpty, let map = ScalarMap(Node(document: filled, id: UInt32(id))) else {
        continue
      }
      restore(record, holes, map)
    }
  }

  /// An expression that had to be moved to the right to stand below its key has lost its marks.
  private func beginsInside(_ record: Document.Record) -> Bool {
    let start = Int(record.payload)
    return filling.holes(in: start..<start + 1).first?.lowerBound == start
      && !isMark(at: start)
  }

  private func isMark(at offset: Int) -> Bool {
    original[offset] == UInt8(ascii: "{") && offset + 1 < original.count
      && "{%#".utf8.contains(original[offset + 1])
  }

  private mutating func restore(
    _ record: Document.Record, _ holes: ArraySlice<Range<Int>>, _ map: ScalarMap
  ) {
    var position = holes.startIndex
    var begun = -1
    for offset in 0..<Int(record.extent) {
      let place = map.sourceOffset(of: offset)
      while position < holes.endIndex, holes[position].upperBound <= place { position += 1 }
      guard position < holes.endIndex, holes[position].contains(place) else { continue }
      let target = Int(record.payload) + offset
      // White space may have been folded: what the parser made of it stays.
      guard pool[target] == Filling.letter else { continue }
      // Of an expression that was moved behind its indentation the beginning is lost.
      let isBeginning = begun != position || offset == 0
      pool[target] = original[place]
      if isBeginning, offset + 1 < Int(record.extent), holes[position].lowerBound == place,
        !isMark(at: place), pool[target + 1] == Filling.letter
      {
        pool[target] = UInt8(ascii: "{")
        moved = target + 1
      } else if target == moved {
        pool[target] = UInt8(ascii: "{")
      }
      begun = position
    }
  }

  private var moved = -1

  // MARK: Collections

  mutating func openCollections() {
    guard !records.isEmpty else { return }
    filled.root?.forEachMapping { mapping in
      // A key that an expression makes may be any.
      if mapping.ownEntries.contains(where: { !filling.holes(in: $0.key.range).isEmpty }) {
        open.insert(mapping.id)
      }
    }
    let extent = filled.start...max(filled.start, documentEnd)
    let insertions = filling.insertions.filter { extent.contains($0.offset) }
    guard insertions.count <= Self.maximumInsertions else {
      for id in records.indices where records[id].isCollection { open.insert(UInt32(id)) }
      return
    }
    for insertion in insertions {
      let path = collections(around: insertion.offset)
      let matching = path.filter { insertion.column == nil || column(of: $0) == insertion.column }
      open.formUnion(matching.isEmpty ? path : matching)
    }
  }

  /// Beyond that nobody has written the template, and each collection may have any member.
  private static let maximumInsertions = 2_000

  /// The last byte at which something can still belong to the document.
  private var documentEnd: Int {
    let last = records.map { Int($0.end) }.max() ?? 0
    var offset = min(last, filling.bytes.count)
    while offset < filling.bytes.count {
      let line = filling.bytes[offset...].prefix { $0 != 10 && $0 != 13 }
      if line.starts(with: "---".utf8) { return offset }
      offset = line.endIndex + 1
    }
    return filling.bytes.count
  }

  /// The block collections in which the byte offset stands, from the root.
  private func collections(around offset: Int) -> [UInt32] {
    var path: [UInt32] = []
    var current: UInt32? = 0
    while let id = current, records[Int(id)].isCollection, records[Int(id)].style == .block {
      path.append(id)
      current = value(of: id, before: offset)
    }
    return path
  }

  /// The last member of a collection that begins in front of the offset: in a mapping its value.
  private func value(of collection: UInt32, before offset: Int) -> UInt32? {
    let isMapping = records[Int(collection)].kind == .mapping
    var found: UInt32?
    var child = collection + 1
    let end = filled.next(collection)
    while child < end, Int(records[Int(child)].start) <= offset {
      let value = isMapping ? filled.next(child) : child
      guard value < end else { break }
      found = value
      child = filled.next(value)
    }
    return found
  }

  private func column(of id: UInt32) -> Int {
    let start = min(Int(records[Int(id)].start), filling.bytes.count)
    let lineStart = filling.bytes[..<start].lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? 0
    return start - lineStart
  }

  // MARK: Alternatives

  /// A collection whose key stands in both branches of a condition has members that are not all
  /// written in it.
  mutating func openAlternatives() {
    guard let root = filled.root else { return }
    for (key, first) in root.duplicateKeys
    where filling.hasBranch(between: first.range.lowerBound, and: key.range.lowerBound) {
      open.formUnion(
        [key, first].map { filled.next($0.id) }.filter { records[Int($0)].isCollection })
    }
  }
}

extension Filling {
  /// What stands in place of an expression's bytes.
  package static let letter = UInt8(ascii: "x")
  /// The text of a value that only rendering tells.
  package static let unknown = "{{ }}"
}
