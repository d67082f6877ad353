package import CEL
package import Credentials
package import Rules

/// One credential that stands, or stood, in clear in a repository: what people revoke and what they
/// look for. Nothing in it is secret or computed from a secret.
package struct LeakedCredential: Sendable, Codable {
  package struct Commit: Sendable, Codable, Hashable {
    package let id: String
    /// Since 1970, as the committer says.
    package let seconds: Int64

    package init(id: String, seconds: Int64) {
      self.id = id
      self.seconds = seconds
    }
  }

  /// What is known of it.
  package struct Traits: Sendable, Codable {
    package var kind, title, provider, host, user: String
    package var scopes: [String]
    /// Seconds since 1970; nil where nothing tells.
    package var expires: Int64?
    /// It acts with the rights of a person's account.
    package var isPersonal: Bool
    /// What holds it, as messages name it, and the key, variable or annotation in it.
    package var object, key: String
    package var spot: String
    /// The rules that tell of it, and the gravest severity among them.
    package var rules: [String]
    package var severity: Severity
    package var message: String
  }

  /// A content that holds it, and where.
  package struct Sighting: Sendable, Codable {
    package let blob: String
    package let path: String
    /// Bytes from the start of the content, and 1-based lines and code points.
    package let start, line, column: Int
  }

  package internal(set) var traits: Traits
  /// The newest one that was looked at.
  package internal(set) var sighting: Sighting
  /// Of the files that held it, in order.
  package internal(set) var paths: [String] = []
  /// What brought it first, what wrote it last, and what took it away from the last place; the commits
  /// of one that stands only where no commit is are nil.
  package internal(set) var first, last, removed: Commit?
  package internal(set) var isInHead = false
  /// Branches and tags at whose end it stands.
  package internal(set) var references: [String] = []
  /// False where only commits hold it that no name leads to any more: whoever has fetched them has it.
  package internal(set) var isReachable = true
  /// Names it across runs.
  package internal(set) var fingerprint = ""
  /// Every content that holds it, by id.
  var blobs: [String] = []
  /// By an organisation's key; nil without one.
  package var join: JoinID?
}

extension LeakedCredential {
  /// Without the tokens that a name can hold.
  package var redacted: LeakedCredential {
    var result = self
    result.paths = paths.map(Redaction.scan)
    result.references = references.map(Redaction.scan)
    result.sighting = Sighting(
      blob: sighting.blob, path: Redaction.scan(sighting.path), start: sighting.start,
      line: sighting.line, column: sighting.column)
    return result
  }

  package func isExpired(at now: Timestamp) -> Bool {
    traits.expires.map { $0 <= now.seconds } ?? false
  }

  /// How long it stood, for the gravest first: what still stands, what anybody may use, what is new.
  package static func byImportance(_ left: Self, _ right: Self, at now: Timestamp) -> Bool {
    let a = left.order(at: now)
    let b = right.order(at: now)
    return a.lexicographicallyPrecedes(b)
      || a == b
        && (left.sighting.path, left.sighting.start, left.fingerprint)
          < (right.sighting.path, right.sighting.start, right.fingerprint)
  }

  private func order(at now: Timestamp) -> [Int64] {
    let rank = Severity.allCases.firstIndex(of: traits.severity) ?? 0
    return [
      isExpired(at: now) ? 1 : 0, Int64(-rank),
      isInHead ? 0 : 1, -(last?.seconds ?? 0),
    ]
  }
}
