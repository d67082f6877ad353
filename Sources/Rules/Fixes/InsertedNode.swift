internal import YAMLTree

/// What a fix adds, before it is known how its surroundings are written.
indirect enum InsertedNode {
  case text(String)
  /// `true`, or a number.
  case bare(String)
  /// A copy of something that stands elsewhere.
  case copy(Node)
  case entry(String, InsertedNode)
  case item(InsertedNode)

  /// In flow style, on one line.
  func flow(isJSON: Bool) -> String {
    switch self {
    case .text(let text): Scalar.written(text, asPlainIfPossible: !isJSON)
    case .bare(let text): text
    case .copy(let node): Self.flow(node, isJSON: isJSON)
    case .entry(let key, let value):
      "{\(Scalar.written(key, asPlainIfPossible: !isJSON)): \(value.flow(isJSON: isJSON))}"
    case .item(let value): "[\(value.flow(isJSON: isJSON))]"
    }
  }

  /// In block style; nested lines are indented from the first.
  func block() -> [String] {
    switch self {
    case .text, .bare: [flow(isJSON: false)]
    case .copy(let node): Self.block(node)
    case .entry(let key, let value): Self.entry(key, value.block(), isNested: value.isCollection)
    case .item(let value): Self.item(value.block())
    }
  }

  private var isCollection: Bool {
    switch self {
    case .text, .bare: false
    case .copy(let node):
      node.kind != .scalar && !(node.ownEntries.isEmpty && node.elements.isEmpty)
    case .entry, .item: true
    }
  }

  private static func entry(_ key: String, _ value: [String], isNested: Bool) -> [String] {
    let key = Scalar.written(key, asPlainIfPossible: true) + ":"
    return isNested ? [key] + value.map { "  " + $0 } : [key + " " + value.joined()]
  }

  private static func item(_ lines: [String]) -> [String] {
    lines.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
  }

  private static func block(_ node: Node) -> [String] {
    switch node.kind {
    case .mapping where !node.ownEntries.isEmpty:
      node.entries.flatMap { entry in
        Self.entry(
          entry.key.text, block(entry.value), isNested: InsertedNode.copy(entry.value).isCollection)
      }
    case .sequence where !node.elements.isEmpty: node.elements.flatMap { item(block($0)) }
    default: [flow(node, isJSON: false)]
    }
  }

  private static func flow(_ node: Node, isJSON: Bool) -> String {
    switch node.kind {
    case .mapping:
      let entries = node.entries.map { entry in
        Scalar.written(entry.key.text, asPlainIfPossible: !isJSON) + ": "
          + flow(entry.value, isJSON: isJSON)
      }
      return "{\(entries.joined(separator: ", "))}"
    case .sequence:
      return "[\(node.elements.map { flow($0, isJSON: isJSON) }.joined(separator: ", "))]"
    default:
      guard case .string = node.scalarType else { return node.text.isEmpty ? "null" : node.text }
      return Scalar.written(node.text, asPlainIfPossible: !isJSON)
    }
  }
}
