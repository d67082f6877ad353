/// A node of a document that no file holds as YAML: what a command line says, in the shape that the
/// command gives it.
package indirect enum ComposedNode: Sendable {
  /// Text that counts as a string, and where it stands: byte offsets into the file.
  case text(String, Range<Int>)
  case mapping([(key: ComposedNode, value: ComposedNode)], Range<Int>)
  case sequence([ComposedNode], Range<Int>)

  /// A key or value that is not written anywhere, at the place that implies it.
  package var range: Range<Int> {
    switch self {
    case .text(_, let range), .mapping(_, let range), .sequence(_, let range): range
    }
  }
}

extension Document {
  /// A document whose nodes point into a file that does not hold them as YAML.
  package static func composed(_ root: ComposedNode, in source: SourceFile) -> Document {
    var composer = Composer(limit: source.bytes.count)
    composer.add(root)
    return Document(
      source: source, embedding: nil, records: composer.records, pool: composer.pool,
      tags: ["!"], start: root.range.lowerBound, isComposed: true)
  }
}

extension Node {
  /// The mappings and texts of a composed document as JSON.
  package var composedJSON: String {
    guard kind == .mapping else { return Scalar.quoted(text) }
    let members = ownEntries.map { Scalar.quoted($0.key.text) + ":" + $0.value.composedJSON }
    return "{" + members.joined(separator: ",") + "}"
  }
}

/// Lays out nodes as an arena.
private struct Composer {
  var records: [Document.Record] = []
  var pool: [UInt8] = []
  let limit: Int

  /// The tag `!`, which makes a string of any text.
  private static let stringTag: UInt8 = 1

  init(limit: Int) { self.limit = limit }

  mutating func add(_ node: ComposedNode) {
    let range = node.range.clamped(to: 0..<limit)
    var record = Document.Record(
      kind: .scalar, style: .flow, start: UInt32(range.lowerBound), end: UInt32(range.upperBound))
    let id = records.count
    switch node {
    case .text(let text, _):
      record.style = .plain
      record.tag = Self.stringTag
      record.payload = UInt32(pool.count)
      pool += text.utf8
      record.extent = UInt32(pool.count) - record.payload
      records.append(record)
    case .mapping(let entries, _):
      record.kind = .mapping
      record.payload = UInt32(entries.count * 2)
      records.append(record)
      for entry in entries {
        add(entry.key)
        add(entry.value)
      }
      records[id].extent = UInt32(records.count)
    case .sequence(let items, _):
      record.kind = .sequence
      record.payload = UInt32(items.count)
      records.append(record)
      for item in items { add(item) }
      records[id].extent = UInt32(records.count)
    }
  }
}
