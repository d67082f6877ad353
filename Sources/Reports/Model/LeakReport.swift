package import CEL
internal import Encodings
package import History
package import Rules

/// What a history holds, and everything that a report about it is written from.
package struct LeakReport: Sendable {
  package var credentials: [LeakedCredential] = []
  package var rules: [Rule] = []
  package var rulesDigest = ""
  package var failures: [String] = []
  package var notes: [Report.Note] = []
  package var counts = HistoryState.Counts()
  package var now = Timestamp.epoch
  /// What fails the run: this severity and above.
  package var failOn = Severity.low
  package var origin: Report.Origin?
  /// The address below which the rules' pages are; nil where nobody says.
  package var rulePages: String?
  /// Earlier commits were left out on purpose.
  package var isPartial = false
  /// Silence proves nothing.
  package var isIncomplete = false
  /// Of an organisation's key; nil where no ids are computed from values.
  package var joinEpoch: String?
  package let version: String

  package init(version: String) { self.version = version }

  /// `3 credentials: 1 in HEAD, 1 on another branch or tag, 1 in history alone`
  var sum: String {
    let parts = LeakedCredential.Standing.allCases.compactMap { standing -> String? in
      let count = credentials.count { $0.standing == standing }
      return count == 0 ? nil : "\(count) \(standing.described)"
    }
    let what = credentials.isEmpty ? "No credentials" : credentials.count.counted("credential")
    return parts.isEmpty ? what : "\(what): \(parts.joined(separator: ", "))"
  }

  var read: String {
    var text =
      "Read \(counts.commits.counted("commit")), \(counts.contents.counted("content")) of files"
    if counts.partlyRead > 0 { text += "; \(counts.partlyRead) of them not whole" }
    if counts.oversized > 0 {
      text += "; \(counts.oversized) not read for their size (--max-size)"
    }
    return text
  }

  /// What the reader must know besides.
  var sentences: [String] {
    var sentences = notes.map(\.message) + failures
    if isPartial { sentences.append("Earlier commits were left out, as it was asked for") }
    if let joinEpoch {
      sentences.append(
        "Ids of values by the key of epoch \(joinEpoch): whoever has the key can compare values")
    }
    return sentences
  }
}

extension LeakedCredential {
  /// Where it still stands, the nearest first.
  enum Standing: CaseIterable {
    case head, reference, history, unreachable

    var described: String {
      switch self {
      case .head: "in HEAD"
      case .reference: "on another branch or tag"
      case .history: "in history alone"
      case .unreachable: "in commits without a name"
      }
    }
  }

  var standing: Standing {
    if isInHead { return .head }
    if !references.isEmpty { return .reference }
    return isReachable ? .history : .unreachable
  }

  /// What is done about it, in this order: what was public once stays known.
  func remedy(at now: Timestamp) -> String {
    guard !isExpired(at: now) else {
      let end = traits.expires.map(LeakReport.date) ?? ""
      return "it ended on \(end), so that nothing is left to revoke"
    }
    let first = "revoke it where it was issued first"
    switch standing {
    case .head: return first + ", then take it out of the file; the history keeps it"
    case .reference:
      return first + ", then take it off \(references.listed(atMost: 3)); the history keeps it"
    case .history: return first + "; to rewrite the history reaches no clone and no fork"
    case .unreachable:
      return first + "; commits without a name stay at the host, in clones and in forks"
    }
  }
}

extension LeakReport {
  /// `2026-01-31`
  static func date(_ seconds: Int64) -> String {
    String(Timestamp(clamped: seconds).text.prefix(10))
  }
}
