internal import Credentials
internal import FoundationEssentials
package import Rules
package import YAMLTree

/// Findings that a repository lives with for now: they are counted and not told again.
///
/// An entry holds a finding's fingerprint, which is made of the rule, the object and the path in it,
/// so that lines may change, and its file, which tells copies of one object apart; a file may move.
/// Nothing in it comes from a secret, so that a credential that is replaced by another in the same
/// place stays hidden, unless it is written and read with an organisation's key: an entry has the
/// value's keyed id then.
package struct Baseline: Sendable {
  /// One accepted finding.
  package struct Entry: Sendable, Hashable, Encodable {
    /// Equal findings are counted in their file, so that a copy in another one changes no entry.
    package let fingerprint: String
    package let rule: String
    /// What the finding is about, for whoever reads the file.
    package let subject: String
    /// Where it stood when it was accepted; nil in a baseline that counts equal findings in all files.
    package let file: String?
    /// `epoch:id` of the value, by an organisation's key; nil without one, and for what can be guessed.
    package var value: String?

    package init(
      fingerprint: String, rule: String, subject: String, file: String?, value: String? = nil
    ) {
      self.value = value
      self.fingerprint = fingerprint
      self.rule = rule
      self.subject = subject
      self.file = file
    }
  }

  package static let fileName = ".credlint-baseline.json"
  private static let version = "1"

  package let entries: [Entry]

  package init(_ findings: [Finding]) { self.init(entries: Self.entries(for: findings)) }

  package init(entries: [Entry]) {
    self.entries = Set(entries).sorted {
      ($0.rule, $0.subject, $0.file ?? "", $0.fingerprint)
        < ($1.rule, $1.subject, $1.file ?? "", $1.fingerprint)
    }
  }

  /// One for each finding.
  static func entries(for findings: [Finding]) -> [Entry] {
    var counts: [Entry: Int] = [:]
    return findings.map { finding in
      let first = entry(finding, occurrence: 0)
      let occurrence = counts[first, default: 0]
      counts[first] = occurrence + 1
      return occurrence == 0 ? first : entry(finding, occurrence: occurrence)
    }
  }

  private static func entry(_ finding: Finding, occurrence: Int) -> Entry {
    Entry(
      fingerprint: finding.fingerprint(occurrence: occurrence), rule: finding.rule.id,
      subject: finding.subject, file: finding.place.shownPath,
      value: finding.join.map { "\($0.epoch):\($0.id)" })
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
          fingerprint: fingerprint.text, rule: rule.text, subject: item["subject"]?.text ?? "",
          file: item["file"]?.text, value: item["value"]?.text))
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
}
