internal import Manifests
internal import Reports
internal import Rules
internal import YAMLTree

/// Makes fixes in memory, round by round, and proves each round by another scan.
struct FixRun {
  /// Enough for fixes that wait for others; what is left after that waits for another run.
  private static let rounds = 10
  /// In one file: each is held against the others.
  private static let fixesOfARound = 1_000

  private let judge: ([String: [UInt8]]) throws -> CompletedScan
  private let allowsUnsafe: Bool
  /// What was read last, with all fixes so far.
  private(set) var scan: CompletedScan
  private(set) var files: [String: FixedFile] = [:]
  /// `path:line: rule: why it was not fixed`, in the order of the report.
  private(set) var refusals: [String] = []
  /// Fingerprints of findings whose fixes did not stand the proof.
  private var failed: [String: String] = [:]

  /// - Parameter judge: scans again, with other contents for some files.
  init(
    _ scan: CompletedScan, allowsUnsafe: Bool,
    judge: @escaping ([String: [UInt8]]) throws -> CompletedScan
  ) {
    self.scan = scan
    self.allowsUnsafe = allowsUnsafe
    self.judge = judge
  }

  mutating func finish() throws {
    var round = 0
    while round < Self.rounds, try makeRound() { round += 1 }
    for finding in scan.report.findings {
      guard let reason = self.reason(finding) else { continue }
      let line = LineTable(finding.place.file).line(of: finding.place.range.lowerBound)
      refusals.append("\(finding.place.file.path):\(line): \(finding.rule.id) not fixed: \(reason)")
    }
  }

  /// Why a finding that has a fix of the wanted kind is still there.
  private func reason(_ finding: Finding) -> String? {
    if let reason = failed[Self.id(finding)] { return reason }
    if let refusal = finding.refusal, refusal.isSafe || allowsUnsafe { return refusal.reason }
    return isWanted(finding) ? Self.late : nil
  }

  private static let late = "it waits for other fixes; run again"

  private static func id(_ finding: Finding) -> String {
    finding.place.file.path + "\n" + finding.fingerprint
  }

  private func isWanted(_ finding: Finding) -> Bool {
    guard let fix = finding.fix else { return false }
    return (fix.isSafe || allowsUnsafe) && failed[Self.id(finding)] == nil
  }

  /// False when nothing was left to do.
  private mutating func makeRound() throws -> Bool {
    let wanted = scan.report.findings.filter(isWanted)
    guard !wanted.isEmpty else { return false }
    var next = files
    var applied: [Finding] = []
    for (path, findings) in Dictionary(grouping: wanted, by: { $0.fix?.file.path ?? "" })
      .mapValues({ $0.prefix(Self.fixesOfARound) })
    {
      let findings = Array(findings)
      guard let file = findings.first?.fix?.file else { continue }
      var fixed = files[path] ?? FixedFile(file)
      let result = fixed.apply(findings.compactMap(\.fix)) { scan.report.masks.hides($0, of: $1) }
      for (index, reason) in result.refused { failed[Self.id(findings[index])] = reason }
      guard !result.made.isEmpty else { continue }
      next[path] = fixed
      applied += findings.filter { finding in
        result.made.contains { $0.changes(as: finding.fix) }
      }
    }
    guard !applied.isEmpty else { return false }
    let result = try judge(next.mapValues(\.bytes))
    let broken = failures(of: applied, in: result)
    guard broken.isEmpty else {
      failed.merge(broken) { first, _ in first }
      return true
    }
    (files, scan) = (next, result)
    return true
  }

  /// Why findings were not fixed, by their ids: a file is not read as before, or the rule still
  /// speaks, of the same thing or at least in the same file.
  private func failures(of applied: [Finding], in result: CompletedScan) -> [String: String] {
    let problems = (Self.unreadable(scan), Self.unreadable(result))
    var failures: [String: String] = [:]
    for finding in applied {
      let path = finding.fix?.file.path ?? ""
      guard problems.1[path, default: 0] > problems.0[path, default: 0] else { continue }
      failures[Self.id(finding)] = "the result would not parse"
    }
    for key in [Self.object, Self.file] where failures.isEmpty {
      let before = Self.counts(scan.report.findings, by: key)
      let made = Self.counts(applied, by: key)
      let after = Self.counts(result.report.findings, by: key)
      for finding in applied {
        let key = key(finding)
        guard after[key, default: 0] > before[key, default: 0] - made[key, default: 0] else {
          continue
        }
        failures[Self.id(finding)] = "the finding would still be there"
      }
    }
    return failures
  }

  private static func file(_ finding: Finding) -> [String] {
    [finding.rule.id, finding.place.file.path]
  }

  private static func object(_ finding: Finding) -> [String] {
    file(finding) + [finding.subject] + finding.path
  }

  private static func counts(
    _ findings: [Finding], by key: (Finding) -> [String]
  ) -> [[String]: Int] {
    findings.reduce(into: [:]) { $0[key($1), default: 0] += 1 }
  }

  private static func unreadable(_ scan: CompletedScan) -> [String: Int] {
    scan.input.contents.reduce(into: [:]) { counts, content in
      counts[content.file.path] = content.problems.count { $0.kind != .malformed }
    }
  }
}
