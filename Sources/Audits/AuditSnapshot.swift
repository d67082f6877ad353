internal import Encodings
package import Judging
package import Rules

/// What is kept of an audit to compare a later one with it: nothing in it is made of a value in clear.
package struct AuditSnapshot: Sendable {
  /// A credential by what it is and where it is held; its file may move.
  package struct Credential: Sendable, Hashable {
    package let id: String
    /// What it is and what holds it, for whoever reads a difference.
    package let label: String
    /// Of its cipher text; empty where it has none.
    package let cipher: String

    package init(id: String, label: String, cipher: String) {
      self.id = id
      self.label = label
      self.cipher = cipher
    }
  }

  package let findings: Baseline
  package let credentials: [Credential]

  package init(findings: Baseline, credentials: [Credential]) {
    self.findings = findings
    self.credentials = credentials
  }

  package init(_ findings: [Finding], _ inventory: Inventory) {
    self.findings = Baseline(findings)
    var counts: [[String]: Int] = [:]
    credentials = inventory.entries.filter { $0.protection != .absent }.map { entry in
      let parts = [
        entry.kind, entry.holder, entry.key, entry.host, entry.namespaces.joined(separator: " "),
      ]
      let number = counts[parts, default: 0]
      counts[parts] = number + 1
      return Credential(
        id: Fingerprint.hash(parts + [String(number)]),
        label: "\(entry.title), \(entry.holder)"
          + (entry.namespaces.isEmpty ? "" : " in \(entry.namespaces.joined(separator: ", "))"),
        cipher: entry.cipher)
    }
  }
}

/// What became of findings and credentials since an earlier audit.
package struct AuditDifference: Sendable {
  package let new: [Finding]
  package let gone: [Baseline.Entry]
  package let stayed: Int
  /// Labels of credentials.
  package let added: [String]
  package let removed: [String]
  /// Those whose cipher text is another: they were replaced, or encrypted again.
  package let rotated: [String]

  init(
    from earlier: AuditSnapshot, _ findings: [Finding], _ now: AuditSnapshot, _ ruleset: Ruleset
  ) {
    let comparison = BaselineComparison(
      earlier.findings, findings, rules: Set(ruleset.ids))
    new = comparison.new
    gone = comparison.stale
    stayed = findings.count - new.count
    let before = Dictionary(
      earlier.credentials.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let ids = Set(now.credentials.map(\.id))
    added = now.credentials.filter { before[$0.id] == nil }.map(\.label)
    removed = earlier.credentials.filter { !ids.contains($0.id) }.map(\.label)
    rotated = now.credentials.filter { credential in
      before[credential.id].map {
        !$0.cipher.isEmpty && !credential.cipher.isEmpty && $0.cipher != credential.cipher
      } ?? false
    }.map(\.label)
  }
}
