internal import CEL
internal import Credentials
internal import Graph
internal import Judging
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules

/// What is asked of a fleet.
struct FleetRequest: Sendable {
  var rules = RuleSelection()
  /// RFC 3339.
  var now = ""
  var threads = 1
  var readsHistory = false
  var readsConfiguration = true
  var state: String?
  var key: JoinKey?
}

/// One repository at one commit, to the rows of all tables.
struct FleetScan {
  private let line: PlanLine
  private let request: FleetRequest
  private(set) var tables: [FleetTable: String] = [:]
  private(set) var row = ScanRow()
  private var envelope: RowEnvelope
  private var digest = ""

  init(_ line: PlanLine, _ request: FleetRequest) {
    self.line = line
    self.request = request
    envelope = RowEnvelope(
      tool: Release.version, rulesDigest: "", repository: line.repository, revision: line.revision)
    row.joinEpoch = request.key?.epoch
    row.hasHistory = request.readsHistory
    row.urlKey = line.url.flatMap(GitAddress.init)?.key
  }

  /// Whatever happens to it, a repository has its row.
  mutating func run() throws {
    do {
      try scan()
      if request.readsHistory { try readHistory() }
    } catch let problem as GitProblem {
      fail(problem.message)
    } catch let problem as UsageProblem {
      fail(problem.message.text)
    } catch is EarlyEnd {
      fail("its configuration or one of its rules is wrong")
    }
    tables[.scans] = try row.line(envelope)
  }

  /// What was written is needed no more.
  mutating func forget() { tables = [:] }

  private mutating func fail(_ problem: String) {
    row.problems.append("not scanned: \(problem)")
    row.exit = Exit.incomplete.rawValue
    for table in FleetTable.allCases { tables[table] = "" }
  }

  /// The place of one row's file: nothing of the repository's name is left in it.
  static func folder(of repository: String) -> String {
    "repository=" + Digest.sha256(Array(repository.utf8)).prefix(16)
  }

  private mutating func scan() throws {
    guard let revision = line.revision else {
      row.problems.append("it has no commit")
      return
    }
    var scan = ScanRequest()
    (scan.repository, scan.revision) = (line.git, revision)
    scan.rules = request.rules
    (scan.now, scan.jobs) = (request.now, request.threads)
    scan.readsConfiguration = request.readsConfiguration
    // An organisation looks at what a team lives with.
    scan.readsBaseline = false
    scan.readsHistory = true
    let done = try ScanPipeline(request: scan).run()
    envelope = RowEnvelope(
      tool: Release.version, rulesDigest: done.ruleset.digest, repository: line.repository,
      revision: revision)
    digest = done.ruleset.digest
    tables[.findings] = try JSONReport.rows(done.report, envelope)
    tables[.credentials] = try CredentialRows.lines(
      Inventory(done.world, key: request.key), envelope)
    tables[.references] = try ReferenceRows.lines(done.world, envelope)
    tables[.images] = try ImageRows.lines(done.world, envelope)
    tables[.sources] = try SourceRows.lines(done.world, envelope)
    row.counts = done.report.counts
    row.findings = done.report.findings.count
    row.problems += done.report.notes.map { note in
      // Where a mirror is differs from machine to machine.
      note.message.replacing(line.git, with: line.repository)
    }
    row.problems += done.result.failures.map { "rule '\($0.rule.id)' failed: \($0.message)" }
    if done.isIncomplete, row.problems.isEmpty {
      row.problems.append("some of it could not be read: see unreadable-document, limit-reached")
    }
    row.exit =
      Exit.code(
        hasFailures: false, isIncomplete: done.isIncomplete || !done.result.failures.isEmpty,
        hasFindings: !done.report.findings.isEmpty
      ).rawValue
  }

  private mutating func readHistory() throws {
    guard line.revision != nil else { return }
    var history = HistoryRequest()
    (history.path, history.revision, history.since) = (line.git, line.revision, line.since)
    history.rules = request.rules
    (history.now, history.jobs, history.key) = (request.now, request.threads, request.key)
    history.readsConfiguration = request.readsConfiguration
    (history.state, history.stateName) = (request.state, Self.folder(of: line.repository))
    var report = try HistoryScan.run(history)
    report.origin = Report.Origin(name: line.repository, commit: line.revision)
    // One run, one digest: the rules about exposure are among those of the scan.
    report.rulesDigest = digest
    tables[.history] = try LeakFormat.jsonl.write(report)
    row.problems += (report.notes.map(\.message) + report.failures).map { "history: \($0)" }
    if report.isIncomplete || !report.failures.isEmpty { row.exit = Exit.incomplete.rawValue }
  }
}

/// Rows go to files that appear whole, or to standard output.
struct FleetOutput: Sendable {
  /// Nil for standard output.
  let folder: String?

  func write(_ scan: FleetScan, of line: PlanLine, seconds: Double) throws {
    guard let folder else { return }
    let place = FleetScan.folder(of: line.repository)
    let name = line.revision ?? "none"
    // The row that says "scanned" comes last.
    let order = FleetTable.allCases.filter { $0 != .scans } + [.scans]
    for table in order {
      let path = "\(folder)/v1/\(table.rawValue)/\(place)/\(name)"
      if table == .scans {
        let run: [String: JSON] = [
          "milliseconds": .integer(Int(seconds * 1_000)),
          "finished": .string(Timestamp(clamped: System.now).text),
        ]
        try OutputFile.createInFolder(path + ".run.json", try JSON.object(run).line())
      }
      try OutputFile.createInFolder(path + ".jsonl", scan.tables[table] ?? "")
    }
  }

  /// In the plan's order.
  func print(_ scan: FleetScan) {
    guard folder == nil else { return }
    for table in FleetTable.allCases { Console.write(scan.tables[table] ?? "") }
  }
}
