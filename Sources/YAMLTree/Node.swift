/// A view of one node: a document and a position in it.
package struct Node: Sendable, Hashable {
  /// What a node is as it is written.
  package enum Kind: UInt8, Sendable { case scalar, sequence, mapping, alias }
  /// How a node is written.
  package enum Style: UInt8, Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded, block, flow

    /// Text that stands within its marks, unlike a block scalar's.
    package var isInline: Bool { self == .plain || self == .singleQuoted || self == .doubleQuoted }
  }

  package let document: Document
  package let id: UInt32
  /// Its key stands in several branches of a template: which value counts only rendering tells.
  private let isAlternative: Bool

  package init(document: Document, id: UInt32) {
    self.init(document: document, id: id, isAlternative: false)
  }

  private init(document: Document, id: UInt32, isAlternative: Bool) {
    self.document = document
    self.id = id
    self.isAlternative = isAlternative
  }

  package static func == (left: Node, right: Node) -> Bool {
    left.document === right.document && left.id == right.id
  }

  /// By document and position.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(document))
    hasher.combine(id)
  }

  private var record: Document.Record { document.records[Int(id)] }

  /// The node itself, or what an alias stands for. Aliases are resolved when the tree is built and
  /// never point at one of their own ancestors.
  package var resolved: Node {
    record.kind == .alias ? Node(document: document, id: record.payload) : self
  }

  package var kind: Kind { resolved.record.kind }
  package var style: Style { resolved.record.style }
  package var isAlias: Bool { record.kind == .alias }

  /// Byte offsets of the node as written; an alias stands at its `*name`.
  package var range: Range<Int> { Int(record.start)..<Int(record.end) }

  package var place: Place { document.place(of: self) }

  package var tag: String? {
    let tag = Int(resolved.record.tag)
    return tag == 0 ? nil : document.tags[tag - 1]
  }

  // MARK: Scalars

  /// The decoded bytes of a scalar; empty for a collection.
  package var bytes: ArraySlice<UInt8> {
    let record = resolved.record
    guard record.kind == .scalar else { return [] }
    if isAlternative { return ArraySlice(Filling.unknown.utf8) }
    return record.isTextInSource
      ? document.source.bytes[record.textRange] : document.pool[record.textRange]
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Byte offsets of a scalar's text where it stands verbatim in the source.
  package var verbatimRange: Range<Int>? {
    let record = resolved.record
    guard record.kind == .scalar, record.isTextInSource, !isAlternative else { return nil }
    return record.textRange
  }

  /// Whether the scalar, or what an alias stands for, has the text.
  package func hasText(_ text: String) -> Bool {
    isAlternative ? text == Filling.unknown : document.hasText(id, text)
  }

  // MARK: Collections

  /// An expression of a template can add members to the collection: what is not written in it may
  /// be there all the same.
  package var isOpen: Bool { document.open.contains(resolved.id) }

  /// The child nodes: elements of a sequence, keys and values of a mapping in turn.
  private var children: [Node] {
    let node = resolved
    let end = document.next(node.id)
    var result: [Node] = []
    var child = node.id + 1
    while child < end {
      result.append(Node(document: document, id: child))
      child = document.next(child)
    }
    return result
  }

  package var elements: [Node] { kind == .sequence ? children : [] }

  /// How many entries a mapping has as it is written, and how many elements a sequence.
  package var memberCount: Int {
    let record = resolved.record
    switch record.kind {
    case .mapping: return Int(record.payload) / 2
    case .sequence: return Int(record.payload)
    default: return 0
    }
  }

  /// Whether a sequence has an element with the text.
  package func hasElement(_ text: String) -> Bool {
    let node = resolved
    guard node.record.kind == .sequence else { return false }
    return document.hasElement(text, in: node.id)
  }

  /// A key of a mapping with its value.
  package struct Entry: Sendable, Hashable {
    package let key: Node
    package let value: Node
  }

  /// The entries as written, with duplicates and without what `<<` merges in.
  package var ownEntries: [Entry] {
    guard kind == .mapping else { return [] }
    let children = self.children
    return stride(from: 0, to: children.count - 1, by: 2).map {
      Entry(key: children[$0], value: children[$0 + 1])
    }
  }

  /// The first of them.
  package var firstEntry: Entry? {
    let node = resolved
    guard node.record.kind == .mapping, node.record.payload > 0 else { return nil }
    return Entry(
      key: Node(document: document, id: node.id + 1),
      value: Node(document: document, id: document.next(node.id + 1)))
  }

  /// Whether each key of a mapping, as written, is one of these texts: no entry costs a node.
  package func hasOnlyKeys(_ texts: [String]) -> Bool {
    let node = resolved
    return node.record.kind == .mapping && document.hasOnlyKeys(texts, in: node.id)
  }

  /// The entries, and of a key that stands in several branches of a template each one.
  package var entriesOfBranches: [Entry] {
    let entries = self.entries
    guard entries.contains(where: \.value.isAlternative) else { return entries }
    return ownEntries.filter { !$0.key.isMergeKey }
  }

  /// The entries that count: the last of duplicates, and merged ones that are not overridden.
  package var entries: [Entry] { entries(depth: 0) }

  private func entries(depth: Int) -> [Entry] {
    var positions = KeyPositions()
    var result: [Entry] = []
    var merges: [Node] = []
    for entry in ownEntries {
      if entry.key.isMergeKey {
        merges += entry.value.kind == .sequence ? entry.value.elements : [entry.value]
      } else if let position = positions.add(entry.key.bytes) {
        let isApart = result[position].key.mayBeApart(from: entry.key)
        result[position] = Entry(
          key: entry.key,
          value: Node(
            document: entry.value.document, id: entry.value.id, isAlternative: isApart))
      } else {
        result.append(entry)
      }
    }
    guard depth < Self.mergeDepth else { return result }
    for source in merges {
      for entry in source.entries(depth: depth + 1)
      where positions.add(entry.key.bytes) == nil { result.append(entry) }
    }
    return result
  }

  /// Merges of merges, beyond which a document is only hostile.
  private static let mergeDepth = 8

  package var isMergeKey: Bool { style == .plain && hasText("<<") }

  package subscript(key: String) -> Node? { entry(key)?.value }

  /// The entry of a key: its last own one, else the first merged one.
  package func entry(_ key: String) -> Entry? { entry(key, depth: 0) }

  private func entry(_ key: String, depth: Int) -> Entry? {
    let node = resolved
    guard node.record.kind == .mapping else { return nil }
    let (found, merges) = document.entry(key, of: node.id)
    if let found {
      return Entry(
        key: Node(document: document, id: found.key),
        value: Node(
          document: document, id: found.value,
          isAlternative: found.hasAlternative))
    }
    guard depth < Self.mergeDepth else { return nil }
    for merge in merges {
      let source = Node(document: document, id: merge)
      for source in source.kind == .sequence ? source.elements : [source] {
        if let entry = source.entry(key, depth: depth + 1) { return entry }
      }
    }
    return nil
  }

  /// The value under a path of mapping keys.
  package func at(_ path: String...) -> Node? { at(path) }

  /// What stands under the keys, one below the other.
  package func at(_ path: [String]) -> Node? {
    path.reduce(self as Node?) { node, key in node?[key] }
  }

  /// Keys and indices from the root to this node.
  package var path: [String] { location.path }

  /// True for what stands before a colon.
  package var isMappingKey: Bool { location.isKey }

  /// The key under which a mapping holds this node; nil in a sequence, and for a key itself.
  package var keyInParent: Node? { location.key }

  /// The collection that holds this node; nil for the root.
  package var parent: Node? { location.parent }

  /// The same bytes count in another place, by an alias.
  package var isAliased: Bool { document.isAliased(id) }

  /// One descent from the root: a node does not know its parent.
  private var location: (path: [String], key: Node?, isKey: Bool, parent: Node?) {
    var path: [String] = []
    var key: Node?
    var parent: Node?
    var isKey = false
    var current = UInt32(0)
    while current != id {
      let isMapping = document.records[Int(current)].kind == .mapping
      guard let (position, child, previous) = document.child(of: current, holding: id) else {
        break
      }
      let isValue = position % 2 == 1
      let keyNode = Node(document: document, id: isValue ? previous : child)
      path.append(isMapping ? keyNode.text : String(position))
      key = isMapping && isValue ? keyNode : nil
      isKey = isMapping && !isValue
      parent = Node(document: document, id: current)
      current = child
    }
    return (path, key, isKey, parent)
  }

  /// The ids of the node and all below it.
  package var subtree: Range<UInt32> {
    let node = resolved
    return node.id..<document.next(node.id)
  }

  /// Every scalar in the subtree, once; aliases are not followed, their targets are visited where
  /// they stand.
  package func forEachScalar(_ body: (Node) -> Void) {
    let node = resolved
    for id in node.id..<document.next(node.id) where document.records[Int(id)].kind == .scalar {
      body(Node(document: document, id: id))
    }
  }

  /// The same of those whose bytes the caller wants: the others cost no node.
  package func forEachScalar(
    where isWanted: (borrowing Span<UInt8>) -> Bool, _ body: (Node) -> Void
  ) {
    document.forEachScalar(in: subtree, where: isWanted, body)
  }

  /// The same of those in which one of the places lies, and of those that are not written as they
  /// read and whose bytes the caller wants.
  ///
  /// - Parameter offsets: of bytes of the file, in their order.
  package func forEachScalar(
    around offsets: [Int], orWhere isWanted: (borrowing Span<UInt8>) -> Bool,
    _ body: (Node) -> Void
  ) {
    document.forEachScalar(in: subtree, around: offsets, orWhere: isWanted, body)
  }

  /// Every mapping in the subtree, without following aliases.
  package func forEachMapping(_ body: (Node) -> Void) {
    let node = resolved
    for id in node.id..<document.next(node.id) where document.records[Int(id)].kind == .mapping {
      body(Node(document: document, id: id))
    }
  }

  /// Whether the two nodes, in this order, stand in branches of a template's condition, of which one
  /// is rendered.
  package func mayBeApart(from other: Node) -> Bool { document.mayBeApart(id, other.id) }

  /// Every member of every mapping in the subtree that the caller wants, by the bytes of its key and
  /// its own, or that is a list with a scalar that it wants. The others cost no node; aliases are
  /// passed over.
  package func forEachMember(
    where isWanted: (_ key: borrowing Span<UInt8>, borrowing Span<UInt8>) -> Bool,
    orElement isWantedElement: (borrowing Span<UInt8>) -> Bool,
    _ body: (_ mapping: Node, Entry) -> Void
  ) {
    document.forEachMember(in: subtree, where: isWanted, orElement: isWantedElement) {
      mapping, key, value in
      body(
        Node(document: document, id: mapping),
        Entry(key: Node(document: document, id: key), value: Node(document: document, id: value)))
    }
  }

  /// Second and later occurrences of a key in one mapping of the subtree.
  package var duplicateKeys: [(key: Node, first: Node)] {
    var result: [(key: Node, first: Node)] = []
    forEachMapping { mapping in
      guard document.mayRepeatKeys(mapping.id) else { return }
      var positions = KeyPositions()
      var firsts: [Node] = []
      for entry in mapping.ownEntries where !entry.key.isMergeKey && entry.key.kind == .scalar {
        if let position = positions.add(entry.key.bytes) {
          result.append((entry.key, firsts[position]))
        } else {
          firsts.append(entry.key)
        }
      }
    }
    return result
  }
}

/// Where keys stand in a mapping: few are compared one by one, many are looked up.
private struct KeyPositions {
  private var keys: [ArraySlice<UInt8>] = []
  private var table: [ArraySlice<UInt8>: Int] = [:]
  private static let few = 16

  /// The position of the same key, if there is one; else the key is added.
  mutating func add(_ key: ArraySlice<UInt8>) -> Int? {
    let isLookedUp = keys.count > Self.few
    if let position = isLookedUp ? table[key] : keys.firstIndex(of: key) { return position }
    keys.append(key)
    let new = isLookedUp ? keys.count - 1..<keys.count : 0..<keys.count
    if keys.count > Self.few { for position in new { table[keys[position]] = position } }
    return nil
  }
}
