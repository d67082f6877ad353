/// Something in the content that cannot be read: a value, because one broken document must not
/// cost the others their findings.
package struct SyntaxProblem: Error, Sendable {
  /// Whether text is no YAML, or more than a limit allows.
  package enum Kind: Sendable {
    /// The text is not YAML or JSON.
    case syntax
    /// A limit was hit; what follows was not read.
    case limit
  }

  package let kind: Kind
  /// A sentence fragment without a final full stop.
  package let message: String
  /// Byte offset of the mistake.
  package let offset: Int
  /// Byte offset from which reading may resume.
  let stop: Int

  init(_ message: String, at offset: Int, stopsAt stop: Int, kind: Kind = .syntax) {
    self.kind = kind
    self.message = message
    self.offset = offset
    self.stop = stop
  }
}

/// How much of a hostile file is read.
package struct Limits: Sendable {
  /// libyaml's time is quadratic in the depth of nesting.
  package var depth = 200
  /// Nodes in one document.
  package var nodes = 8_000_000
  /// Nodes, and bytes of scalars, that the aliases of one document repeat: a short text can stand
  /// for more than any memory holds.
  package var repeatedNodes = 200_000
  package var repeatedBytes = 16 * 1_024 * 1_024
  /// `%TAG` lines are quadratic inside one call of libyaml, so they are counted before it.
  package var directives = 64
  /// Documents after which a file with broken ones is given up.
  package var brokenDocuments = 200

  /// Findings of one rule in a file, beyond which nobody reads them: a big file may have more.
  package static func findings(inFileOf bytes: Int) -> Int { max(2_000, bytes / 500) }

  package init() {}
}
