internal import Manifests
package import Rules
package import YAMLTree

/// Makes rules of a ValidatingAdmissionPolicy (`admissionregistration.k8s.io/v1`): one for each of
/// its validations. What a policy asks about a request has no answer in a file.
package struct PolicyImport {
  /// A rule that was made of a validation.
  package struct Imported: Sendable {
    package let id: String
    package let text: String
  }

  package private(set) var rules: [Imported] = []
  /// What could not be made into a rule, with its place.
  package private(set) var problems: [PolicyProblem] = []
  private let prefix: String

  /// - Parameter prefix: what the ids begin with.
  package init(_ source: SourceFile, prefix: String) {
    self.prefix = prefix
    let parsed = ParsedFile(yaml: source)
    for problem in parsed.problems {
      let end = min(problem.offset + 1, source.bytes.count)
      report(problem.message, Place(file: source, range: min(problem.offset, end)..<end))
    }
    let roots = parsed.documents.compactMap(\.root)
    let policies = roots.filter { $0["kind"]?.hasText("ValidatingAdmissionPolicy") == true }
    for policy in policies { read(policy) }
    if policies.isEmpty, problems.isEmpty {
      report(
        "there is no ValidatingAdmissionPolicy in this file", Place(file: source, range: 0..<0))
    }
  }

  private mutating func report(_ message: String, _ place: Place) {
    problems.append(PolicyProblem(message: message, place: place))
  }

  private struct Policy {
    let name: String
    var kinds: [String] = []
    var conditions: [PolicyExpression] = []
    var variables: [(name: String, expression: PolicyExpression)] = []
    /// What makes a variable unanswerable, by its name.
    var unanswerable: [String: String] = [:]
    var severity = "medium"
  }

  private mutating func read(_ root: Node) {
    guard let spec = root["spec"] else { return }
    let written = root.at("metadata", "name")?.text ?? "policy"
    var policy = Policy(name: String(written.map { $0.isLetter || $0.isNumber ? $0 : "-" }))
    policy.kinds = kinds(spec)
    policy.severity = Self.severity(spec)
    for variable in spec["variables"]?.elements ?? [] {
      guard let name = variable["name"]?.text, let node = variable["expression"] else { continue }
      let expression = PolicyExpression(node.text)
      policy.unanswerable[name] = expression.problem(policy.unanswerable)
      policy.variables.append((name, expression))
    }
    for condition in spec["matchConditions"]?.elements ?? [] {
      guard let node = condition["expression"] else { continue }
      let expression = PolicyExpression(node.text)
      if let problem = expression.problem(policy.unanswerable) {
        // Without it the rule would speak about objects that the policy passes over.
        return report("this condition \(problem), so the policy is not imported", node.place)
      }
      policy.conditions.append(expression)
    }
    let validations = spec["validations"]?.elements ?? []
    if validations.isEmpty { report("the policy has no validations", root.place) }
    for (index, validation) in validations.enumerated() {
      add(validation, number: validations.count == 1 ? nil : index + 1, of: policy)
    }
  }

  /// A policy that only warns or audits does not stop anybody.
  private static func severity(_ spec: Node) -> String {
    spec["failurePolicy"]?.hasText("Ignore") == true ? "medium" : "high"
  }

  /// `secrets` and `ingresses` as kinds: the API's plurals follow English.
  private func kinds(_ spec: Node) -> [String] {
    let rules = spec.at("matchConstraints", "resourceRules")?.elements ?? []
    let resources = rules.flatMap { $0["resources"]?.elements ?? [] }.map(\.text)
    guard !resources.isEmpty, !resources.contains(where: { $0.hasPrefix("*") }) else { return [] }
    let names = Set(resources.filter { !$0.contains("/") }.map(Self.singular)).sorted()
    return ["resource.kind.lowerAscii() in [\(names.map { "'\($0)'" }.joined(separator: ", "))]"]
  }

  private static func singular(_ plural: String) -> String {
    if plural.hasSuffix("ies") { return plural.dropLast(3) + "y" }
    let endings = ["sses", "xes", "ches", "shes"]
    if endings.contains(where: plural.hasSuffix) { return String(plural.dropLast(2)) }
    return plural.hasSuffix("s") ? String(plural.dropLast()) : plural
  }

  private mutating func add(_ validation: Node, number: Int?, of policy: Policy) {
    guard let node = validation["expression"] else { return }
    let expression = PolicyExpression(node.text)
    let worded = validation["messageExpression"].map { PolicyExpression($0.text) }
    if let problem = expression.problem(policy.unanswerable) {
      return report("this validation \(problem), so it is not imported", node.place)
    }
    let wording = worded.flatMap { $0.problem(policy.unanswerable) == nil ? $0 : nil }
    let message =
      wording.map { "${\($0.text)}" }
      ?? (validation["message"]?.text ?? "policy '\(policy.name)' refuses this object")
      .replacing("${", with: "${'$'}{")
    let id = "\(prefix).\(policy.name)" + (number.map { "-\($0)" } ?? "")
    let text = Self.text(id, policy, require: expression, wording: wording, message: message)
    var ruleset = Ruleset()
    ruleset.addUserRule(path: "\(id).yaml", text: text)
    for problem in ruleset.problems { report("as a rule: \(problem.message)", node.place) }
    if ruleset.problems.isEmpty { rules.append(Imported(id: id, text: text)) }
  }

  private static func text(
    _ id: String, _ policy: Policy, require: PolicyExpression, wording: PolicyExpression?,
    message: String
  ) -> String {
    let own = policy.conditions + [require] + [wording].compactMap(\.self)
    let variables = variables(of: policy, neededBy: own)
    let guards = PolicyExpression.guards(of: own + variables.map(\.expression))
    let conditions = policy.kinds + guards + policy.conditions.map(\.text)
    var lines = [
      "id: \(id)", "title: Refused by policy \(policy.name)", "severity: \(policy.severity)",
      "why: |", "  The admission policy \(policy.name) refuses this object when it is applied.",
      "remedy: Change the object so that the policy accepts it.",
      "for: resource in Resource", "let:", "  - object: resource.body",
    ]
    for (name, expression) in variables {
      lines.append("  - \(name): " + written(expression.text, indentation: "      "))
    }
    if !conditions.isEmpty {
      lines.append("where:")
      // The API server fills in what it asks for without has(); a file may leave it out.
      lines += conditions.map { "  - " + written($0, indentation: "    ") }
    }
    lines += [
      "require: " + written(require.text, indentation: "  "),
      "message: " + written(message, indentation: "  "),
      "at: resource.name", "",
    ]
    return lines.joined(separator: "\n")
  }

  /// Lines as a block, which needs no escapes; a block cannot begin with a space.
  private static func written(_ text: String, indentation: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, let first = lines.first, !first.hasPrefix(" "), !first.isEmpty,
      text.unicodeScalars.allSatisfy({ $0.value >= 32 || $0 == "\n" })
    else { return Scalar.quoted(text) }
    return "|\n" + lines.map { $0.isEmpty ? "" : indentation + $0 }.joined(separator: "\n")
  }

  /// Variables that expressions use, also through others: an unused name is a mistake in a rule.
  private static func variables(
    of policy: Policy, neededBy expressions: [PolicyExpression]
  ) -> [(name: String, expression: PolicyExpression)] {
    var needed = Set(expressions.flatMap(\.names))
    for (name, expression) in policy.variables.reversed() where needed.contains(name) {
      needed.formUnion(expression.names)
    }
    return policy.variables.filter { needed.contains($0.name) }
  }
}
