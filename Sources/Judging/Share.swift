internal import CEL
internal import Rules

/// Some rows of a collection, with the rules over them: what one thread judges at a time.
struct Share: Sendable {
  let rules: [Rule]
  let rows: FactCollection.Rows
  /// Of the collection among those that are judged.
  let position: Int
  /// Positions of the rows; those of a stream are all.
  let range: Range<Int>

  /// How long it may take, in comparison to others.
  var weight: Int {
    if case .indexed(let count, _) = rows { min(count, range.count) * rules.count } else { Int.max }
  }

  /// What comes of each rule. A row is made once for all of them, and knows then what it was asked
  /// for; a rule is read when its first row comes.
  func evaluate(_ world: RuleContext, _ reported: Set<String>) -> [Outcome] {
    var evaluations: [Evaluation] = []
    switch rows {
    case .indexed(let count, let row):
      for index in range.clamped(to: 0..<count) {
        visit(row(index), &evaluations, world, reported)
      }
    case .streamed(let forEach): forEach { visit($0, &evaluations, world, reported) }
    }
    return evaluations.isEmpty ? rules.map { _ in Outcome() } : evaluations.map(\.result)
  }

  private func visit(
    _ row: Value, _ evaluations: inout [Evaluation], _ world: RuleContext, _ reported: Set<String>
  ) {
    if evaluations.isEmpty {
      evaluations = rules.map { Evaluation($0, in: world, reported: reported) }
    }
    for index in evaluations.indices { evaluations[index].visit(row) }
  }
}
