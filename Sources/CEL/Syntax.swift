/// What is known about some of the things that have dense ids.
struct SideTable<Entry> {
  private var entries: [Entry?] = []

  subscript(id: Int) -> Entry? {
    get { id < entries.count ? entries[id] : nil }
    set {
      if id >= entries.count { entries += repeatElement(nil, count: id + 1 - entries.count) }
      entries[id] = newValue
    }
  }
}

/// One node of a parsed expression.
///
/// Ids are dense and start at 0, so the checker and the compiler keep what they learn in side
/// tables indexed by id instead of rewriting the tree.
package struct Expression: Sendable {
  package let id: Int
  /// UTF-8 byte offsets into the expression's own text.
  package let range: Range<Int>
  package let kind: Kind
  /// Nodes on the longest way down, this one included.
  let height: Int

  init(id: Int, range: Range<Int>, kind: Kind) {
    self.id = id
    self.range = range
    self.kind = kind
    height = 1 + kind.heightBelow
  }

  /// The forms of an expression.
  package indirect enum Kind: Sendable {
    case constant(Payload)
    /// A simple name; `rooted` names (`.a`) skip the local variables.
    case identifier(String, rooted: Bool)
    case select(Selection)
    case call(Call)
    case list([Element])
    case map([Entry])
    case comprehension(Comprehension)
    case bind(variable: String, value: Expression, body: Expression)
    /// `optMap` (`flat` false) and `optFlatMap`.
    case optionalMap(target: Expression, variable: String, body: Expression, flat: Bool)

    fileprivate var heightBelow: Int {
      switch self {
      case .constant, .identifier: 0
      case .select(let select): select.operand.height
      case .call(let call): max(call.target?.height ?? 0, Expression.tallest(call.arguments))
      case .list(let elements): Expression.tallest(elements.lazy.map(\.value))
      case .map(let entries):
        max(
          Expression.tallest(entries.lazy.map(\.key)),
          Expression.tallest(entries.lazy.map(\.value)))
      case .comprehension(let loop):
        max(loop.range.height, loop.condition?.height ?? 0, loop.result?.height ?? 0)
      case .bind(_, let value, let body): max(value.height, body.height)
      case .optionalMap(let target, _, let body, _): max(target.height, body.height)
      }
    }
  }

  private static func tallest(_ parts: some Sequence<Expression>) -> Int {
    parts.reduce(0) { max($0, $1.height) }
  }

  /// `operand.field`, or the question whether it is there.
  package struct Selection: Sendable {
    package let operand: Expression
    package let field: String
    /// `operand.?field`.
    package let isOptional: Bool
    /// `has(operand.field)`.
    package let isTest: Bool
  }

  /// A call of a function, a method or an operator.
  package struct Call: Sendable {
    package let function: String
    package let target: Expression?
    package let arguments: [Expression]
    /// Where the function's name stands, for messages.
    package let nameRange: Range<Int>
    /// `.f(x)`: the name is looked up from the root only.
    package let isRooted: Bool
  }

  /// An element of a list, which may be optional.
  package struct Element: Sendable {
    package let value: Expression
    package let isOptional: Bool
  }

  /// An entry of a map, which may be optional.
  package struct Entry: Sendable {
    package let key: Expression
    package let value: Expression
    package let isOptional: Bool
  }
}

/// A macro that iterates: kept whole, because a native loop is faster than the general fold and
/// keeps the place of every element.
package struct Comprehension: Sendable {
  /// What a comprehension makes of its elements.
  package enum Operation: Sendable {
    case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry
  }

  package let operation: Operation
  package let range: Expression
  /// The element (list) or key (map); with two variables the index (list) or key (map).
  package let first: String
  package let second: String?
  package let condition: Expression?
  package let result: Expression?
}

/// A message about an expression: what is wrong and where.
package struct Issue: Error, Sendable, Hashable {
  /// A sentence fragment without a final full stop.
  package let message: String
  /// UTF-8 byte offsets into the expression's text.
  package let range: Range<Int>

  package init(_ message: String, at range: Range<Int>) {
    self.message = message
    self.range = range
  }
}
