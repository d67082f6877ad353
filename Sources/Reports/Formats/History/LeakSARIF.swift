internal import Credentials
internal import History
internal import Rules

/// A history as SARIF: a result for each credential, whose fingerprint is the credential's. Its place
/// is in the newest content that holds it, which no work tree need have.
enum LeakSARIF {
  static func write(_ report: LeakReport) throws -> String {
    try JSONText.encode(SARIF.Log(runs: [run(report)]))
  }

  static func run(_ report: LeakReport) -> SARIF.Run {
    let rules = SARIFRules(report.rules, pages: report.rulePages)
    let notes = report.notes.map { notification("warning", $0.message) }
    let failures = report.failures.map { notification("error", $0) }
    return SARIF.Run(
      tool: .init(
        driver: .init(
          version: report.version, semanticVersion: report.version,
          informationUri: report.rulePages, rules: rules.descriptors)),
      automationDetails: .init(id: "credlint/history/"), taxonomies: [rules.taxonomy],
      invocations: [
        .init(
          executionSuccessful: report.failures.isEmpty,
          toolExecutionNotifications: notes + failures)
      ],
      redactionTokens: [Sensitive.redaction, "•"],
      results: report.credentials.map { result($0, rules, report) })
  }

  private static func notification(_ level: String, _ text: String) -> SARIF.Notification {
    .init(level: level, message: .init(text: Redaction.scan(text)), locations: [])
  }

  private static func result(
    _ credential: LeakedCredential, _ rules: SARIFRules, _ report: LeakReport
  ) -> SARIF.Result {
    let traits = credential.traits
    let rule = traits.rules.first { rules.severity(of: $0) == traits.severity } ?? traits.rules[0]
    let others = credential.paths.filter { $0 != credential.sighting.path }.map { path in
      SARIF.Location(
        physicalLocation: .init(artifactLocation: artifact(path), region: nil),
        message: .init(text: "it stood here, too"))
    }
    return SARIF.Result(
      ruleId: rule, ruleIndex: rules.index(of: rule), level: SARIFRules.level(traits.severity),
      message: .init(text: text(credential, report)),
      locations: [location(credential.sighting)],
      relatedLocations: others.isEmpty ? nil : Array(others.prefix(50)),
      partialFingerprints: ["credlint/v1": credential.fingerprint], fixes: nil,
      properties: .init(group: credential.fingerprint, reach: nil))
  }

  private static func text(_ credential: LeakedCredential, _ report: LeakReport) -> String {
    let came = credential.first.map {
      " It came in commit \($0.id.prefix(12)) of \(LeakReport.date($0.seconds)),"
    }
    let left = credential.removed.map {
      "and left in \($0.id.prefix(12)) of \(LeakReport.date($0.seconds))"
    }
    let stands = "and is \(credential.standing.described)"
    let remedy = credential.remedy(at: report.now)
    let history = came.map { "\($0) \(left ?? stands)." } ?? ""
    return "\(credential.traits.message).\(history) What to do: \(remedy)."
  }

  private static func location(_ sighting: LeakedCredential.Sighting) -> SARIF.Location {
    .init(
      physicalLocation: .init(
        artifactLocation: artifact(sighting.path),
        region: .init(
          startLine: sighting.line, startColumn: sighting.column, endLine: sighting.line,
          endColumn: sighting.column + 1)))
  }

  private static func artifact(_ path: String) -> SARIF.Artifact {
    .init(uri: PercentEncoding.path(Redaction.scan(path)))
  }
}
