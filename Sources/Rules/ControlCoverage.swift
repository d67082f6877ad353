/// A control with the rules of a set that say something about it.
package struct ControlCoverage: Sendable {
  /// What can be said of a control before any file is read.
  package enum Verdict: String, Sendable {
    /// A rule covers it, so that a run without findings says something.
    case covered
    /// Files could tell, and no rule of the set asks them.
    case uncovered
    case unassessable = "not assessable from files"
  }

  package let control: Control
  /// Sorted by id.
  package let rules: [Rule]

  package var verdict: Verdict {
    guard control.isAssessable else { return .unassessable }
    return rules.isEmpty ? .uncovered : .covered
  }
}

extension Ruleset {
  /// Each control of a framework, in its order, with the rules that name it.
  package func coverage(of framework: ControlFramework) -> [ControlCoverage] {
    var rulesByControl: [String: [Rule]] = [:]
    for rule in rules {
      for id in rule.contents.controls { rulesByControl[id, default: []].append(rule) }
    }
    return framework.controls.map {
      ControlCoverage(
        control: $0, rules: (rulesByControl[$0.id] ?? []).sorted { $0.id < $1.id })
    }
  }
}
