internal import FoundationEssentials

/// What a run leaves for the next one: up to where it has read, and what it found. Nothing in it is
/// secret or computed from a secret.
package struct HistoryState: Sendable, Codable {
  private static let schema = "urn:credlint:schema:history-state-1"

  private let schema: String
  /// What judged: another tool, other rules or another key begin anew.
  package let judge: String
  /// What every name led to, and what was checked out.
  package let tips: [String]
  package let head: String?
  package let isComplete: Bool
  package let credentials: [LeakedCredential]
  package let counts: Counts

  /// What was read, in all runs together.
  package struct Counts: Sendable, Codable {
    package var commits = 0
    package var contents = 0
    package var bytes = 0
    /// Contents of which some does not parse.
    package var partlyRead = 0
    /// Contents that were too large to be read.
    package var oversized = 0

    package init() {}
  }

  package init(
    judge: String, tips: [String], head: String?, isComplete: Bool,
    credentials: [LeakedCredential], counts: Counts
  ) {
    schema = Self.schema
    self.judge = judge
    self.tips = tips
    self.head = head
    self.isComplete = isComplete
    self.credentials = credentials.map(\.redacted)
    self.counts = counts
  }

  /// Nil for what is no such state: everything is read anew then.
  package init?(_ bytes: [UInt8]) {
    guard let state = try? JSONDecoder().decode(HistoryState.self, from: Data(bytes)),
      state.schema == Self.schema
    else { return nil }
    self = state
  }

  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
