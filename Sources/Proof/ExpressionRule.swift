package import Rules
internal import YAMLTree

/// One expression as a rule that always speaks, for those who write rules.
extension Ruleset {
  /// A condition that holds for no row, and that is not constant, which a rule may not be.
  ///
  /// - Parameters:
  ///   - expression: CEL; what it says of secret material prints as redacted.
  ///   - clause: what it ranges over, such as `secret in Secret`.
  package static func probe(_ expression: String, for clause: String) -> Ruleset {
    let variable = clause.prefix { $0 != " " && $0 != "," }
    let text = """
      id: expression
      title: An expression
      severity: low
      why: To see its value.
      remedy: None.
      for: \(Scalar.quoted(clause))
      require: now < timestamp('1970-01-01T00:00:00Z')
      message: \(Scalar.quoted("${" + expression + "}"))
      at: \(variable)

      """
    var ruleset = Ruleset()
    ruleset.scopes = Ruleset.builtIn().scopes
    ruleset.addUserRule(path: "expression.yaml", text: text, isTrial: true)
    return ruleset
  }
}
