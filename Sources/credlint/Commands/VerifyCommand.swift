internal import ArgumentParser
internal import CEL
internal import Judging
internal import Reports
internal import Repositories
internal import Rules
internal import Verification

extension VerificationFormat: Choice {}

/// What credentials may really do, asked of who issued them.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Ask each credential's own provider what it may do. Sends nothing without --send.",
    discussion: """
      Without --send the plan is printed: every request, to whom, with which
      credential. With --send exactly that is sent, by the system's curl, https
      only, to providers that everybody knows and to hosts that you allow; a
      repository can forbid hosts and allow none. No redirect is followed, and
      nothing is changed at a provider but what it logs. Only what a provider
      says in its own form counts: everything else is unknown.
      Exit codes: 0 nothing worse than declared, 1 findings, 2 usage, 3 some
      credential stayed unknown.

      Examples:
        credlint verify
        credlint verify --send --allow-host registry.corp.example
        credlint verify --send --probe-write --save answers.json
        credlint check --verified answers.json
      """)

  @OptionGroup var options: ScanOptions

  @Flag(help: "Send what the plan says.")
  var send = false

  @Option(
    help: ArgumentHelp("Show this host its own credentials.", valueName: "host[:port]"))
  var allowHost: [String] = []

  @Option(
    help: ArgumentHelp(
      "Let registries send their logins to this host for tokens.", valueName: "host[:port]"))
  var allowRealm: [String] = []

  @Option(
    help: ArgumentHelp("Connect to this host at a private address.", valueName: "host"))
  var allowPrivate: [String] = []

  @Option(
    help: ArgumentHelp("Trust these authorities in place of the system's.", valueName: "file"),
    completion: .file())
  var cacert: String?

  @Flag(help: "Ask for the right to push by a request that changes nothing.")
  var probeWrite = false

  @Flag(help: "Also ask about keys of accounts that plant them as alarms.")
  var includeCanaries = false

  @Option(help: ArgumentHelp("Send so many requests at most. Default: 200.", valueName: "n"))
  var maxRequests: Int?

  @Option(
    help: ArgumentHelp(
      "Write a line of JSON for each request, without anything of a credential.", valueName: "file")
  )
  var audit: String?

  @Option(
    help: ArgumentHelp("Keep the answers for 'check --verified'.", valueName: "file"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Your own settings. Default: verify.yaml in credlint's folder of settings.", valueName: "file"
    ),
    completion: .file())
  var verifyConfig: String?

  @Option(
    help: ArgumentHelp(
      "How to write it: \(VerificationFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: VerificationFormat = .text

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  @Option(help: "Exit with 1 for findings of this severity and above.")
  var failOn: Severity?

  @Option(help: "Colour: auto, always or never.")
  var color: ColorChoice = .auto

  func run() throws {
    guard !options.paths.contains("-") else {
      throw UsageProblem("what standard input brings is nobody's to show")
    }
    guard !send || !Self.isOfStranger else {
      throw UsageProblem(
        "--send is refused for what a stranger has proposed: no credential of it is yours to show")
    }
    if send {
      try System.finishing { try verify() }
    } else {
      try verify()
    }
  }

  private func verify() throws {
    var scan = try ScanPipeline(request: try options.request).run { $0.withoutRules }
    let settings = try settings(scan)
    var chosen = VerificationPlan.Options()
    chosen.policy = settings.policy
    (chosen.probesWriting, chosen.includesCanaries) = (probeWrite, includeCanaries)
    if let most = maxRequests ?? settings.maximumRequests { chosen.maximumRequests = most }
    let plan = Planner.plan(scan.world, chosen)
    var report = VerificationReport(plan, scan.report)
    if send {
      try ask(&report, chosen, settings, scan.world.now)
      scan = try judged(report.known)
      report.findings = scan.report
      if let save { try OutputFile.create(save, try SavedAnswers.text(report)) }
    }
    try write(report, scan)
  }

  private func settings(_ scan: CompletedScan) throws -> VerifySettings {
    guard maxRequests ?? 1 > 0 else { throw UsageProblem("--max-requests takes a number from 1") }
    var settings = try VerifySettings.read(verifyConfig)
    settings.add(
      hosts: allowHost, realms: allowRealm, privateHosts: allowPrivate, authorities: cacert)
    let request = try options.request
    let repository = try request.readConfiguration(in: request.configurationRoot())
    settings.exclude(repository.unaskedHosts)
    if let authorities = settings.authorities, Files.entry(authorities) == nil {
      throw UsageProblem("--cacert: '\(authorities)' is not there")
    }
    return settings
  }

  // MARK: Sending

  private func ask(
    _ report: inout VerificationReport, _ chosen: VerificationPlan.Options,
    _ settings: VerifySettings, _ now: Timestamp
  ) throws {
    report.isSent = true
    guard !report.plan.subjects.isEmpty else { return }
    let base = System.currentDirectory
    let transport = try CurlTransport(
      authorities: settings.authorities.map { Paths.absolute($0, base: base) },
      userAgent: settings.userAgent ?? "credlint/\(Release.version)")
    let session = VerificationSession(report.plan, chosen, transport) { System.isEndAsked }
    let verifier = Verifier(report.plan, session, now: Timestamp(clamped: System.now))
    let progress = Progress(total: report.plan.subjects.count, of: "credentials asked about")
    for index in report.plan.subjects.indices {
      guard !System.isEndAsked else { break }
      report.answers[index] = verifier.answer(index)
      progress.advance()
    }
    progress.finish()
    report.isEnded = System.isEndAsked
    report.sent = session.sent
    if let audit { try OutputFile.create(audit, try auditText(report)) }
  }

  private func auditText(_ report: VerificationReport) throws -> String {
    try report.sent.map { sent in
      let place = report.plan.subjects[sent.subject].place
      let row: [String: JSON] = [
        "time": .string(Timestamp(clamped: System.now).text), "method": .string(sent.method),
        "url": .string(sent.url.withoutQueryValues), "place": .string(place.shownPath),
        "status": .integer(sent.status), "bytes": .integer(sent.bytes),
        "milliseconds": .integer(sent.milliseconds),
      ]
      return try JSON.object(row).line()
    }.joined()
  }

  /// Rules that an answer changes.
  private static let others: Set<String> = [
    "excess-scope", "missing-scope", "expired-credential", "expiring-credential",
    "excess-lifetime",
  ]

  private func judged(_ answers: VerifiedAnswers) throws -> CompletedScan {
    var request = try options.request
    request.answers = answers
    return try ScanPipeline(request: request).run(failOn: failOn) { ruleset in
      var ruleset = ruleset
      ruleset.rules.removeAll { !$0.tags.contains("verified") && !Self.others.contains($0.id) }
      return ruleset
    }
  }

  // MARK: Writing

  private func write(_ report: VerificationReport, _ scan: CompletedScan) throws {
    var style = output == nil ? TerminalStyle.style(color: color, root: scan.folder?.path) : Style()
    style.isQuiet = true
    let text = try format.write(report, style)
    if let output {
      try OutputFile.create(output, text)
    } else {
      Console.write(text, hasStyles: style.useColor || style.linkRoot != nil)
    }
    scan.writeNotes()
    scan.writeFailures()
    guard report.isSent else { return }
    let code = Exit.code(
      hasFailures: !scan.result.failures.isEmpty, isIncomplete: report.hasUnknown,
      hasFindings: report.findings.findings.contains { $0.severity >= scan.failOn })
    if code != .clean { throw ExitCode(code.rawValue) }
  }

  /// A change that somebody proposes from a fork decides what is in the repository.
  private static var isOfStranger: Bool {
    guard System.environment("CI")?.isEmpty == false else { return false }
    if System.environment("GITHUB_EVENT_NAME")?.hasPrefix("pull_request") == true { return true }
    guard let source = System.environment("CI_MERGE_REQUEST_SOURCE_PROJECT_ID"), !source.isEmpty
    else { return false }
    return source != System.environment("CI_PROJECT_ID")
  }
}
