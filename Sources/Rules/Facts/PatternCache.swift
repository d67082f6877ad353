internal import CEL
internal import Synchronization

/// Regular expressions of a repository's files, such as those of `.sops.yaml`, each read once, and
/// what each of them found: many rules and many values ask for the same.
final class PatternCache: Sendable {
  private struct Question: Hashable {
    let expression: String
    let text: String
  }

  private struct State {
    var patterns: [String: LinearRegex?] = [:]
    var answers: [Question: Bool] = [:]
  }

  private let state = Mutex(State())
  private static let maximumAnswers = 100_000

  /// Whether the expression is found in the text; what is no expression is found in none.
  func isFound(_ expression: String, _ text: String) -> Bool {
    let question = Question(expression: expression, text: text)
    if let known = state.withLock({ $0.answers[question] }) { return known }
    let pattern = pattern(expression)
    let answer = pattern?.matches(text) ?? false
    state.withLock { state in
      if state.answers.count < Self.maximumAnswers { state.answers[question] = answer }
    }
    return answer
  }

  private func pattern(_ expression: String) -> LinearRegex? {
    if let known = state.withLock({ $0.patterns[expression] }) { return known }
    let pattern = try? LinearRegex(expression)
    state.withLock { $0.patterns[expression] = .some(pattern) }
    return pattern
  }
}
