internal import Synchronization

/// One document: an immutable arena of nodes in document order.
///
/// A node's children follow it directly: the first child of node n is n + 1, and its next sibling
/// is `next(n)`. Twenty bytes a node keep a file of 50 MB within four times its size.
package final class Document: Sendable {
  struct Record: Sendable {
    var kind: Node.Kind
    var style: Node.Style
    var isTextInSource = false
    /// Position in `tags` plus 1; 0 means no tag.
    var tag: UInt8 = 0
    /// Byte offsets into the source.
    var start: UInt32
    var end: UInt32
    /// Scalar: start of its text. Collection: number of child nodes. Alias: its target.
    var payload: UInt32 = 0
    /// Scalar: length of its text in bytes. Collection: the node after its subtree.
    var extent: UInt32 = 0

    var isCollection: Bool { kind == .sequence || kind == .mapping }
    var textRange: Range<Int> { Int(payload)..<Int(payload + extent) }
  }

  package let source: SourceFile
  /// Where this document is embedded, if it is the payload of a scalar.
  package let embedding: Embedding?
  let records: [Record]
  let pool: [UInt8]
  let tags: [String]
  /// Byte offset at which the document starts.
  package let start: Int
  /// The file's text as it stands, or a part of it: nothing in it is quoted or escaped.
  package let isRaw: Bool
  /// Made of a command's words: no text in the file can be edited as YAML.
  package let isComposed: Bool
  /// What was parsed in place of the text; nil for a text that is no template.
  let filling: Filling?
  /// Collections that may have more members than are written.
  let open: Set<UInt32>
  /// Children of collections with many of them, by collection: found when first asked for.
  private let childIndex = Mutex<ChildIndex?>(nil)

  private final class ChildIndex {
    var children: [UInt32: [UInt32]] = [:]
    /// How often a mapping was asked for a key, and from some number on its keys.
    var lookups: [UInt32: Int] = [:]
    var keys: [UInt32: KeyIndex] = [:]
  }

  /// What the document's aliases stand for: found when first asked for.
  private let aliased = Mutex<Set<UInt32>?>(nil)

  init(
    source: SourceFile, embedding: Embedding?, records: [Record], pool: [UInt8], tags: [String],
    start: Int, isRaw: Bool = false, isComposed: Bool = false, filling: Filling? = nil,
    open: Set<UInt32> = []
  ) {
    self.filling = filling
    self.open = open
    self.source = source
    self.embedding = embedding
    self.records = records
    self.pool = pool
    self.tags = tags
    self.start = start
    self.isRaw = isRaw
    self.isComposed = isComposed
  }

  package var root: Node? { records.isEmpty ? nil : Node(document: self, id: 0) }

  /// It is a template, of which expressions have been left out.
  package var hasHoles: Bool { embedding?.parent.document.hasHoles ?? (filling != nil) }

  package var nodeCount: Int { records.count }
  package var scalarCount: Int { records.count { $0.kind == .scalar } }

  /// The node after a node's subtree.
  func next(_ id: UInt32) -> UInt32 {
    let record = records[Int(id)]
    return record.isCollection ? record.extent : id + 1
  }

  /// Whether an alias stands for the node, or for a collection that holds it.
  func isAliased(_ id: UInt32) -> Bool {
    let targets = aliased.withLock { lazyTargets in
      let targets = lazyTargets ?? Set(records.filter { $0.kind == .alias }.map(\.payload))
      lazyTargets = targets
      return targets
    }
    return targets.contains { $0 <= id && id < next($0) }
  }

  // MARK: Keys

  /// The last key of a mapping that has the text, with its value, and the values under its merge
  /// keys. Without nodes, each of which would retain the document: most of a document's keys are
  /// read here, many times.
  func entry(
    _ text: String, of mapping: UInt32
  ) -> (found: (key: UInt32, value: UInt32, hasAlternative: Bool)?, merges: [UInt32]) {
    if records[Int(mapping)].payload >= Self.manyChildren, let index = keyIndex(of: mapping) {
      return indexedEntry(text, in: index)
    }
    var found: (key: UInt32, value: UInt32, hasAlternative: Bool)?
    var merges: [UInt32] = []
    let end = next(mapping)
    var key = mapping + 1
    while key < end {
      let value = next(key)
      let record = records[Int(key)]
      // An alias has no length of its own.
      let length = record.kind == .scalar ? Int(record.extent) : nil
      if length == nil || length == text.utf8.count, hasText(key, text) {
        found = (key, value, found.map { mayBeApart($0.key, key) } ?? false)
      }
      if length == nil || length == 2, hasText(key, "<<"), record.style == .plain {
        merges.append(value)
      }
      key = next(value)
    }
    return (found, merges)
  }

  /// Two equal keys of a template that stand in branches of a condition.
  func mayBeApart(_ first: UInt32, _ second: UInt32) -> Bool {
    filling?.hasBranch(
      between: Int(records[Int(first)].start), and: Int(records[Int(second)].start)) ?? false
  }

  /// Whether a scalar, or what an alias stands for, has the text.
  func hasText(_ id: UInt32, _ text: String) -> Bool {
    var record = records[Int(id)]
    if record.kind == .alias { record = records[Int(record.payload)] }
    guard record.kind == .scalar, Int(record.extent) == text.utf8.count else { return false }
    let start = Int(record.payload)
    return record.isTextInSource
      ? Self.holds(source.bytes, text, at: start) : Self.holds(pool, text, at: start)
  }

  /// Whether each key of a mapping is one of the texts, without nodes for its entries.
  func hasOnlyKeys(_ texts: [String], in mapping: UInt32) -> Bool {
    let end = next(mapping)
    var key = mapping + 1
    while key < end {
      guard texts.contains(where: { hasText(key, $0) }) else { return false }
      key = next(next(key))
    }
    return true
  }

  /// Whether a sequence has an element with the text, without nodes for its elements.
  func hasElement(_ text: String, in sequence: UInt32) -> Bool {
    let end = next(sequence)
    var child = sequence + 1
    while child < end {
      if hasText(child, text) { return true }
      child = next(child)
    }
    return false
  }

  /// False where no two keys of a mapping are the same: of few keys that is seen without nodes.
  func mayRepeatKeys(_ mapping: UInt32) -> Bool {
    guard records[Int(mapping)].payload <= 32 else { return true }
    let end = next(mapping)
    var key = mapping + 1
    while key < end {
      var other = next(next(key))
      while other < end {
        if haveSameLength(key, other), haveSameText(key, other) { return true }
        other = next(next(other))
      }
      key = next(next(key))
    }
    return false
  }

  private func haveSameLength(_ left: UInt32, _ right: UInt32) -> Bool {
    let (left, right) = (records[Int(left)], records[Int(right)])
    return left.kind != .scalar || right.kind != .scalar || left.extent == right.extent
  }

  /// True also for keys that are no scalars.
  private func haveSameText(_ left: UInt32, _ right: UInt32) -> Bool {
    let (first, second) = (records[Int(left)], records[Int(right)])
    guard first.kind == .scalar, second.kind == .scalar else { return true }
    return text(of: Int(left)) == text(of: Int(right))
  }

  private static func holds(_ bytes: [UInt8], _ text: String, at start: Int) -> Bool {
    let source = bytes.span
    var offset = start
    for byte in text.utf8 {
      guard source[offset] == byte else { return false }
      offset += 1
    }
    return true
  }

  /// Byte offset at which the last node ends.
  package var end: Int { records.map { Int($0.end) }.max() ?? start }

  /// Whether a scalar stands around the byte.
  package func holdsScalar(at offset: Int) -> Bool {
    records.contains { $0.kind == .scalar && $0.start <= offset && offset < $0.end }
  }

  /// The child of a collection whose subtree holds `id`, with its position and the sibling before.
  func child(
    of collection: UInt32, holding id: UInt32
  ) -> (position: Int, child: UInt32, previous: UInt32)? {
    guard records[Int(collection)].payload < Self.manyChildren else {
      return indexedChild(of: collection, holding: id)
    }
    var child = collection + 1
    var previous = child
    var position = 0
    while next(child) <= id {
      previous = child
      child = next(child)
      position += 1
    }
    return child <= id ? (position, child, previous) : nil
  }

  private static let manyChildren: UInt32 = 256

  /// By halves: a list of a hundred thousand items is walked once, not once a finding.
  private func indexedChild(
    of collection: UInt32, holding id: UInt32
  ) -> (position: Int, child: UInt32, previous: UInt32)? {
    let children = childIndex.withLock { lazyIndex in
      let index = lazyIndex ?? ChildIndex()
      lazyIndex = index
      if let children = index.children[collection] { return children }
      var children: [UInt32] = []
      children.reserveCapacity(Int(records[Int(collection)].payload))
      var child = collection + 1
      while child < next(collection) {
        children.append(child)
        child = next(child)
      }
      index.children[collection] = children
      return children
    }
    var low = 0
    var high = children.count
    while low < high {
      let middle = (low + high) / 2
      if children[middle] <= id { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    return (low - 1, children[low - 1], children[max(0, low - 2)])
  }

  /// Nil for a mapping that has not been asked often: to walk it once costs less than an index.
  private func keyIndex(of mapping: UInt32) -> KeyIndex? {
    childIndex.withLock { lazyIndex in
      let index = lazyIndex ?? ChildIndex()
      lazyIndex = index
      if let keys = index.keys[mapping] { return keys }
      index.lookups[mapping, default: 0] += 1
      guard index.lookups[mapping, default: 0] > Self.manyLookups else { return nil }
      let keys = KeyIndex(self, mapping)
      index.keys[mapping] = keys
      return keys
    }
  }

  private static let manyLookups = 40

  /// A place for a range of this document's bytes, in the file that holds it.
  package func place(of range: Range<Int>) -> Place {
    guard let embedding else { return Place(file: source, range: range) }
    return embedding.place(of: range, path: nil, in: self)
  }

  /// The place of a node, which knows its own path.
  func place(of node: Node) -> Place {
    guard let embedding else { return Place(file: source, range: node.range) }
    return embedding.place(of: node.range, path: { node.path }, in: self)
  }

  /// Breaks of the arena's invariants; empty in a sound document.
  package func invariantViolations() -> [String] {
    var violations: [String] = []
    for (id, record) in records.enumerated() {
      let next = next(UInt32(id))
      if next <= id || next > records.count { violations.append("next of \(id)") }
      if record.start > record.end { violations.append("range of \(id)") }
      if Int(record.end) > source.bytes.count { violations.append("end of \(id)") }
      if record.kind == .scalar, !record.isTextInSource, record.textRange.upperBound > pool.count {
        violations.append("text of \(id)")
      }
      if record.kind == .mapping, record.payload % 2 != 0 { violations.append("pairs of \(id)") }
    }
    return violations
  }
}

extension Document {
  /// A document of one scalar that is a file's text, or a range of it, as it stands.
  package static func verbatim(_ source: SourceFile, _ range: Range<Int>? = nil) -> Document {
    let range = range ?? 0..<source.bytes.count
    let record = Record(
      kind: .scalar, style: .plain, isTextInSource: true, start: UInt32(range.lowerBound),
      end: UInt32(range.upperBound), payload: UInt32(range.lowerBound),
      extent: UInt32(range.count))
    return Document(
      source: source, embedding: nil, records: [record], pool: [], tags: [],
      start: range.lowerBound, isRaw: true)
  }
}

/// The bond between a payload's document and the scalar that holds it.
package final class Embedding: Sendable {
  /// How the payload's bytes stand in the scalar.
  package enum Form: Sendable { case text, base64, part }

  package let parent: Node
  package let form: Form
  /// Nil when the payload is encoded, so that its bytes cannot be pointed at.
  private let map: ScalarMap?

  package init(parent: Node, form: Form, map: ScalarMap?) {
    self.parent = parent
    self.form = form
    self.map = map
  }

  func place(of range: Range<Int>, path: (() -> [String])?, in document: Document) -> Place {
    let outer = parent.document
    guard let map else {
      let place = outer.place(of: parent.range)
      let keys = path?() ?? document.node(at: range.lowerBound)?.path
      let path = keys?.joined(separator: "/")
      return Place(
        file: place.file, range: place.range, inner: path.flatMap { $0.isEmpty ? nil : $0 })
    }
    let start = map.sourceOffset(of: range.lowerBound)
    let end = range.isEmpty ? start : map.sourceOffset(of: range.upperBound - 1) + 1
    return outer.place(of: start..<max(start, end))
  }
}

extension Document {
  /// The innermost node that starts at the byte offset.
  func node(at offset: Int) -> Node? {
    let id = records.lastIndex { $0.start <= offset && offset <= $0.end }
    return id.map { Node(document: self, id: UInt32($0)) }
  }
}
