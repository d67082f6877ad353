package import CEL
internal import Synchronization
package import YAMLTree

/// What tells whether a rule runs; `embed-rules` writes it as literals, so that the file of a
/// built-in rule is read only when something is to be judged by it.
package final class RuleHeader: Sendable {
  package let id: String
  package let severity: Severity
  package let confidence: Confidence
  package let persona: Persona
  package let tags: [String]
  package let aliases: [String]
  package let supersedes: [String]
  /// Names the collection that the rule ranges over.
  package let collection: String
  /// Nil where the file itself is to be asked.
  package let outline: RuleOutline?

  package init(
    id: String, severity: Severity, confidence: Confidence, persona: Persona, tags: [String],
    aliases: [String], supersedes: [String], collection: String, outline: RuleOutline? = nil
  ) {
    self.id = id
    self.severity = severity
    self.confidence = confidence
    self.persona = persona
    self.tags = tags
    self.aliases = aliases
    self.supersedes = supersedes
    self.collection = collection
    self.outline = outline
  }

  /// The same, to be asked of the file.
  package var withoutOutline: RuleHeader {
    RuleHeader(
      id: id, severity: severity, confidence: confidence, persona: persona, tags: tags,
      aliases: aliases, supersedes: supersedes, collection: collection)
  }
}

/// What decides whether a row is a finding, as the rule's file spells it.
package struct RuleOutline: Sendable {
  package var parameters: [ParameterOutline] = []
  /// The text of each `for` clause.
  package var clauses: [String] = []
  /// The `let` items: a name and an expression each.
  package var bindings: [BindingOutline] = []
  package var conditions: [String] = []
  package var exceptions: [String] = []
  package var requirement = ""
}

/// A parameter as the binary holds it: name, type and default as written.
package struct ParameterOutline: Sendable {
  package let name: String
  package let kind: ParameterKind
  package let defaultText: String
}

/// One name of `let`, with its expression as text.
package struct BindingOutline: Sendable {
  package let name: String
  package let text: String
}

/// The rest of a rule's file.
package struct RuleText: Sendable {
  package var title = ""
  package var cwe: [Int] = []
  /// Ids, as the file spells them.
  package var controls: [String] = []
  package var why = ""
  package var remedy = ""
  var commands: [CommandChoice] = []
  package var references: [String] = []
  package var since = ""
  package var isPreview = false
  package var parameters: [Rule.Parameter] = []
  package var body = RuleBody()
}

/// A rule's text, read when it is first asked for.
package final class LazyRuleText: Sendable {
  private let text: Mutex<RuleText?>
  private let read: @Sendable () -> RuleText

  package init(_ read: @escaping @Sendable () -> RuleText) {
    text = Mutex(nil)
    self.read = read
  }

  package var value: RuleText {
    text.withLock { text in
      if let text { return text }
      let value = read()
      text = value
      return value
    }
  }
}

/// One rule: one file, one condition, one message, one place.
package struct Rule: Sendable {
  /// A value that a user can set, such as `within` of `expiring-credential`.
  package struct Parameter: Sendable {
    package let name: String
    package let kind: ParameterKind
    package let defaultText: String
    package let description: String
    package internal(set) var value: Payload
    /// The value as its author wrote it.
    package internal(set) var text: String
  }

  private let header: RuleHeader
  private let text: LazyRuleText
  /// Where the rule's file comes from, as messages name it.
  package let path: String
  package internal(set) var severity: Severity
  /// Values that the configuration or the command line gives.
  private var settings: [String: (value: Payload, text: String)] = [:]

  package init(_ header: RuleHeader, path: String, text: LazyRuleText) {
    self.header = header
    self.path = path
    self.text = text
    severity = header.severity
  }

  package var id: String { header.id }
  package var confidence: Confidence { header.confidence }
  package var persona: Persona { header.persona }
  package var tags: [String] { header.tags }
  package var aliases: [String] { header.aliases }
  package var supersedes: [String] { header.supersedes }
  package var collection: String { header.collection }
  package var title: String { text.value.title }
  package var cwe: [Int] { text.value.cwe }
  /// The requirements of frameworks that the rule says something about.
  package var controls: [Control] { text.value.controls.compactMap { Control.byID[$0] } }
  package var why: String { text.value.why }
  package var remedy: String { text.value.remedy }
  package var references: [String] { text.value.references }
  package var since: String { text.value.since }
  package var isPreview: Bool { text.value.isPreview }
  package var contents: RuleText { text.value }
  package var body: RuleBody { text.value.body }
  /// What decides whether a row is a finding: for a built-in rule without reading its file.
  package var logic: RuleLogic {
    header.outline.map { RuleLogic($0, collection: header.collection) } ?? body.logic
  }

  /// The folder under `rules/`: what the rule is about.
  package var group: String {
    let parts = path.split(separator: "/")
    return parts.count > 1 ? String(parts[parts.count - 2]) : ""
  }

  package var hasFix: Bool { text.value.body.fix != nil }

  /// What selects it: its id and earlier ids, its group, its tags.
  package var names: Set<String> { Set([id, group] + tags + aliases) }

  package var parameters: [Parameter] {
    text.value.parameters.map { parameter in
      var parameter = parameter
      if let setting = settings[parameter.name] { (parameter.value, parameter.text) = setting }
      return parameter
    }
  }

  package var reportsUnusedNames: Bool { header.outline == nil && body.reportsUnusedNames }

  /// The parameters as a run needs them: what they are for stands in the file only.
  package var arguments: [(name: String, kind: ParameterKind, value: Payload)] {
    guard let outline = header.outline else {
      return parameters.map { ($0.name, $0.kind, $0.value) }
    }
    return outline.parameters.map { parameter in
      let value = settings[parameter.name]?.value ?? parameter.kind.read(parameter.defaultText)
      return (parameter.name, parameter.kind, value ?? .null)
    }
  }

  /// Sets a parameter; the text is what is shown of it.
  package mutating func set(_ parameter: String, to value: Payload, text: String) {
    settings[parameter] = (value, text)
  }

  /// Where a part of an expression stands in the rule's file.
  package func place(of source: ExpressionSource, _ range: Range<Int>) -> Place {
    let written =
      source.origin == nil ? body.logic.sources.first { $0.text == source.text } : source
    return written?.place(range) ?? Place(file: SourceFile(path: path, bytes: []), range: 0..<0)
  }

  /// The same rule with another body.
  package func changing(_ change: (inout RuleBody) -> Void) -> Rule {
    var text = self.text.value
    change(&text.body)
    let changed = text
    return Rule(header.withoutOutline, path: path, text: LazyRuleText { changed })
  }
}

/// An expression in a rule file, not yet compiled.
package struct ExpressionSource: Sendable {
  package let text: String
  /// The scalar in the rule's file; nil for what the binary holds as a literal.
  package let origin: Node?
  /// Byte offset of `text` in the decoded scalar: behind `x in ` or `${`.
  package let offset: Int

  package init(text: String, origin: Node?, offset: Int) {
    self.text = text
    self.origin = origin
    self.offset = offset
  }

  /// The place of a range of the expression's text.
  package func place(_ range: Range<Int>) -> Place? {
    guard let origin else { return nil }
    guard let map = ScalarMap(origin) else { return origin.place }
    let start = map.sourceOffset(of: offset + range.lowerBound)
    let end = range.isEmpty ? start : map.sourceOffset(of: offset + range.upperBound - 1) + 1
    return origin.document.place(of: start..<max(start, end))
  }
}

/// The parts of a rule that decide whether a row is a finding.
package struct RuleLogic: Sendable {
  /// One clause of `for`: a name and what it ranges over.
  package struct Clause: Sendable {
    let variable: String
    /// For a range over a map: the variable of the value.
    let second: String?
    let range: ExpressionSource
    /// The collection's name, for the first clause.
    let collection: String

    /// Splits `x in range` or `k, v in range`; the offset is the range's, in bytes.
    static func split(_ text: String) -> (names: [String], range: String, offset: Int)? {
      let bytes = Array(text.utf8)
      let keyword = Array(" in ".utf8)
      guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: keyword) }) else {
        return nil
      }
      let names = bytes[..<start].split(separator: UInt8(ascii: ",")).map { name in
        String(decoding: name.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
      }
      let offset = start + keyword.count
      return (names, String(decoding: bytes[offset...], as: UTF8.self), offset)
    }
  }

  /// One name of `let`.
  package struct Binding: Sendable {
    let name: String
    package var value: ExpressionSource
  }

  package var clauses: [Clause] = []
  package var bindings: [Binding] = []
  package var conditions: [ExpressionSource] = []
  package var exceptions: [ExpressionSource] = []
  package var requirement: ExpressionSource?

  package init() {}

  /// - Parameter collection: what the first clause ranges over.
  package init(_ outline: RuleOutline, collection: String) {
    func source(_ text: String) -> ExpressionSource {
      ExpressionSource(text: text, origin: nil, offset: 0)
    }
    clauses = outline.clauses.enumerated().compactMap { index, text in
      Clause.split(text).map { parts in
        Clause(
          variable: parts.names[0], second: parts.names.count == 2 ? parts.names[1] : nil,
          range: source(parts.range), collection: index == 0 ? collection : "")
      }
    }
    bindings = outline.bindings.map { Binding(name: $0.name, value: source($0.text)) }
    conditions = outline.conditions.map(source)
    exceptions = outline.exceptions.map(source)
    requirement = source(outline.requirement)
  }

  package var sources: [ExpressionSource] {
    clauses.map(\.range) + bindings.map(\.value) + conditions + exceptions
      + [requirement].compactMap { $0 }
  }
}

/// The parts of a rule that are evaluated.
package struct RuleBody: Sendable {
  /// A related place: where it is and what is said there.
  package struct Note: Sendable {
    let clause: RuleLogic.Clause?
    let at: ExpressionSource
    let message: MessageTemplate
  }

  package var logic = RuleLogic()
  package var message = MessageTemplate(parts: [])
  package var place: ExpressionSource?
  package var related: [Note] = []
  package var fix: FixRecipe?
  /// False for built-in rules, which the tests check, and for weakened ones.
  package var reportsUnusedNames = true
}

/// What a rule says can be done about a finding.
package struct FixRecipe: Sendable {
  /// What an edit of a fix does.
  package enum Action: String, Sendable, CaseIterable {
    case quote, set, delete, insert, move, wrap
  }

  /// One edit of a fix, not yet compiled.
  package struct Step: Sendable {
    let action: Action
    let target: ExpressionSource
    let value: ExpressionSource?
    /// For `insert`, and for `set` of something absent: the key to write; empty for an item.
    let key: String
  }

  package let title: String
  package let isSafe: Bool
  /// The fix is offered only where it holds; nil for everywhere.
  package let condition: ExpressionSource?
  package let steps: [Step]
}

/// The types that parameters can have.
package enum ParameterKind: String, Sendable, CaseIterable {
  case duration, string, int, bool, list

  package var type: CEL.`Type` {
    switch self {
    case .duration: .duration
    case .string: .string
    case .int: .int
    case .bool: .bool
    case .list: .list(.string)
    }
  }

  /// Reads a value; lists are separated by commas.
  package func read(_ text: String) -> Payload? {
    switch self {
    case .duration: Durations.parse(text, allowsDays: true).map(Payload.duration)
    case .string: .string(text)
    case .int: Int64(text).map(Payload.int)
    case .bool: text == "true" ? .bool(true) : (text == "false" ? .bool(false) : nil)
    case .list:
      .list(text.split(separator: ",").map { Value(.string(String($0))) })
    }
  }

  package var example: String {
    switch self {
    case .duration: "30d"
    case .string: "text"
    case .int: "3"
    case .bool: "true or false"
    case .list: "a,b"
    }
  }
}
