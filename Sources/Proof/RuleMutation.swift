internal import Judging
internal import Manifests
package import Rules
internal import YAMLTree

/// Weakens a rule clause by clause: a clause that no fixture misses is not proved.
package enum RuleMutation {
  /// The rule without one clause each.
  package static func mutants(of rule: Rule) -> [(name: String, rule: Rule)] {
    var result: [(name: String, rule: Rule)] = []
    func add(_ name: String, _ change: (inout RuleBody) -> Void) {
      let mutant = rule.changing { body in
        change(&body)
        body.reportsUnusedNames = false
      }
      result.append((name, mutant))
    }
    for index in rule.logic.conditions.indices {
      add("where[\(index)]: \(rule.logic.conditions[index].text)") {
        $0.logic.conditions.remove(at: index)
      }
    }
    for index in rule.logic.exceptions.indices {
      add("unless[\(index)]: \(rule.logic.exceptions[index].text)") {
        $0.logic.exceptions.remove(at: index)
      }
    }
    if let requirement = rule.logic.requirement {
      add("require") { body in
        body.logic.requirement = ExpressionSource(
          text: "1 == 1", origin: requirement.origin, offset: 0)
      }
    }
    return result
  }

  /// The same with small changes inside its clauses; those that are no expressions are left out.
  package static func variants(of rule: Rule) -> [(name: String, rule: Rule)] {
    let logic = rule.body.logic
    var result: [(name: String, rule: Rule)] = []
    func add(
      _ clause: String, _ source: ExpressionSource,
      _ change: (inout RuleLogic, ExpressionSource) -> Void
    ) {
      for (name, text) in ExpressionMutation.mutants(of: source.text) {
        let mutated = ExpressionSource(text: text, origin: nil, offset: 0)
        let mutant = rule.changing { body in
          change(&body.logic, mutated)
          body.reportsUnusedNames = false
        }
        if CompiledRule.isSound(mutant) { result.append(("\(clause): \(name)", mutant)) }
      }
    }
    for (index, binding) in logic.bindings.enumerated() {
      add("let[\(index)]", binding.value) { $0.bindings[index].value = $1 }
    }
    for (index, condition) in logic.conditions.enumerated() {
      add("where[\(index)]", condition) { $0.conditions[index] = $1 }
    }
    for (index, exception) in logic.exceptions.enumerated() {
      add("unless[\(index)]", exception) { $0.exceptions[index] = $1 }
    }
    if let requirement = logic.requirement {
      add("require", requirement) { $0.requirement = $1 }
    }
    return result
  }
}
