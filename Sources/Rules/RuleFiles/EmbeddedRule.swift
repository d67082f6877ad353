internal import CEL
internal import YAMLTree

/// One rule file that was put into the binary.
struct EmbeddedRule: Sendable {
  /// Relative to `rules/`.
  let path: String
  let header: RuleHeader
  let text: StaticString
}

/// What an example in a fixture shows, as it was written: with macros and marks.
package struct EmbeddedExample: Sendable {
  let rule: String
  let isGood: Bool
  /// In the case: a name that rules read, such as that of a script.
  package let path: String
  /// True where the case is a folder, so that the path says something.
  package let isNamed: Bool
  package let text: StaticString

  /// The files of a built-in rule's bad or good example.
  package static func files(of rule: String, isGood: Bool) -> [EmbeddedExample] {
    EmbeddedRules.examples.filter { $0.rule == rule && $0.isGood == isGood }
  }
}

/// What whoever builds the tool decides.
package enum BuildSettings {
  /// `CREDLINT_RULE_PAGES` of the build: the address below which the pages of `rules docs` are.
  package static var rulePages: String? { EmbeddedRules.pages.isEmpty ? nil : EmbeddedRules.pages }
}
