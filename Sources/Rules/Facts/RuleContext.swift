package import CEL
package import Graph
package import Manifests
internal import Synchronization

/// What every rule of a run can see beside its rows.
package final class RuleContext: Sendable {
  package let graph: ResourceGraph
  package let now: Timestamp
  package let scopes: ScopeTable
  package let settings: Settings
  let suppressions: [Suppression]
  /// What is wrong with documents, or was too much of them.
  let problems: [ContentProblem]
  let indexes: CollectionIndexes
  let patterns = PatternCache()
  let rows = SharedRows()
  /// The type of a fact, by its name.
  let message: @Sendable (String) -> MessageType?

  init(
    _ graph: ResourceGraph, _ now: Timestamp, _ scopes: ScopeTable, _ settings: Settings,
    _ suppressions: [Suppression], _ problems: [ContentProblem], _ indexes: CollectionIndexes,
    message: @escaping @Sendable (String) -> MessageType?
  ) {
    self.problems = problems
    self.message = message
    self.graph = graph
    self.now = now
    self.scopes = scopes
    self.settings = settings
    self.suppressions = suppressions
    self.indexes = indexes
  }

  /// A time that the sources name, as rules see it: at most 146 years from now. A duration spans
  /// twice as much, so that no difference between two times of a repository fails.
  func time(_ time: Timestamp) -> Timestamp {
    let reach: Int64 = 146 * 365 * 86_400
    let range = now.seconds - reach...now.seconds + reach
    guard !range.contains(time.seconds) else { return time }
    return Timestamp(clamped: min(max(time.seconds, range.lowerBound), range.upperBound))
  }

  /// Nothing is asked of the run's rows any more.
  package func end() { rows.forget() }

  /// The same with suppressions, for the rules about them.
  package func with(_ suppressions: [Suppression]) -> RuleContext {
    RuleContext(graph, now, scopes, settings, suppressions, problems, indexes, message: message)
  }

  /// The same with other problems, for the rules about them.
  package func with(_ problems: [ContentProblem]) -> RuleContext {
    RuleContext(graph, now, scopes, settings, suppressions, problems, indexes, message: message)
  }
}
