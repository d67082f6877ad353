internal import CEL
internal import YAMLTree

/// A rule whose expressions are checked and compiled when they are first needed: most rows fail a
/// rule's first condition, and most rules find nothing. Not shared between threads.
package final class CompiledRule {
  struct Clause {
    let program: Program?
    let slot: Int
    let second: Int?
  }

  struct Note {
    let clause: Clause?
    let place: Program
    let message: MessageProgram
  }

  struct Edit {
    let action: FixRecipe.Action
    let target: Program
    let value: Program?
    let key: String
    /// The last names of the target and the value, which are keys where these are absent; empty
    /// where they are more than names.
    let targetName, valueName: String
  }

  let rule: Rule
  let logic: RuleLogic
  /// False where the tests have checked what a rule names.
  private let reportsUnusedNames: Bool
  /// What a finding says: read when there is one.
  lazy var body = rule.body
  /// What is wrong with the expressions that were needed so far.
  private(set) var problems: [PolicyProblem] = []
  /// `let` names that an expression needs, with their slots; they are computed once per row.
  private(set) var bindings: [(slot: Int, program: Program)] = []
  private(set) var clauses: [Clause] = []
  private var variables: [Environment.Variable] { didSet { lastEnvironment = nil } }
  private var lastEnvironment: Environment?
  private let messages: [String: MessageType]
  private let firstBinding: Int
  /// A name's value is computed while another expression runs, so that each has slots of its own
  /// for the variables of its macros.
  private var firstLocal: Int
  private var compiledBindings = Set<Int>()
  private var usedNames = Set<String>()
  /// How deep the values nest that names stand for.
  private var heights: [String: Int] = [:]

  // What is deferred is part of the rule: were it to own the rule, neither would ever go.
  lazy var conditions = logic.conditions.map { source in
    Deferred { [unowned self] in condition(source) }
  }
  lazy var exceptions = logic.exceptions.map { source in
    Deferred { [unowned self] in condition(source) }
  }
  lazy var requirement = logic.requirement.flatMap { condition($0) }
  lazy var place = body.place.flatMap { program($0) }
  lazy var message = template(body.message)
  lazy var related = body.related.compactMap { note($0) }
  lazy var fixCondition = body.fix?.condition.flatMap { condition($0) }
  lazy var edits = (body.fix?.steps ?? []).compactMap { edit($0) }

  static let nowSlot = 0
  static let targetsSlot = 1
  static let parametersSlot = 2
  static let repositorySlot = 3
  static let firstCollectionSlot = 4

  init(_ rule: Rule) {
    self.rule = rule
    logic = rule.logic
    reportsUnusedNames = rule.reportsUnusedNames
    variables = [
      .init(name: "now", type: .timestamp), .init(name: "targets", type: .message("Targets")),
      .init(name: "params", type: .message("Parameters")),
      .init(name: "repository", type: .message(RepositoryFacts.repository.name)),
    ]
    variables += WorldCollection.all.map { .init(name: $0.name, type: .message($0.message.name)) }
    var messages = FactCollection.messages
    if let parameters = ParametersRecord.message(rule) { messages[parameters.name] = parameters }
    self.messages = messages
    firstBinding =
      variables.count + logic.clauses.reduce(0) { $0 + ($1.second == nil ? 1 : 2) }
    // A related place may bring two variables more.
    firstLocal = firstBinding + logic.bindings.count + 2
    for (index, clause) in logic.clauses.enumerated() {
      clauses.append(self.clause(clause, isFirst: index == 0, before: 0))
    }
    for binding in logic.bindings { variables.append(.init(name: binding.name, type: .dyn)) }
  }

  /// Slots of what the rule names; a program that needs more extends its frame.
  var slotCount: Int { variables.count }

  /// Whether every expression of a rule is one.
  package static func isSound(_ rule: Rule) -> Bool { problems(of: rule).isEmpty }

  /// Everything that is wrong with a rule's expressions.
  static func problems(of rule: Rule) -> [PolicyProblem] {
    let compiled = CompiledRule(rule)
    for index in compiled.logic.bindings.indices { compiled.compileBinding(index) }
    for deferred in compiled.conditions + compiled.exceptions { _ = deferred.value }
    _ = (compiled.requirement, compiled.place, compiled.message, compiled.related, compiled.edits)
    _ = compiled.fixCondition
    if compiled.reportsUnusedNames { compiled.reportUnused() }
    return compiled.problems
  }

  // MARK: Expressions

  private func report(_ issues: [Issue], _ source: ExpressionSource) {
    for issue in issues {
      problems.append(
        PolicyProblem(message: issue.message, place: rule.place(of: source, issue.range)))
    }
  }

  private func program(
    _ source: ExpressionSource, expecting type: CEL.`Type`? = nil, before binding: Int? = nil
  ) -> Program? {
    let environment = environment(for: source.text, before: binding)
    do throws(CompilationFailure) {
      let program = try Program.compile(source.text, in: environment, expecting: type)
      if program.slotCount > firstLocal {
        firstLocal = program.slotCount
        lastEnvironment = nil
      }
      guard height(of: program, source) <= Program.maximumHeight else {
        let message = "expression nests deeper than \(Program.maximumHeight) with what it names"
        report([Issue(message, at: 0..<source.text.utf8.count)], source)
        return nil
      }
      return program
    } catch {
      report(error.issues, source)
      return nil
    }
  }

  /// A name's value is computed where it is read, so it nests below the expression that reads it.
  private func height(of program: Program, _ source: ExpressionSource) -> Int {
    guard !heights.isEmpty else { return program.height }
    return program.height + (Self.names(in: source.text).compactMap { heights[$0] }.max() ?? 0)
  }

  /// What an expression sees; the bindings it names are compiled first, for their types.
  private func environment(for text: String, before binding: Int?) -> Environment {
    let count = binding ?? logic.bindings.count
    if count > 0 || reportsUnusedNames {
      let names = Self.names(in: text)
      if reportsUnusedNames { usedNames.formUnion(names) }
      for (index, binding) in logic.bindings.prefix(count).enumerated()
      where names.contains(binding.name) { compileBinding(index) }
    }
    guard let binding else {
      if let lastEnvironment { return lastEnvironment }
      let environment = Environment(
        variables: variables, messages: messages, functions: WorldCollection.functionTable,
        firstLocal: firstLocal)
      lastEnvironment = environment
      return environment
    }
    return Environment(
      variables: Array(variables.prefix(firstBinding + binding)), messages: messages,
      functions: WorldCollection.functionTable, firstLocal: firstLocal)
  }

  /// A binding sees those before it, and tells its type to those behind it.
  private func compileBinding(_ index: Int) {
    guard compiledBindings.insert(index).inserted,
      let program = program(logic.bindings[index].value, before: index)
    else { return }
    let slot = firstBinding + index
    let binding = logic.bindings[index]
    variables[slot] = .init(name: binding.name, type: program.type)
    heights[binding.name] = height(of: program, binding.value)
    bindings.append((slot, program))
  }

  private func condition(_ source: ExpressionSource) -> Program? {
    if ["true", "false"].contains(source.text) {
      report([Issue("the condition is constant", at: 0..<source.text.utf8.count)], source)
    }
    return program(source, expecting: .bool)
  }

  /// - Parameter binding: the first of the names that it cannot use; nil for none.
  private func clause(
    _ clause: RuleLogic.Clause, isFirst: Bool, before binding: Int? = nil
  ) -> Clause {
    var element: (first: CEL.`Type`, second: CEL.`Type`?) = (.message(clause.collection), nil)
    var range: Program?
    if !isFirst, !refuses(clause.range) {
      range = program(clause.range, before: binding)
      let height = range.map { self.height(of: $0, clause.range) }
      for name in [clause.variable, clause.second].compactMap(\.self) { heights[name] = height }
      switch range?.type {
      case .list(let type)?: element = clause.second == nil ? (type, nil) : (.int, type)
      case .map(let key, let value)?: element = (key, clause.second == nil ? nil : value)
      case .dyn?, nil: element = (.dyn, clause.second == nil ? nil : .dyn)
      case let type?:
        let environment = Environment(variables: variables, messages: messages)
        let message = environment.refusal(toIterateOver: type)
        report([Issue(message, at: 0..<clause.range.text.utf8.count)], clause.range)
      }
    }
    variables.append(.init(name: clause.variable, type: element.first))
    let slot = variables.count - 1
    guard let second = clause.second else { return .init(program: range, slot: slot, second: nil) }
    variables.append(.init(name: second, type: element.second ?? .dyn))
    return .init(program: range, slot: slot, second: slot + 1)
  }

  /// `- other in Secret` under another clause: every row with every Secret.
  private func refuses(_ range: ExpressionSource) -> Bool {
    guard FactCollection.byName[range.text] != nil else { return false }
    let lookup = WorldCollection.all.first { $0.element == range.text }
    let hint = lookup.map { ": \($0.message.iterationHint)" } ?? ", but over a list of one before"
    let message = "only the first clause ranges over all of \(range.text)\(hint)"
    report([Issue(message, at: 0..<range.text.utf8.count)], range)
    return true
  }

  private func template(_ template: MessageTemplate) -> MessageProgram {
    MessageProgram(
      parts: template.parts.compactMap { part in
        switch part {
        case .text(let text): return .text(text)
        case .expression(let source):
          guard let program = program(source) else { return nil }
          if case .message(let name) = program.type {
            let message = "a whole \(name) cannot be printed; name one of its fields"
            report([Issue(message, at: 0..<source.text.utf8.count)], source)
          }
          return .program(program)
        }
      })
  }

  private func note(_ note: RuleBody.Note) -> Note? {
    let count = variables.count
    defer { variables.removeLast(variables.count - count) }
    let clause = note.clause.map { self.clause($0, isFirst: false) }
    guard let place = program(note.at) else { return nil }
    return Note(clause: clause, place: place, message: template(note.message))
  }

  private func edit(_ step: FixRecipe.Step) -> Edit? {
    guard let target = program(step.target) else { return nil }
    let value = step.value.flatMap { program($0) }
    return Edit(
      action: step.action, target: target, value: value, key: step.key,
      targetName: Self.lastName(step.target.text),
      valueName: Self.lastName(step.value?.text ?? ""))
  }

  private static func lastName(_ text: String) -> String {
    let name = text.split(separator: ".").last.map(String.init) ?? ""
    return name.utf8.allSatisfy { (97...122).contains($0 | 0x20) } ? name : ""
  }

  // MARK: Names

  private static func names(in text: String) -> Set<String> {
    let parts = text.utf8.split { byte in
      !((48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_"))
    }
    return Set(parts.map { String(decoding: $0, as: UTF8.self) })
  }

  private func reportUnused() {
    for binding in logic.bindings where !usedNames.contains(binding.name) {
      let place = rule.place(of: binding.value, 0..<binding.value.text.utf8.count)
      problems.append(
        PolicyProblem(message: "'\(binding.name)' is never used", place: place))
    }
    for parameter in rule.parameters where !usedNames.contains(parameter.name) {
      guard let place = logic.requirement?.origin?.place else { continue }
      problems.append(
        PolicyProblem(message: "parameter '\(parameter.name)' is never used", place: place))
    }
  }
}

/// A value that is made when it is first asked for.
final class Deferred<Value> {
  private let make: () -> Value
  lazy var value = make()

  init(_ make: @escaping () -> Value) { self.make = make }
}
