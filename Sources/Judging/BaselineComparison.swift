internal import Credentials
package import Rules

/// What became of a baseline: which findings are new, which of its entries are gone, and the others as
/// they are to be written today.
package struct BaselineComparison: Sendable {
  /// The findings that are not in it.
  package let new: [Finding]
  /// Entries that no finding matches, of rules that ran.
  package let stale: [Baseline.Entry]
  /// Without what is stale; of what has moved, where it stands now.
  package let kept: Baseline
  /// The same with every finding.
  package let extended: Baseline

  /// - Parameter rules: those that ran.
  package init(_ baseline: Baseline, _ findings: [Finding], rules: Set<String>) {
    let today = Baseline.entries(for: findings)
    let match = BaselineMatch(baseline.entries, findings, today)
    new = findings.indices.filter { !match.known[$0] }.map { findings[$0] }
    let unmatched = baseline.entries.indices.filter { !match.used[$0] }.map { baseline.entries[$0] }
    stale = unmatched.filter { rules.contains($0.rule) }
    let asleep = unmatched.filter { !rules.contains($0.rule) }
    kept = Baseline(entries: asleep + today.indices.filter { match.known[$0] }.map { today[$0] })
    extended = Baseline(entries: asleep + today)
  }
}

/// Pairs entries with findings: those of one file first, and what is left over by its number, so that
/// a copy in another file does not take the place of what was accepted.
private struct BaselineMatch {
  private(set) var known: [Bool]
  private(set) var used: [Bool]
  private let entries: [Baseline.Entry]
  private let findings: [Finding]

  private struct Place: Hashable { let file, fingerprint: String }
  private struct About: Hashable { let rule, subject: String }

  /// - Parameter today: of each finding, the entry that would be written for it.
  init(_ entries: [Baseline.Entry], _ findings: [Finding], _ today: [Baseline.Entry]) {
    (self.entries, self.findings) = (entries, findings)
    known = findings.map { _ in false }
    used = entries.map { _ in false }
    let byPlace = Dictionary(
      entries.indices.compactMap { index in
        entries[index].file.map {
          (Place(file: $0, fingerprint: entries[index].fingerprint), index)
        }
      }, uniquingKeysWith: { first, _ in first })
    for (index, entry) in today.enumerated() {
      guard let file = entry.file,
        let position = byPlace[Place(file: file, fingerprint: entry.fingerprint)]
      else { continue }
      pair(position, index)
    }
    matchCounted()
    matchLeftovers()
  }

  /// Where entries have no file, equal findings were counted in all files.
  private mutating func matchCounted() {
    let counted = Dictionary(
      entries.indices.filter { entries[$0].file == nil }.map { (entries[$0].fingerprint, $0) },
      uniquingKeysWith: { first, _ in first })
    guard !counted.isEmpty else { return }
    for index in findings.indices where !known[index] {
      if let position = counted[findings[index].fingerprint] { pair(position, index) }
    }
  }

  /// Another value in the same field is another finding.
  private mutating func pair(_ entry: Int, _ finding: Int) {
    guard !entries[entry].isReplaced(by: findings[finding]) else { return }
    used[entry] = true
    known[finding] = true
  }

  private mutating func matchLeftovers() {
    var left: [About: [Int]] = [:]
    for index in entries.indices where !used[index] {
      left[About(rule: entries[index].rule, subject: entries[index].subject), default: []]
        .append(index)
    }
    guard !left.isEmpty else { return }
    var told: [About: [Int]] = [:]
    for index in findings.indices where !known[index] {
      let about = About(rule: findings[index].rule.id, subject: findings[index].subject)
      if left[about] != nil { told[about, default: []].append(index) }
    }
    for (about, findings) in told { match(left[about] ?? [], findings) }
  }

  /// Of one object and one rule; no order of them matters to those of another.
  private mutating func match(_ left: [Int], _ told: [Int]) {
    let maximum = min(left.count + told.count + Self.gap, Self.most)
    let byField = Dictionary(grouping: told) { findings[$0].path }
    for own in byField.values {
      let prints = Set((0..<maximum).map { findings[own[0]].fingerprint(occurrence: $0) })
      let candidates = left.filter { !used[$0] && prints.contains(entries[$0].fingerprint) }
      for (position, index) in zip(candidates, own) { pair(position, index) }
    }
  }

  /// Numbers that are missing because their findings are gone.
  private static let gap = 8
  /// Equal findings of one object that are told apart.
  private static let most = 1_000
}

extension Baseline.Entry {
  /// Both are known by one key, and differ.
  fileprivate func isReplaced(by finding: Finding) -> Bool {
    guard let value, let join = finding.join, value.hasPrefix(join.epoch + ":") else {
      return false
    }
    return value != "\(join.epoch):\(join.id)"
  }
}
