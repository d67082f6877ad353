package import CEL
internal import Credentials
internal import Manifests
package import YAMLTree

/// A rule that failed to run: never a pass.
package struct RuleFailure: Sendable {
  package let rule: Rule
  package let message: String
  /// Where the failing expression stands in the rule file.
  package let place: Place
  /// What the rule was looking at.
  package let subject: String
  /// Where that stands.
  package let subjectPlace: Place?
}

/// What came of running rules over rows.
package struct Outcome: Sendable {
  package var findings: [Finding] = []
  package var failures: [RuleFailure] = []
  /// Rows in which a rule's `require` was reached and held, by rule id.
  package var held: [String: Int] = [:]

  package init(findings: [Finding] = [], failures: [RuleFailure] = [], held: [String: Int] = [:]) {
    self.findings = findings
    self.failures = failures
    self.held = held
  }

  /// Takes over what another evaluation found.
  package mutating func add(_ other: Outcome) {
    findings += other.findings
    failures += other.failures
    held.merge(other.held, uniquingKeysWith: +)
  }
}

/// Runs one rule over its rows.
package struct Evaluation {
  private let rule: CompiledRule
  private let parameters: ParametersRecord
  private let world: RuleContext
  private let reported: Set<String>
  private let frame: Frame
  private var outcome = Outcome()
  private var definedBindings = 0

  /// - Parameter reported: paths of files whose findings are wanted.
  package init(_ rule: Rule, in world: RuleContext, reported: Set<String>) {
    self.rule = CompiledRule(rule)
    parameters = ParametersRecord(rule)
    self.world = world
    self.reported = reported
    frame = Frame(slotCount: self.rule.slotCount)
    frame[CompiledRule.nowSlot] = Value(.timestamp(world.now))
    frame[CompiledRule.targetsSlot] = Value(.record(TargetsRecord(settings: world.settings)))
    frame[CompiledRule.parametersSlot] = Value(.record(parameters))
    frame[CompiledRule.repositorySlot] = RepositoryFacts.repository.value(.init(), world)
    for position in WorldCollection.all.indices {
      frame[CompiledRule.firstCollectionSlot + position] = Value(
        .record(CollectionRecord(position: position, world: world)))
    }
  }

  /// What was found so far; a rule that does not compile fails once.
  package var result: Outcome {
    var result = outcome
    result.failures += rule.problems.map {
      RuleFailure(
        rule: rule.rule, message: $0.message, place: $0.place, subject: "", subjectPlace: nil)
    }
    return result
  }

  /// Judges one row.
  package mutating func visit(_ subject: Value) {
    guard rule.problems.isEmpty else { return }
    frame.budget = Frame.defaultBudget
    frame[rule.clauses[0].slot] = subject
    iterate(1, subject)
  }

  private mutating func iterate(_ depth: Int, _ subject: Value) {
    for binding in rule.bindings { frame[binding.slot] = nil }
    guard depth < rule.clauses.count else {
      evaluate(subject)
      return
    }
    let clause = rule.clauses[depth]
    guard let program = clause.program else { return }
    do throws(EvaluationError) {
      for element in Self.elements(of: try program.evaluate(frame)) {
        try frame.spend()
        frame[clause.slot] = clause.second == nil ? element.first : element.key
        if let second = clause.second { frame[second] = element.value }
        iterate(depth + 1, subject)
      }
    } catch {
      fail(error, rule.logic.clauses[depth].range, subject)
    }
  }

  private struct Element { let key, value, first: Value }

  private static func elements(of value: Value) -> [Element] {
    switch value.payload {
    case .list(let list):
      list.enumerated().map { Element(key: Value(.int(Int64($0))), value: $1, first: $1) }
    case .map(let map):
      map.entries.map { Element(key: $0.key, value: $0.value, first: $0.key) }
    default: []
    }
  }

  /// `require` comes before `unless`: most rows are fine, and then cost no exception. As with `||`
  /// in CEL, an exception that holds outweighs a `require` that fails to evaluate.
  private mutating func evaluate(_ subject: Value) {
    let logic = rule.logic
    var current = logic.requirement
    do throws(EvaluationError) {
      for (condition, source) in zip(rule.conditions, logic.conditions) {
        current = source
        guard try holds(condition.value) else { return }
      }
      guard rule.problems.isEmpty else { return }
      var failure: EvaluationError?
      do throws(EvaluationError) {
        if try holds(rule.requirement) {
          outcome.held[rule.rule.id, default: 0] += 1
          return
        }
      } catch { failure = error }
      for (exception, source) in zip(rule.exceptions, logic.exceptions) {
        current = source
        if try holds(exception.value) { return }
      }
      current = logic.requirement
      if let failure { throw failure }
      guard rule.problems.isEmpty else { return }
      current = rule.body.place
      try report(subject)
    } catch {
      fail(error, current, subject)
    }
  }

  /// Bindings that a new expression needs are computed when it reads them.
  private mutating func defineBindings() {
    for binding in rule.bindings[definedBindings...] {
      frame.define(binding.slot, as: binding.program)
    }
    definedBindings = rule.bindings.count
  }

  /// False for an expression that does not compile, which is reported.
  private mutating func holds(_ program: Program?) throws(EvaluationError) -> Bool {
    guard let program else { return false }
    defineBindings()
    guard case .bool(let bool) = try program.evaluate(frame).payload else {
      throw EvaluationError("the condition is no bool")
    }
    return bool
  }

  private mutating func report(_ subject: Value) throws(EvaluationError) {
    let (place, message, notes) = (rule.place, rule.message, rule.related)
    _ = (rule.edits, rule.fixCondition)
    guard rule.problems.isEmpty, let program = place else { return }
    defineBindings()
    let at = try program.evaluate(frame)
    let record: (any Record)? =
      if case .record(let record) = subject.payload { record } else { nil }
    guard let place = Places.place(of: at) ?? Places.place(of: subject) else {
      throw EvaluationError("'at' is no value that came from the source")
    }
    var related: [Finding.Related] = []
    for note in notes { related += try self.related(note) }
    let identity = record?.identity ?? place.file.path
    outcome.findings.append(
      Finding(
        rule: rule.rule, message: try message.evaluate(frame), place: place,
        related: related, fix: try FixBuilder.outcome(rule, frame),
        subject: Redaction.scan(identity),
        path: (Places.node(of: at)?.path ?? []).map(Redaction.scan),
        isReported: ([place] + related.map(\.place)).contains {
          reported.contains($0.file.path)
        }))
  }

  private func related(_ note: CompiledRule.Note) throws(EvaluationError) -> [Finding.Related] {
    guard let clause = note.clause, let program = clause.program else {
      guard let place = Places.place(of: try note.place.evaluate(frame)) else { return [] }
      return [Finding.Related(place: place, message: try note.message.evaluate(frame))]
    }
    var result: [Finding.Related] = []
    for element in Self.elements(of: try program.evaluate(frame)) {
      frame[clause.slot] = element.first
      guard let place = Places.place(of: try note.place.evaluate(frame)) else { continue }
      result.append(Finding.Related(place: place, message: try note.message.evaluate(frame)))
    }
    return result
  }

  private mutating func fail(
    _ error: EvaluationError, _ source: ExpressionSource?, _ subject: Value
  ) {
    // A template's expression never proves that something is missing.
    if error.isUnknown { return }
    let record: (any Record)? =
      if case .record(let record) = subject.payload { record } else { nil }
    let range = error.range ?? 0..<(source?.text.utf8.count ?? 0)
    guard let source = source ?? rule.logic.requirement else { return }
    let place = rule.rule.place(of: source, range)
    outcome.failures.append(
      RuleFailure(
        rule: rule.rule, message: error.message, place: place,
        subject: Redaction.scan(record?.identity ?? ""), subjectPlace: Places.place(of: subject)))
  }
}
