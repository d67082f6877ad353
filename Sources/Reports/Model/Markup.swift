internal import Credentials
internal import YAMLTree

/// Text of the scanned repository in HTML and XML.
enum Markup {
  /// What stands for a scalar in content and in attributes; nil for itself.
  static func entity(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    // A line of its own could be a command to a CI system.
    case "\n": "&#10;"
    default: nil
    }
  }

  static func text(_ text: String) -> String { Terminal.visible(text, escape: entity) }

  /// The same for what no other gate has seen.
  static func scanned(_ text: String) -> String { self.text(Redaction.scan(text)) }
}
