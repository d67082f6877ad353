/// Text that cannot be printed: every way to describe it says that it is redacted.
package struct Sensitive: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// What stands for a secret in every output.
  package static let redaction = "‹redacted›"

  private let text: String

  package init(_ text: String) { self.text = text }

  /// The one way to the text: for computing facts that are public, never for showing it.
  package func reveal<Result>(_ body: (String) -> Result) -> Result { body(text) }

  /// Without white space at both ends.
  package var trimmed: Sensitive { Sensitive(text.trimmedWhitespace) }

  package var isEmpty: Bool { text.isEmpty }
  package var description: String { Self.redaction }
  package var debugDescription: String { Self.redaction }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
