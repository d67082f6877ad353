package import CEL
internal import Manifests
internal import YAMLTree

/// One row of the vocabulary: a field's name, type, documentation and accessor.
struct Fact<Subject: Sendable>: Sendable {
  let name: String
  let type: CEL.`Type`
  let doc: String
  /// Nil means unset: the field then reads as its type's default, at the place of its parent.
  let get: @Sendable (Subject, RuleContext) -> Value?
  /// The mapping in which the field would stand if it were set.
  let parent: (@Sendable (Subject) -> Node?)?

  init(
    _ name: String, _ type: CEL.`Type`, _ doc: String,
    in parent: (@Sendable (Subject) -> Node?)? = nil,
    _ get: @escaping @Sendable (Subject, RuleContext) -> Value?
  ) {
    self.name = name
    self.type = type
    self.doc = doc
    self.get = get
    self.parent = parent
  }
}

extension CEL.`Type` {
  /// What an unset field of the type reads as.
  package var defaultPayload: Payload {
    switch self {
    case .bool: .bool(false)
    case .int: .int(0)
    case .double: .double(0)
    case .string: .string("")
    case .list: .list([])
    case .map: .map(ValueMap())
    case .optional: .optional(nil)
    default: .null
    }
  }
}

/// A place that is no node of a document, such as a word of a shell command.
final class PlaceBox: Sendable {
  let place: Place
  /// The value that is meant, for an entry that is shown at its key.
  let node: Node?

  init(_ place: Place, node: Node? = nil) {
    self.place = place
    self.node = node
  }
}

extension Origin {
  init(_ node: Node, _ flags: Flags = []) {
    self.init(
      document: node.document, node: node.id, flags: node.isOpen ? flags.union(.open) : flags)
  }

  init(_ place: Place, node: Node? = nil) { self.init(document: PlaceBox(place, node: node)) }

  /// Nothing in the sources corresponds to the value.
  static let nowhere = Origin()
}

extension Value {
  /// Text that stands at a node.
  static func text(_ text: String, at node: Node?, _ flags: Origin.Flags = []) -> Value {
    Value(.string(text), origin: node.map { Origin($0, flags) } ?? Origin(flags: flags))
  }

  static func text(_ text: String, at origin: Origin) -> Value {
    Value(.string(text), origin: origin)
  }

  static func texts(_ texts: [String], at origin: Origin) -> Value {
    Value(.list(texts.map { Value(.string($0), origin: origin) }), origin: origin)
  }

  /// Paths, each at its place; of many the first.
  static func places(_ places: [Place]) -> Value {
    Value(
      .list(places.prefix(20).map { Value(.string($0.file.path), origin: Origin($0)) }),
      origin: .nowhere)
  }

  /// A scalar as text, at its place.
  static func text(_ node: Node?) -> Value? {
    node.map { .text($0.text, at: $0) }
  }

  /// What an expression of a template decides: no rule can judge by it.
  static func unknown(_ payload: Payload) -> Value {
    Value(payload, origin: Origin(flags: [.absent, .open]))
  }

  static func text(_ text: String) -> Value { Value(.string(text)) }
  static func bool(_ bool: Bool) -> Value { Value(.bool(bool)) }
  static func bool(_ bool: Bool, at node: Node?) -> Value {
    Value(.bool(bool), origin: node.map { Origin($0) } ?? Origin())
  }

  static func texts(_ texts: [String], at node: Node? = nil) -> Value {
    let origin = node.map { Origin($0) } ?? Origin()
    return Value(.list(texts.map { Value(.string($0), origin: origin) }), origin: origin)
  }

  /// A mapping of scalars as text; other values are left out.
  static func map(_ node: Node?) -> Value? {
    guard let node, node.kind == .mapping else { return nil }
    var map = ValueMap()
    var flags: Origin.Flags = []
    for entry in node.entries where entry.key.kind == .scalar && entry.value.kind == .scalar {
      let isSecret = SecretText.matches(entry.value.text, key: entry.key.text)
      let text = Value(
        .string(entry.value.text), origin: Origin(entry.value, isSecret ? .sensitive : []))
      if isSecret { flags = .holdsSensitive }
      _ = map.insert(.text(entry.key.text, at: entry.key), text)
    }
    return Value(.map(map), origin: Origin(node, flags))
  }

  /// Any node as a dynamic value; whatever exceeds the budget is left out. What is a credential by
  /// its form or its name is sensitive.
  static func dynamic(_ node: Node) -> Value {
    var budget = 100_000
    return dynamic(node, key: "", budget: &budget)
  }

  private static func dynamic(_ node: Node, key: String, budget: inout Int) -> Value {
    budget -= 1
    guard budget > 0 else { return Value(.null, origin: Origin(node)) }
    var flags: Origin.Flags = []
    func holding(_ value: Value) -> Value {
      if !value.origin.flags.isDisjoint(with: [.sensitive, .holdsSensitive]) {
        flags = .holdsSensitive
      }
      return value
    }
    switch node.kind {
    case .mapping:
      var map = ValueMap()
      let name = node["name"]?.text ?? ""
      for entry in node.entries {
        let own = entry.key.text
        let key = SecretText.key(own, beside: name)
        let value = holding(
          dynamic(entry.value, key: key, budget: &budget))
        _ = map.insert(Value.text(own, at: entry.key), value)
      }
      return Value(.map(map), origin: Origin(node, flags))
    case .sequence:
      var list: [Value] = []
      for element in node.elements {
        list.append(holding(dynamic(element, key: key, budget: &budget)))
      }
      return Value(.list(list), origin: Origin(node, flags))
    default:
      let isSecret = SecretText.matches(node.text, key: key)
      return Value(scalar(node), origin: Origin(node, isSecret ? .sensitive : []))
    }
  }

  /// YAML's `!!int` is int and `!!float` double, as Kubernetes has it.
  private static func scalar(_ node: Node) -> Payload {
    switch node.scalarType {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .float(let value): .double(value)
    case .string: .string(node.text)
    }
  }
}
