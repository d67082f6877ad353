internal import CEL
internal import YAMLTree

/// From a value's origin to a place in a file.
enum Places {
  /// The node a value came from, if it came from a document.
  static func node(of value: Value) -> Node? {
    guard let document = value.origin.document as? Document,
      Int(value.origin.node) < document.nodeCount
    else { return nil }
    return Node(document: document, id: value.origin.node)
  }

  /// A scalar stands at itself, a collection at its key: places must be tight, or a review tool
  /// does not show them.
  static func place(of value: Value) -> Place? {
    if let box = value.origin.document as? PlaceBox { return box.place }
    guard let node = node(of: value) else { return nil }
    guard node.kind != .scalar, !node.isAlias else { return place(ofScalar: node) }
    return tight(node).place
  }

  /// An empty scalar is shown at its key.
  private static func place(ofScalar node: Node) -> Place {
    if node.range.isEmpty, let key = node.keyInParent { return key.place }
    return node.place
  }

  private static func tight(_ node: Node) -> Node {
    if let key = node.keyInParent { return key }
    let first = node.ownEntries.first?.key ?? node.elements.first
    guard let first else { return node }
    return first.kind == .scalar ? first : tight(first)
  }
}
