internal import CEL
internal import YAMLTree

/// A file beside the rules that is no rule.
package struct EmbeddedTable: Sendable {
  let path: String
  let text: StaticString
}
