internal import CEL
internal import YAMLTree

/// A rule whose every expression is checked and compiled.
struct CompiledRule: Sendable {
  struct Clause: Sendable {
    let program: Program?
    let slot: Int
    let second: Int?
  }

  struct Note: Sendable {
    let clause: Clause?
    let place: Program
    let message: MessageProgram
  }

  struct Edit: Sendable {
    let action: FixRecipe.Action
    let target: Program
    let value: Program?
    let key: String
  }

  let rule: Rule
  let clauses: [Clause]
  /// Slots of `let` names, which are computed when first read, once per row.
  let bindings: [(slot: Int, program: Program)]
  let conditions: [(program: Program, source: ExpressionSource)]
  let exceptions: [(program: Program, source: ExpressionSource)]
  let requirement: Program
  let message: MessageProgram
  let place: Program
  let related: [Note]
  let edits: [Edit]
  let slotCount: Int

  static let nowSlot = 0
  static let targetsSlot = 1
  static let parametersSlot = 2

  /// Compiles a rule, or lists everything that is wrong with its expressions.
  static func compile(_ rule: Rule) -> (compiled: CompiledRule?, problems: [PolicyProblem]) {
    var compiler = RuleCompiler(rule)
    let compiled = compiler.compile()
    return (compiler.problems.isEmpty ? compiled : nil, compiler.problems)
  }
}

/// Compiles the expressions of one rule in the scope that each of them sees.
private struct RuleCompiler {
  private let rule: Rule
  private var variables: [Environment.Variable]
  private var messages: [String: MessageType]
  private(set) var problems: [PolicyProblem] = []
  private var used = Set<String>()

  init(_ rule: Rule) {
    self.rule = rule
    variables = [
      .init(name: "now", type: .timestamp), .init(name: "targets", type: .message("Targets")),
      .init(name: "params", type: .message("Parameters")),
    ]
    messages = FactCollection.messages
    messages["Targets"] = TargetsRecord.message
    messages["Parameters"] = ParametersRecord.message(rule)
  }

  mutating func compile() -> CompiledRule? {
    let body = rule.body
    let clauses = body.clauses.enumerated().map { clause($1, isFirst: $0 == 0) }
    var bindings: [(slot: Int, program: Program)] = []
    for binding in body.bindings {
      guard let program = program(binding.value) else { continue }
      variables.append(.init(name: binding.name, type: program.type))
      bindings.append((variables.count - 1, program))
    }
    let conditions = body.conditions.compactMap { source in
      condition(source).map { (program: $0, source: source) }
    }
    let exceptions = body.exceptions.compactMap { source in
      condition(source).map { (program: $0, source: source) }
    }
    let requirement = body.requirement.flatMap { condition($0) }
    let place = body.place.flatMap { program($0) }
    let message = self.message(body.message)
    let related = body.related.compactMap { note($0) }
    let edits = (body.fix?.steps ?? []).compactMap { edit($0) }
    if body.reportsUnusedNames { reportUnused(body) }
    guard problems.isEmpty, let requirement, let place else { return nil }
    return CompiledRule(
      rule: rule, clauses: clauses, bindings: bindings, conditions: conditions,
      exceptions: exceptions, requirement: requirement, message: message, place: place,
      related: related, edits: edits, slotCount: variables.count + 64)
  }

  private mutating func report(_ issues: [Issue], _ source: ExpressionSource) {
    for issue in issues {
      problems.append(PolicyProblem(message: issue.message, place: source.place(issue.range)))
    }
  }

  private mutating func program(
    _ source: ExpressionSource, expecting type: CEL.`Type`? = nil
  ) -> Program? {
    if rule.body.reportsUnusedNames { noteUses(source.text) }
    let environment = Environment(variables: variables, messages: messages)
    do throws(CompilationFailure) {
      return try Program.compile(source.text, in: environment, expecting: type)
    } catch {
      report(error.issues, source)
      return nil
    }
  }

  private mutating func condition(_ source: ExpressionSource) -> Program? {
    if ["true", "false"].contains(source.text) {
      report([Issue("the condition is constant", at: 0..<source.text.utf8.count)], source)
    }
    return program(source, expecting: .bool)
  }

  private mutating func clause(_ clause: RuleBody.Clause, isFirst: Bool) -> CompiledRule.Clause {
    var element: (first: CEL.`Type`, second: CEL.`Type`?) = (.message(clause.collection), nil)
    var range: Program?
    if !isFirst {
      range = program(clause.range)
      switch range?.type {
      case .list(let type)?: element = clause.second == nil ? (type, nil) : (.int, type)
      case .map(let key, let value)?: element = (key, clause.second == nil ? nil : value)
      case .dyn?, nil: element = (.dyn, clause.second == nil ? nil : .dyn)
      case let type?:
        let message = "cannot iterate over \(type.description)"
        report([Issue(message, at: 0..<clause.range.text.utf8.count)], clause.range)
      }
    }
    variables.append(.init(name: clause.variable, type: element.first))
    let slot = variables.count - 1
    guard let second = clause.second else { return .init(program: range, slot: slot, second: nil) }
    variables.append(.init(name: second, type: element.second ?? .dyn))
    return .init(program: range, slot: slot, second: slot + 1)
  }

  private mutating func message(_ template: MessageTemplate) -> MessageProgram {
    MessageProgram(
      parts: template.parts.compactMap { part in
        switch part {
        case .text(let text): return .text(text)
        case .expression(let source):
          guard let program = program(source) else { return nil }
          if case .message(let name) = program.type {
            report(
              [
                Issue(
                  "a whole \(name) cannot be printed; name one of its fields",
                  at: 0..<source.text.utf8.count)
              ],
              source)
          }
          return .program(program)
        }
      })
  }

  private mutating func note(_ note: RuleBody.Note) -> CompiledRule.Note? {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    let clause = note.clause.map { self.clause($0, isFirst: false) }
    guard let place = program(note.at) else { return nil }
    return CompiledRule.Note(clause: clause, place: place, message: message(note.message))
  }

  private mutating func edit(_ step: FixRecipe.Step) -> CompiledRule.Edit? {
    guard let target = program(step.target) else { return nil }
    let value = step.value.flatMap { program($0) }
    return CompiledRule.Edit(action: step.action, target: target, value: value, key: step.key)
  }

  // MARK: Unused names

  private mutating func noteUses(_ text: String) {
    var word = ""
    for character in text + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        used.insert(word)
        word = ""
      }
    }
  }

  private mutating func reportUnused(_ body: RuleBody) {
    for binding in body.bindings where !used.contains(binding.name) {
      problems.append(
        PolicyProblem(message: "'\(binding.name)' is never used", place: binding.value.origin.place)
      )
    }
    for parameter in rule.parameters where !used.contains(parameter.name) {
      guard let place = body.requirement?.origin.place else { continue }
      problems.append(
        PolicyProblem(message: "parameter '\(parameter.name)' is never used", place: place))
    }
  }
}

/// Declared versions, as `targets.tekton`; unset ones are empty.
struct TargetsRecord: Record {
  let settings: Settings

  static let message = MessageType(
    name: "Targets", doc: "Versions that the configuration declares.",
    fields: Settings.targetNames.map {
      .init(name: $0, type: .string, doc: "Declared version of \($0); empty if none.")
    })

  var typeName: String { "Targets" }
  var origin: Origin { Origin() }
  var identity: String { "targets" }
  func has(_ field: Int) -> Bool { settings.targets[Settings.targetNames[field]] != nil }
  func value(of field: Int) -> Value {
    Value(.string(settings.targets[Settings.targetNames[field]] ?? ""))
  }
}

/// A rule's parameters, as `params.within`.
struct ParametersRecord: Record {
  let rule: Rule

  static func message(_ rule: Rule) -> MessageType {
    MessageType(
      name: "Parameters", doc: "The rule's parameters.",
      fields: rule.parameters.map { .init(name: $0.name, type: $0.kind.type, doc: $0.description) })
  }

  var typeName: String { "Parameters" }
  var origin: Origin { Origin() }
  var identity: String { rule.id }
  func has(_ field: Int) -> Bool { true }
  func value(of field: Int) -> Value { Value(rule.parameters[field].value) }
}
