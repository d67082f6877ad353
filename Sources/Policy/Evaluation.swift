internal import CEL
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
  /// Rows in which a rule's `require` was reached, by rule id.
  package var reached: [String: Int] = [:]

  mutating func add(_ other: Outcome) {
    findings += other.findings
    failures += other.failures
    reached.merge(other.reached, uniquingKeysWith: +)
  }
}

/// Runs one compiled rule over its rows.
struct Evaluation {
  private let rule: CompiledRule
  private let world: World
  private let reported: Set<String>
  private let frame: Frame
  private(set) var outcome = Outcome()

  /// - Parameter reported: paths of files whose findings are wanted.
  init(_ rule: CompiledRule, in world: World, reported: Set<String>) {
    self.rule = rule
    self.world = world
    self.reported = reported
    frame = Frame(slotCount: rule.slotCount)
    frame.slots[CompiledRule.nowSlot] = Value(.timestamp(world.now))
    frame.slots[CompiledRule.targetsSlot] = Value(.record(TargetsRecord(settings: world.settings)))
    frame.slots[CompiledRule.parametersSlot] = Value(.record(ParametersRecord(rule: rule.rule)))
    for binding in rule.bindings { frame.define(binding.slot, as: binding.program) }
  }

  mutating func visit(_ subject: Value) {
    frame.budget = Frame.defaultBudget
    frame.slots[rule.clauses[0].slot] = subject
    iterate(1, subject)
  }

  private mutating func iterate(_ depth: Int, _ subject: Value) {
    for binding in rule.bindings { frame.slots[binding.slot] = nil }
    guard depth < rule.clauses.count else {
      evaluate(subject)
      return
    }
    let clause = rule.clauses[depth]
    guard let program = clause.program else { return }
    do throws(EvaluationError) {
      for element in Self.elements(of: try program.evaluate(frame)) {
        frame.slots[clause.slot] = clause.second == nil ? element.first : element.key
        if let second = clause.second { frame.slots[second] = element.value }
        iterate(depth + 1, subject)
      }
    } catch {
      fail(error, rule.rule.body.clauses[depth].range, subject)
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

  private mutating func evaluate(_ subject: Value) {
    let body = rule.rule.body
    var current = body.requirement
    do throws(EvaluationError) {
      for (program, source) in rule.conditions {
        current = source
        guard try holds(program) else { return }
      }
      for (program, source) in rule.exceptions {
        current = source
        if try holds(program) { return }
      }
      current = body.requirement
      outcome.reached[rule.rule.id, default: 0] += 1
      guard try !holds(rule.requirement) else { return }
      current = body.place
      try report(subject)
    } catch {
      fail(error, current, subject)
    }
  }

  private func holds(_ program: Program) throws(EvaluationError) -> Bool {
    guard case .bool(let bool) = try program.evaluate(frame).payload else {
      throw EvaluationError("the condition is no bool")
    }
    return bool
  }

  private mutating func report(_ subject: Value) throws(EvaluationError) {
    let at = try rule.place.evaluate(frame)
    let record: (any Record)? =
      if case .record(let record) = subject.payload { record } else { nil }
    guard let place = Places.place(of: at) ?? Places.place(of: subject) else {
      throw EvaluationError("'at' is no value that came from the source")
    }
    var related: [Finding.Related] = []
    for note in rule.related { related += try self.related(note) }
    let identity = record?.identity ?? place.file.path
    outcome.findings.append(
      Finding(
        rule: rule.rule, message: try rule.message.evaluate(frame), place: place,
        related: related, fix: try FixBuilder.fix(rule, frame), subject: Redaction.scan(identity),
        path: (Places.node(of: at)?.path ?? []).map(Redaction.scan),
        isReported: reported.contains(place.file.path)))
  }

  private func related(_ note: CompiledRule.Note) throws(EvaluationError) -> [Finding.Related] {
    guard let clause = note.clause, let program = clause.program else {
      guard let place = Places.place(of: try note.place.evaluate(frame)) else { return [] }
      return [Finding.Related(place: place, message: try note.message.evaluate(frame))]
    }
    var result: [Finding.Related] = []
    for element in Self.elements(of: try program.evaluate(frame)) {
      frame.slots[clause.slot] = element.first
      guard let place = Places.place(of: try note.place.evaluate(frame)) else { continue }
      result.append(Finding.Related(place: place, message: try note.message.evaluate(frame)))
    }
    return result
  }

  private mutating func fail(
    _ error: EvaluationError, _ source: ExpressionSource?, _ subject: Value
  ) {
    let record: (any Record)? =
      if case .record(let record) = subject.payload { record } else { nil }
    let range = error.range ?? 0..<(source?.text.utf8.count ?? 0)
    let fallback = rule.rule.body.requirement
    guard let place = (source ?? fallback)?.place(range) else { return }
    outcome.failures.append(
      RuleFailure(
        rule: rule.rule, message: error.message, place: place,
        subject: Redaction.scan(record?.identity ?? ""), subjectPlace: Places.place(of: subject)))
  }
}
