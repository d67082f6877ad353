internal import Credentials
package import Rules

/// A fleet as SARIF: a run for each repository, in as many files as GitHub's limits ask for
/// (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
package struct FleetSARIF {
  private let rules: [String: Rule]
  private let version: String
  private var runs: [SARIF.Run] = []
  private var size = 0
  /// Whole files, in their order.
  package private(set) var files: [String] = []

  private static let runsPerFile = 20
  /// In bytes, of messages and places; ten megabytes when it is compressed.
  private static let bytesPerFile = 40 << 20

  package init(_ rules: [Rule], version: String) {
    self.rules = Dictionary(rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.version = version
  }

  /// - Parameters:
  ///   - scans: the rows of one repository's scan.
  ///   - findings: those of its findings.
  package mutating func add(scans: [UInt8], findings: [UInt8]) throws {
    let scan = scans.split(separator: 10).lazy.compactMap { FleetRows.row($0) as FleetRows.Scan? }
      .first
    guard let scan else { return }
    let rows = findings.split(separator: 10).compactMap {
      FleetRows.row($0) as FleetRows.Finding?
    }
    let most = SARIFReport.resultsPerRun
    let parts = stride(from: 0, to: max(1, rows.count), by: most).map {
      rows[min($0, rows.count)..<min($0 + most, rows.count)]
    }
    for (index, part) in parts.enumerated() {
      let suffix = parts.count == 1 ? "" : "part-\(index + 1)-of-\(parts.count)/"
      let bytes = findings.count / parts.count
      if runs.count == Self.runsPerFile || size + bytes > Self.bytesPerFile { try endFile() }
      runs.append(run(scan, part, suffix))
      size += bytes
    }
  }

  package mutating func endFile() throws {
    guard !runs.isEmpty || files.isEmpty else { return }
    files.append(try JSONText.encode(SARIF.Log(runs: runs), isPretty: false))
    (runs, size) = ([], 0)
  }

  private func run(
    _ scan: FleetRows.Scan, _ findings: ArraySlice<FleetRows.Finding>, _ suffix: String
  ) -> SARIF.Run {
    let used = Set(findings.map(\.rule)).compactMap { rules[$0] }.sorted { $0.id < $1.id }
    let own = SARIFRules(used, pages: nil)
    let name = Redaction.scan(scan.repository)
    return SARIF.Run(
      tool: .init(
        driver: .init(
          version: version, semanticVersion: version, informationUri: nil, rules: own.descriptors)),
      automationDetails: .init(id: "credlint/\(name)/\(suffix)"), taxonomies: [own.taxonomy],
      invocations: [
        .init(
          executionSuccessful: scan.exit != 3,
          toolExecutionNotifications: scan.problems.map {
            .init(level: "warning", message: .init(text: Redaction.scan($0)), locations: [])
          })
      ],
      redactionTokens: [Sensitive.redaction, "•"], results: findings.map { result($0, own) })
  }

  private func result(_ finding: FleetRows.Finding, _ rules: SARIFRules) -> SARIF.Result {
    let location = finding.location
    return SARIF.Result(
      ruleId: finding.rule, ruleIndex: rules.index(of: finding.rule),
      level: SARIFRules.level(finding.severity), message: .init(text: finding.message + "."),
      locations: [
        .init(
          physicalLocation: .init(
            artifactLocation: .init(uri: PercentEncoding.path(Redaction.scan(location.path))),
            region: .init(
              startLine: location.line, startColumn: location.utf16Column,
              endLine: location.endLine, endColumn: location.utf16EndColumn)))
      ],
      relatedLocations: nil, partialFingerprints: ["credlint/v1": finding.fingerprint], fixes: nil,
      properties: .init(group: finding.group, reach: nil))
  }
}
