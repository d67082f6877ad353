internal import Judging
internal import Manifests
package import Rules
internal import YAMLTree

/// Runs a rule's fixtures as they are and in every variation that must not change the outcome.
package struct FixtureRunner: Sendable {
  private let rule: Rule
  private let ruleset: Ruleset
  private let knownRules: RuleNames

  /// - Parameter ruleset: all rules; only `rule` is judged.
  package init(_ rule: Rule, in ruleset: Ruleset) {
    self.rule = rule
    knownRules = RuleNames(ruleset)
    var selected = ruleset
    // Whether a suppression is needed can only be told with every rule running.
    selected.rules =
      rule.collection == "Suppression"
      ? ruleset.rules.map { $0.id == rule.id ? rule : $0 } : [rule]
    self.ruleset = selected
  }

  /// Everything that is wrong with the rule's fixtures; empty when they prove the rule.
  package func problems(_ fixtures: [Fixture]) -> [String] {
    var problems: [String] = []
    var held = 0
    var hits = 0
    var proof = FixProof(rule, ruleset, knownRules: knownRules)
    for fixture in fixtures {
      let result = fixture.run(ruleset, knownRules: knownRules)
      let marks = fixture.marks.filter { $0.rule == rule.id }
      held += result.held[rule.id] ?? 0
      hits += marks.count
      let own = compare(fixture, result, marks)
      problems += own
      guard own.isEmpty else { continue }
      problems += variations(of: fixture, result, marks) + proof.problems(fixture)
    }
    if rule.body.fix != nil, hits > 0, proof.count == 0 {
      problems.append("\(rule.id): no fixture has its fix")
    }
    if hits == 0 { problems.append("\(rule.id): no fixture has a hit") }
    // Only what is wrong is a Problem: there is none that holds.
    if held == 0, hits > 0, !["Problem", "MalformedReference"].contains(rule.collection) {
      problems.append("\(rule.id): no fixture reaches 'require' and holds")
    }
    return problems
  }

  /// True when every fixture has exactly the marked findings.
  package func passes(_ fixtures: [Fixture]) -> Bool {
    fixtures.allSatisfy { fixture in
      let marks = fixture.marks.filter { $0.rule == rule.id }
      return compare(fixture, fixture.run(ruleset, knownRules: knownRules), marks).isEmpty
    }
  }

  /// True when nothing tells the rule from the one that the fixtures prove, its fixes included.
  package func accepts(_ fixtures: [Fixture]) -> Bool {
    passes(fixtures) && (rule.body.fix == nil || problems(fixtures).isEmpty)
  }

  private func found(_ result: ScanResult) -> Set<Fixture.Mark> {
    Set(
      result.findings.filter { $0.rule.id == rule.id }.map { finding in
        let line = LineTable(finding.place.file).line(of: finding.place.range.lowerBound)
        return Fixture.Mark(path: finding.place.file.path, line: line, rule: rule.id)
      })
  }

  private func compare(
    _ fixture: Fixture, _ result: ScanResult, _ marks: Set<Fixture.Mark>, variation: String = ""
  ) -> [String] {
    let found = found(result)
    let label = variation.isEmpty ? "" : " (\(variation))"
    func text(_ mark: Fixture.Mark) -> String {
      "\(fixture.name): \(mark.path):\(mark.line): \(mark.rule)\(label)"
    }
    let missing = marks.subtracting(found).map { "missing: \(text($0))" }
    let extra = found.subtracting(marks).map { "not expected: \(text($0))" }
    let failures = result.failures.map { "\(fixture.name): rule failed\(label): \($0.message)" }
    let silent = marks.intersection(found).flatMap { mark in
      (fixture.sayings[mark] ?? []).filter { !says($0, at: mark, result) }
        .map { "not said: \(text(mark)): \($0)" }
    }
    return (missing + extra + failures + silent).sorted()
  }

  /// A message on the line of the mark holds the text, or ends with it where a `$` follows.
  private func says(_ text: String, at mark: Fixture.Mark, _ result: ScanResult) -> Bool {
    result.findings.contains { finding in
      finding.rule.id == mark.rule && finding.place.file.path == mark.path
        && LineTable(finding.place.file).line(of: finding.place.range.lowerBound) == mark.line
        && (text.hasSuffix("$")
          ? finding.message.hasSuffix(text.dropLast()) : finding.message.contains(text))
    }
  }

  // MARK: Variations

  private func variations(
    of fixture: Fixture, _ result: ScanResult, _ marks: Set<Fixture.Mark>
  ) -> [String] {
    var problems: [String] = []
    func check(_ variation: String, _ changed: Fixture?) {
      guard let changed else { return }
      let marks = changed.marks.filter { $0.rule == rule.id }
      problems += compare(
        changed, changed.run(ruleset, knownRules: knownRules), marks, variation: variation)
    }
    check("CRLF", FixtureVariation.withCRLF(fixture))
    check("comment in front", FixtureVariation.withComment(fixture))
    check("documents reversed and split", FixtureVariation.split(fixture))
    problems += suppressed(fixture, result, marks)
    problems += asJSON(fixture, result)
    return problems
  }

  private func suppressed(
    _ fixture: Fixture, _ result: ScanResult, _ marks: Set<Fixture.Mark>
  ) -> [String] {
    guard rule.collection != "Suppression", rule.collection != "Problem", !marks.isEmpty else {
      return []
    }
    let changed = FixtureVariation.suppressing(rule.id, fixture)
    let outcome = changed.run(ruleset, knownRules: knownRules)
    var problems = compare(changed, outcome, [], variation: "suppressed")
    if outcome.suppressedCount < marks.count {
      problems.append(
        "\(fixture.name): \(outcome.suppressedCount) findings suppressed instead of \(marks.count)")
    }
    return problems
  }

  private func asJSON(_ fixture: Fixture, _ result: ScanResult) -> [String] {
    guard
      !["Suppression", "Problem", "Exposure", "EncryptedValue", "CheckedToken"].contains(
        rule.collection),
      let changed = FixtureVariation.asJSON(fixture)
    else { return [] }
    let outcome = changed.run(ruleset, knownRules: knownRules)
    // JSON has no keys of other types than text.
    func identities(_ result: ScanResult) -> Set<String> {
      Set(
        result.findings.filter { $0.rule.id == rule.id && !$0.message.hasPrefix("key in") }
          .map { "\($0.subject) \($0.path.joined(separator: "/"))" })
    }
    let missing = identities(result).subtracting(identities(outcome)).map {
      "missing as JSON: \(fixture.name): \($0)"
    }
    let extra = identities(outcome).subtracting(identities(result)).map {
      "not expected as JSON: \(fixture.name): \($0)"
    }
    return (missing + extra).sorted()
  }
}
