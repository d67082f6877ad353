package import YAMLTree

/// Makes rules of a ValidatingAdmissionPolicy (`admissionregistration.k8s.io/v1`): one for each of
/// its validations. What a policy asks about a request has no answer in a file.
package struct PolicyImport {
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
    var conditions: [String] = []
    var variables: [(name: String, text: String)] = []
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
      policy.variables.append((name, expression.text))
    }
    for condition in spec["matchConditions"]?.elements ?? [] {
      guard let node = condition["expression"] else { continue }
      let expression = PolicyExpression(node.text)
      if let problem = expression.problem(policy.unanswerable) {
        // Without it the rule would speak about objects that the policy passes over.
        return report("this condition \(problem), so the policy is not imported", node.place)
      }
      policy.conditions.append(expression.text)
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
    let isWordable = worded.map { $0.problem(policy.unanswerable) == nil } ?? false
    let message =
      if let worded, isWordable {
        "${\(worded.text)}"
      } else {
        (validation["message"]?.text ?? "policy '\(policy.name)' refuses this object")
          .replacing("${", with: "${'$'}{")
      }
    let id = "\(prefix).\(policy.name)" + (number.map { "-\($0)" } ?? "")
    let text = Self.text(
      id, policy, require: expression.text, message: message,
      names: expression.names.union(isWordable ? worded?.names ?? [] : []))
    let (_, problems) = RuleFile.read(path: "\(id).yaml", text: text)
    guard problems.isEmpty else {
      for problem in problems { report("as a rule: \(problem.message)", node.place) }
      return
    }
    var ruleset = Ruleset()
    ruleset.addUserRule(path: "\(id).yaml", text: text)
    for problem in ruleset.problems { report("as a rule: \(problem.message)", node.place) }
    if ruleset.problems.isEmpty { rules.append(Imported(id: id, text: text)) }
  }

  private static func text(
    _ id: String, _ policy: Policy, require: String, message: String, names: Set<String>
  ) -> String {
    var lines = [
      "id: \(id)", "title: Refused by policy \(policy.name)", "severity: \(policy.severity)",
      "why: |", "  The admission policy \(policy.name) refuses this object when it is applied.",
      "remedy: Change the object so that the policy accepts it.",
      "for: resource in Resource", "let:", "  - object: resource.body",
    ]
    let needed = needed(policy, names, conditions: policy.conditions)
    for (name, text) in policy.variables where needed.contains(name) {
      lines.append("  - \(name): " + written(text, indentation: "      "))
    }
    let texts =
      policy.conditions + [require, message]
      + policy.variables.filter { needed.contains($0.name) }.map(\.text)
    let guards = PolicyFields.guards(of: texts)
    if !(policy.kinds + guards + policy.conditions).isEmpty {
      lines.append("where:")
      // The API server fills in what it asks for without has(); a file may leave it out.
      lines += (policy.kinds + guards + policy.conditions).map {
        "  - " + written($0, indentation: "    ")
      }
    }
    lines += [
      "require: " + written(require, indentation: "  "),
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

  /// Variables that an expression uses, also through others: an unused name is a mistake in a rule.
  private static func needed(
    _ policy: Policy, _ used: Set<String>, conditions: [String]
  ) -> Set<String> {
    var needed = used.union(conditions.flatMap { PolicyExpression($0).names })
    for (name, text) in policy.variables.reversed() where needed.contains(name) {
      needed.formUnion(PolicyExpression(text).names)
    }
    return needed
  }
}

/// An expression of a policy: `variables.x` is the name `x` of a rule.
private struct PolicyExpression {
  private(set) var text = ""
  /// Names that do not follow a dot.
  private(set) var names = Set<String>()

  private static let unanswerable = [
    "request": "asks about the request", "oldObject": "compares with the object as it was",
    "authorizer": "asks who may do what", "namespaceObject": "asks about the namespace",
    "params": "reads the policy's parameters",
  ]

  init(_ source: String) {
    var rest = source[...]
    while rest.last?.isWhitespace == true { rest.removeLast() }
    var isMember = false
    while let first = rest.first {
      if first == "'" || first == "\"" {
        text += Self.literal(&rest)
      } else if first.isLetter || first == "_" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest.removeFirst(name.count)
        if name == "variables", !isMember, rest.first == "." {
          rest.removeFirst()
          continue
        }
        if !isMember { names.insert(String(name)) }
        text += name
      } else {
        text.append(rest.removeFirst())
      }
      if !first.isWhitespace { isMember = first == "." }
    }
  }

  /// A string with its quotes; three of them span lines.
  private static func literal(_ rest: inout Substring) -> String {
    let quote = String(rest.prefix(1))
    let long = String(repeating: quote, count: 3)
    let end = rest.hasPrefix(long) ? long : quote
    var result = end
    rest.removeFirst(end.count)
    while !rest.isEmpty, !rest.hasPrefix(end) {
      if rest.first == "\\" { result.append(rest.removeFirst()) }
      if !rest.isEmpty { result.append(rest.removeFirst()) }
    }
    rest = rest.dropFirst(end.count)
    return result + end
  }

  /// Why no file can answer it, as the end of a sentence.
  func problem(_ variables: [String: String]) -> String? {
    names.sorted().lazy.compactMap { Self.unanswerable[$0] ?? variables[$0] }.first
  }
}
