internal import CEL

/// Looks for what fails on an empty list: `at: secret.keys[0]` where no condition of the rule says
/// that there is a key.
struct GuardCheck {
  private let rule: Rule
  private var guards: IndexGuards
  private var problems: [PolicyProblem] = []

  static func problems(of rule: Rule) -> [PolicyProblem] {
    var check = GuardCheck(rule)
    check.run()
    return check.problems
  }

  private init(_ rule: Rule) {
    self.rule = rule
    let bindings = rule.logic.bindings.compactMap { binding in
      Self.expression(binding.value).map { (binding.name, $0) }
    }
    guards = IndexGuards(bindings: Dictionary(bindings, uniquingKeysWith: { _, last in last }))
  }

  private static func expression(_ source: ExpressionSource) -> Expression? {
    try? Parser.parse(source.text)
  }

  /// In the order in which a rule is evaluated.
  private mutating func run() {
    let (logic, body) = (rule.logic, rule.body)
    for clause in logic.clauses.dropFirst() { iterate(clause) }
    for condition in logic.conditions { assume(condition, holds: true) }
    for exception in logic.exceptions { assume(exception, holds: false) }
    if let requirement = logic.requirement { assume(requirement, holds: false) }
    if let place = body.place { _ = look(place) }
    look(body.message)
    for note in body.related {
      let outer = guards
      if let clause = note.clause { iterate(clause) }
      _ = look(note.at)
      look(note.message)
      guards = outer
    }
    guard let fix = body.fix else { return }
    if let condition = fix.condition { assume(condition, holds: true) }
    for source in fix.steps.flatMap({ [$0.target, $0.value].compactMap(\.self) }) {
      _ = look(source)
    }
  }

  private mutating func iterate(_ clause: RuleLogic.Clause) {
    if let range = look(clause.range) { guards.assume(nonempty: range) }
  }

  private mutating func assume(_ source: ExpressionSource, holds: Bool) {
    if let condition = look(source) { guards.assume(condition, holds: holds) }
  }

  private mutating func look(_ template: MessageTemplate) {
    for case .expression(let source) in template.parts { _ = look(source) }
  }

  /// Reports what stands unguarded in the expression; nil for one that does not parse.
  private mutating func look(_ source: ExpressionSource) -> Expression? {
    guard let expression = Self.expression(source) else { return nil }
    for finding in guards.findings(in: expression) {
      let binding = rule.logic.bindings.last { $0.name == finding.binding }
      let place = rule.place(of: binding?.value ?? source, finding.issue.range)
      let problem = PolicyProblem(message: finding.issue.message, place: place)
      if !problems.contains(where: { $0.place == place && $0.message == problem.message }) {
        problems.append(problem)
      }
    }
    return expression
  }
}
