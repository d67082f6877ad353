package import CEL
internal import Manifests
package import YAMLTree

/// A place where somebody asked for silence.
package final class Suppression: Sendable {
  /// Which findings it is about.
  package enum Scope: Sendable, Hashable {
    /// Findings on these 1-based lines of the file.
    case lines(ClosedRange<Int>)
    /// Findings within these bytes: one document or one resource.
    case bytes(Range<Int>)
    /// Findings in files and about objects that fit, as gitignore patterns; nil fits all.
    case matching(path: String?, object: String?)
  }

  /// Ids of rules, groups or tags, as `select` takes them.
  package let rules: [String]
  package let reason: String
  /// Seconds since 1970 at which it ends; nil for never.
  package let end: Timestamp?
  /// Why it cannot be read as it was meant; empty if it can.
  let problem: String
  package let place: Place
  /// The value, for an annotation.
  let node: Node?
  package let scope: Scope
  let verdict: Verdict

  /// What the scan made of it.
  package struct Verdict: Sendable {
    var isUsed = false
    /// What it names and no rule, group or tag is called, with the end of a message: the nearest.
    var unknownRules: [(name: String, hint: String)] = []
    /// Rules of it that the configuration allows nobody to suppress.
    var forbiddenRules: [String] = []
    /// The configuration asks for a ticket, and the reason names none.
    package var lacksTicket = false

    package init(
      isUsed: Bool = false, unknownRules: [(name: String, hint: String)] = [],
      forbiddenRules: [String] = [],
      lacksTicket: Bool = false
    ) {
      self.isUsed = isUsed
      self.unknownRules = unknownRules
      self.forbiddenRules = forbiddenRules
      self.lacksTicket = lacksTicket
    }
  }

  package convenience init(
    rules: [String], reason: String, end: Timestamp?, problem: String = "", place: Place,
    node: Node? = nil, scope: Scope
  ) {
    self.init(
      rules: rules, reason: reason, end: end, problem: problem, place: place, node: node,
      scope: scope,
      verdict: Verdict())
  }

  private init(
    rules: [String], reason: String, end: Timestamp?, problem: String, place: Place, node: Node?,
    scope: Scope,
    verdict: Verdict
  ) {
    self.rules = rules
    self.reason = reason
    self.end = end
    self.problem = problem
    self.place = place
    self.node = node
    self.scope = scope
    self.verdict = verdict
  }

  /// The same with what the run made of it.
  package func settled(_ verdict: Verdict) -> Suppression {
    Suppression(
      rules: rules, reason: reason, end: end, problem: problem, place: place, node: node,
      scope: scope,
      verdict: verdict)
  }

  /// Whether it ends at or before the time.
  package func isExpired(at now: Timestamp) -> Bool { end.map { $0 <= now } ?? false }

  /// What stands in a file is about that file; what stands in the configuration, about all.
  package var isGeneral: Bool { if case .matching = scope { true } else { false } }
}

/// What the configuration demands of suppressions.
package struct SuppressionGovernance: Sendable {
  /// Ids of rules that nobody may suppress.
  package var forbidden = Set<String>()
  /// What every reason must hold, such as the number of a ticket.
  package var ticket: LinearRegex?

  package init() {}
}
