internal import CEL
internal import YAMLTree

/// One rule file that was put into the binary.
struct EmbeddedRule: Sendable {
  /// Relative to `rules/`.
  let path: String
  let header: RuleHeader
  let text: StaticString
}
