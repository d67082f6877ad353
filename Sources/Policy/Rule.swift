package import CEL
internal import YAMLTree

package enum Severity: String, Sendable, CaseIterable, Comparable {
  case low, medium, high, critical

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

package enum Confidence: String, Sendable, CaseIterable { case high, medium, low }

/// Who wants to hear a finding; each persona hears what the ones before it hear.
package enum Persona: String, Sendable, CaseIterable, Comparable {
  case regular, pedantic, auditor

  package static func < (left: Persona, right: Persona) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One rule: one file, one condition, one message, one place.
package struct Rule: Sendable {
  package struct Parameter: Sendable {
    package let name: String
    package let kind: ParameterKind
    package let defaultText: String
    package let description: String
    package internal(set) var value: Payload
  }

  package let id: String
  /// The folder under `rules/`: what the rule is about.
  package let group: String
  package let title: String
  package internal(set) var severity: Severity
  package let confidence: Confidence
  package let persona: Persona
  package let tags: [String]
  package let cwe: [Int]
  package let why: String
  package let remedy: String
  package let references: [String]
  package let since: String
  package let isPreview: Bool
  package let aliases: [String]
  package let supersedes: [String]
  package internal(set) var parameters: [Parameter]
  /// Where the rule's file comes from, as messages name it.
  package let path: String
  let body: RuleBody

  /// Names the collection that the rule ranges over.
  package var collection: String { body.clauses.first?.collection ?? "" }
}

/// An expression in a rule file, not yet compiled.
struct ExpressionSource: Sendable {
  let text: String
  let origin: Node
  /// Byte offset of `text` in the decoded scalar: behind `x in ` or `${`.
  let offset: Int

  /// The place of a range of the expression's text.
  func place(_ range: Range<Int>) -> Place {
    guard let map = ScalarMap(origin) else { return origin.place }
    let start = map.sourceOffset(of: offset + range.lowerBound)
    let end = range.isEmpty ? start : map.sourceOffset(of: offset + range.upperBound - 1) + 1
    return origin.document.place(of: start..<max(start, end))
  }
}

/// The parts of a rule that are evaluated.
struct RuleBody: Sendable {
  struct Clause: Sendable {
    let variable: String
    /// For a range over a map: the variable of the value.
    let second: String?
    let range: ExpressionSource
    /// The collection's name, for the first clause.
    let collection: String
  }

  struct Binding: Sendable {
    let name: String
    let value: ExpressionSource
  }

  struct Note: Sendable {
    let clause: Clause?
    let at: ExpressionSource
    let message: MessageTemplate
  }

  var clauses: [Clause] = []
  var bindings: [Binding] = []
  var conditions: [ExpressionSource] = []
  var exceptions: [ExpressionSource] = []
  var requirement: ExpressionSource?
  var message = MessageTemplate(parts: [])
  var place: ExpressionSource?
  var related: [Note] = []
  var fix: FixRecipe?
  /// False for built-in rules, which the tests check, and for weakened ones.
  var reportsUnusedNames = true
}

/// What a rule says can be done about a finding.
struct FixRecipe: Sendable {
  enum Action: String, Sendable, CaseIterable { case quote, set, delete, insert }

  struct Step: Sendable {
    let action: Action
    let target: ExpressionSource
    let value: ExpressionSource?
    /// For `insert`, and for `set` of something absent: the key to write.
    let key: String
  }

  let title: String
  let isSafe: Bool
  let steps: [Step]
}

package enum ParameterKind: String, Sendable, CaseIterable {
  case duration, string, int, bool, list

  var type: CEL.`Type` {
    switch self {
    case .duration: .duration
    case .string: .string
    case .int: .int
    case .bool: .bool
    case .list: .list(.string)
    }
  }

  /// Reads a value; lists are separated by commas.
  func read(_ text: String) -> Payload? {
    switch self {
    case .duration: Durations.parse(text, allowsDays: true).map(Payload.duration)
    case .string: .string(text)
    case .int: Int64(text).map(Payload.int)
    case .bool: text == "true" ? .bool(true) : (text == "false" ? .bool(false) : nil)
    case .list:
      .list(text.split(separator: ",").map { Value(.string(String($0))) })
    }
  }

  var example: String {
    switch self {
    case .duration: "30d"
    case .string: "text"
    case .int: "3"
    case .bool: "true or false"
    case .list: "a,b"
    }
  }
}
