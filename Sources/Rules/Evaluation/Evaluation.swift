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

  /// The rule is wrong, whatever it looks at.
  package var isOfRule: Bool { subject.isEmpty && subjectPlace == nil }
}

/// What came of running rules over rows.
package struct Outcome: Sendable {
  package var findings: [Finding] = []
  package var failures: [RuleFailure] = []
  /// Rows in which a rule's `require` was reached and held, by rule id.
  package var held: [String: Int] = [:]
  /// Files in which one of the rules found more than is told.
  package var cuts: [Cut] = []

  /// The rule, by its id, and the file.
  package struct Cut: Sendable {
    package let rule: String
    package let file: SourceFile
  }

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
    cuts += other.cuts
  }

  /// Leaves each file as many findings of a rule as are told: the first.
  package mutating func cut() {
    var room = FindingRoom()
    findings.removeAll { finding in
      let file = finding.place.file
      let isFirstCut = !cuts.contains { $0.file === file }
      return !room.take(in: file) {
        if isFirstCut { cuts.append(Cut(rule: finding.rule.id, file: file)) }
      }
    }
  }
}

/// How many findings of a rule each file has been given.
struct FindingRoom {
  private var counts: [ObjectIdentifier: Int] = [:]

  /// False for one that is not told.
  ///
  /// - Parameter fill: what is done once, at the first of them.
  mutating func take(in file: SourceFile, whenFull fill: () -> Void) -> Bool {
    let count = counts[ObjectIdentifier(file), default: 0] + 1
    counts[ObjectIdentifier(file)] = count
    let limit = Limits.findings(inFileOf: file.bytes.count)
    if count == limit + 1 { fill() }
    return count <= limit
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
  /// Of the bindings that expressions needed so far.
  private var bindingSlots: [Int] = []
  private let clauses: [CompiledRule.Clause]
  // What was compiled so far, kept here: a row that fails its first condition costs little more.
  private var conditions: [Program?] = []
  private var exceptions: [Program?] = []
  private var requirement: Program??
  private let conditionCount: Int
  private let exceptionCount: Int
  private var isSound: Bool
  private var room = FindingRoom()

  /// - Parameter reported: paths of files whose findings are wanted.
  package init(_ rule: Rule, in world: RuleContext, reported: Set<String>) {
    self.rule = CompiledRule(rule)
    parameters = ParametersRecord(rule)
    self.world = world
    self.reported = reported
    clauses = self.rule.clauses
    conditionCount = self.rule.logic.conditions.count
    exceptionCount = self.rule.logic.exceptions.count
    isSound = self.rule.problems.isEmpty
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
    guard isSound else { return }
    frame.budget = Frame.defaultBudget
    frame[clauses[0].slot] = subject
    iterate(1, subject)
  }

  private mutating func iterate(_ depth: Int, _ subject: Value) {
    for slot in bindingSlots { frame[slot] = nil }
    guard depth < clauses.count else {
      evaluate(subject)
      return
    }
    let clause = clauses[depth]
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

  /// What a rule is at while it judges a row.
  private enum Stage {
    case condition(Int)
    case requirement
    case exception(Int)
    case place
  }

  private func source(of stage: Stage) -> ExpressionSource? {
    switch stage {
    case .condition(let index): rule.logic.conditions[index]
    case .requirement: rule.logic.requirement
    case .exception(let index): rule.logic.exceptions[index]
    case .place: rule.body.place
    }
  }

  /// `require` comes before `unless`: most rows are fine, and then cost no exception. As with `||`
  /// in CEL, an exception that holds outweighs a `require` that fails to evaluate.
  private mutating func evaluate(_ subject: Value) {
    var stage = Stage.requirement
    do throws(EvaluationError) {
      for index in 0..<conditionCount {
        stage = .condition(index)
        guard try condition(index) else { return }
      }
      guard isSound else { return }
      stage = .requirement
      var failure: EvaluationError?
      do throws(EvaluationError) {
        if try isRequirementMet() {
          outcome.held[rule.rule.id, default: 0] += 1
          return
        }
      } catch { failure = error }
      for index in 0..<exceptionCount {
        stage = .exception(index)
        if try exception(index) { return }
      }
      stage = .requirement
      if let failure { throw failure }
      guard isSound else { return }
      stage = .place
      try report(subject)
    } catch {
      fail(error, source(of: stage), subject)
    }
  }

  private mutating func condition(_ index: Int) throws(EvaluationError) -> Bool {
    if index == conditions.count {
      conditions.append(rule.conditions[index].value)
      noteCompiled()
    }
    return try holds(conditions[index])
  }

  private mutating func exception(_ index: Int) throws(EvaluationError) -> Bool {
    if index == exceptions.count {
      exceptions.append(rule.exceptions[index].value)
      noteCompiled()
    }
    return try holds(exceptions[index])
  }

  private mutating func isRequirementMet() throws(EvaluationError) -> Bool {
    if let requirement { return try holds(requirement) }
    let compiled = rule.requirement
    requirement = .some(compiled)
    noteCompiled()
    return try holds(compiled)
  }

  /// Bindings that a new expression needs are computed when it reads them.
  private mutating func noteCompiled() {
    isSound = rule.problems.isEmpty
    for binding in rule.bindings[bindingSlots.count...] {
      frame.define(binding.slot, as: binding.program)
      bindingSlots.append(binding.slot)
    }
  }

  /// False for an expression that does not compile, which is reported.
  private func holds(_ program: Program?) throws(EvaluationError) -> Bool {
    guard let program else { return false }
    guard case .bool(let bool) = try program.evaluate(frame).payload else {
      throw EvaluationError("the condition is no bool")
    }
    return bool
  }

  private mutating func report(_ subject: Value) throws(EvaluationError) {
    let (place, message, notes) = (rule.place, rule.message, rule.related)
    _ = (rule.edits, rule.fixCondition)
    noteCompiled()
    guard isSound, let program = place else { return }
    let at = try program.evaluate(frame)
    let record: (any Record)? =
      if case .record(let record) = subject.payload { record } else { nil }
    guard let place = Places.place(of: at) ?? Places.place(of: subject) else {
      throw EvaluationError("'at' is no value that came from the source")
    }
    let hasRoom = room.take(in: place.file) {
      outcome.cuts.append(Outcome.Cut(rule: rule.rule.id, file: place.file))
    }
    guard hasRoom else { return }
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
