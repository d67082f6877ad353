internal import FoundationEssentials
package import Rules
package import YAMLTree

/// Findings that a repository lives with for now: they are counted and not told again.
///
/// An entry holds a finding's fingerprint, which is made of the rule, the object and the path in it,
/// so that files may move and lines change; nothing in it comes from a secret, so that a credential
/// that is replaced by another in the same place stays hidden.
package struct Baseline: Sendable {
  /// One accepted finding.
  package struct Entry: Sendable, Hashable, Encodable {
    package let fingerprint: String
    package let rule: String
    /// What the finding is about, for whoever reads the file.
    package let subject: String
  }

  package static let fileName = ".credlint-baseline.json"
  private static let version = "1"

  package let entries: [Entry]

  package init(_ findings: [Finding]) { self.init(entries: findings.map(Self.entry)) }

  package init(entries: [Entry]) {
    self.entries = Set(entries).sorted {
      ($0.rule, $0.subject, $0.fingerprint) < ($1.rule, $1.subject, $1.fingerprint)
    }
  }

  private static func entry(_ finding: Finding) -> Entry {
    Entry(fingerprint: finding.fingerprint, rule: finding.rule.id, subject: finding.subject)
  }

  // MARK: Text

  /// - Throws: what is wrong with the file, at its place.
  package init(_ source: SourceFile) throws(PolicyProblem) {
    let parsed = ParsedFile(json: source)
    if let problem = parsed.problems.first {
      let start = min(problem.offset, source.bytes.count)
      throw PolicyProblem(
        message: "\(problem.message); write it again with 'credlint baseline write --force'",
        place: Place(file: source, range: start..<min(start + 1, source.bytes.count)))
    }
    let root = parsed.documents.first?.root
    guard let root, let list = root["findings"], list.kind == .sequence,
      root["version"]?.text == Self.version
    else {
      throw PolicyProblem(
        message: "this is no baseline of version \(Self.version)",
        place: root?.place ?? Place(file: source, range: 0..<0))
    }
    var entries: [Entry] = []
    for item in list.elements {
      guard let fingerprint = item["fingerprint"], let rule = item["rule"] else {
        throw PolicyProblem(message: "an entry has a fingerprint and a rule", place: item.place)
      }
      entries.append(
        Entry(
          fingerprint: fingerprint.text, rule: rule.text, subject: item["subject"]?.text ?? ""))
    }
    self.init(entries: entries)
  }

  /// An entry a line, in order and without times: merges of branches rarely meet.
  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = try entries.map { "    " + String(decoding: try encoder.encode($0), as: UTF8.self) }
    return "{\n  \"version\": \(Self.version),\n  \"findings\": [\n"
      + lines.joined(separator: ",\n") + (lines.isEmpty ? "" : "\n") + "  ]\n}\n"
  }

  // MARK: Use

  /// The findings that are not in it.
  package func hiding(_ findings: [Finding]) -> [Finding] {
    let known = Set(entries.map(\.fingerprint))
    return findings.filter { !known.contains($0.fingerprint) }
  }

  /// The entries that no finding matches, of rules that ran.
  package func stale(for findings: [Finding], rules: Set<String>) -> [Entry] {
    let found = Set(findings.map(\.fingerprint))
    return entries.filter { !found.contains($0.fingerprint) && rules.contains($0.rule) }
  }

  /// The same without entries.
  package func removing(_ stale: [Entry]) -> Baseline {
    let stale = Set(stale)
    return Baseline(entries: entries.filter { !stale.contains($0) })
  }

  /// The same with findings that it does not have.
  package func adding(_ findings: [Finding]) -> Baseline {
    let known = Set(entries.map(\.fingerprint))
    return Baseline(
      entries: entries + findings.map(Self.entry).filter { !known.contains($0.fingerprint) })
  }
}
