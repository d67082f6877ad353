internal import CEL
internal import Credentials
internal import Encodings
internal import History
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// What is asked of a history.
struct HistoryRequest {
  /// A repository, with a work tree or without one.
  var path = "."
  var rules = RuleSelection()
  /// A date or RFC 3339; nil for the clock's.
  var now: String?
  var jobs: Int?
  /// A revision, or a date: what was before is left out.
  var since: String?
  var maximumBlobs: Int?
  /// In bytes: what is larger is seldom written by hand.
  var maximumSize = 1 << 20
  /// The commit that counts as what is checked out; nil for the repository's own.
  var revision: String?
  /// The folder that keeps what a run found; nil for none.
  var state: String?
  /// What the state is called in the folder; nil for a name made of the path.
  var stateName: String?
  var key: JoinKey?
  var excluded: [String] = []
  var included: [String] = []
  /// A configuration in place of the repository's own.
  var configuration: String?
  var readsConfiguration = true
  var honoursSuppressions = true
}

/// Every content that a repository's files ever had, judged once.
struct HistoryScan {
  private let request: HistoryRequest
  private let repository: GitRepository
  private let plan: Plan
  private let now: Timestamp
  private let isWanted: @Sendable (String) -> Bool
  private var ledger: HistoryLedger
  private var counts = HistoryState.Counts()
  private var notes: [Report.Note] = []
  private var failures: Set<String> = []
  private var isIncomplete = false

  /// Paths at ends of branches and tags that are looked at for what still stands there.
  private static let maximumLookups = 200_000

  static func run(_ request: HistoryRequest) throws -> LeakReport {
    let path = Paths.absolute(request.path, base: System.currentDirectory)
    let root = Paths.repositoryRoot(of: path) ?? path
    do {
      var scan = try HistoryScan(request, GitRepository(named: root), root)
      return try scan.report(named: Paths.name(root))
    } catch let problem as GitProblem {
      guard Files.isDirectory(root) else {
        throw UsageProblem("'\(request.path)' is no folder with a repository of git")
      }
      var report = LeakReport(version: Release.version)
      report.notes = [Report.Note(path: "", message: "git cannot be asked: \(problem.message)")]
      report.isIncomplete = true
      return report
    }
  }

  private init(_ request: HistoryRequest, _ repository: GitRepository, _ root: String) throws {
    self.request = request
    self.repository = repository
    guard (request.jobs ?? 1) > 0 else { throw UsageProblem("--jobs takes a number from 1") }
    now = try ScanPipeline.time(request.now)
    let configuration = try Self.configuration(request, repository, root)
    var plan = try Plan(request.rules, configuration, failOn: nil)
    plan.ruleset.rules.removeAll { !$0.tags.contains("exposure") }
    self.plan = plan
    let excluded = IgnorePatterns(configuration.exclude.map(\.value) + request.excluded)
    let vendored = VendoredFolders(
      including: configuration.include.map(\.value) + request.included)
    isWanted = { path in
      let name = Paths.name(path)
      return KnownFiles.isWanted(name) && !FileKind.isLock(name) && !vendored.isVendored(path)
        && !excluded.cover(path)
    }
    ledger = HistoryLedger(key: request.key)
  }

  /// Of a repository without a work tree, what a commit holds.
  private static func configuration(
    _ request: HistoryRequest, _ repository: GitRepository, _ root: String
  ) throws -> Configuration {
    var scan = ScanRequest()
    scan.configuration = request.configuration
    scan.readsConfiguration = request.readsConfiguration
    if repository.isBare { (scan.repository, scan.revision) = (root, request.revision) }
    return try scan.readConfiguration(in: root)
  }

  private var threads: Int { max(1, min(request.jobs ?? System.processorCount, 64)) }

  // MARK: Reading

  private mutating func report(named name: String) throws -> LeakReport {
    let tips = try repository.tips()
    let head = try self.head(tips)
    let known = readState()
    if let known, known.judge == judgeName, known.isComplete, known.tips == Self.texts(tips),
      known.head == head?.text
    {
      ledger = HistoryLedger(known: known.credentials, key: request.key)
      counts = known.counts
    } else {
      try read(tips, head, after: known)
    }
    noteGaps(tips)
    var report = LeakReport(version: Release.version)
    report.credentials = ledger.credentials.map(\.redacted).sorted {
      LeakedCredential.byImportance($0, $1, at: now)
    }
    report.rules = plan.ruleset.rules
    report.rulesDigest = plan.ruleset.digest
    report.rulePages = plan.rulePages?.value
    report.counts = counts
    report.notes = notes
    report.isIncomplete = isIncomplete
    report.failures = failures.sorted()
    report.now = now
    report.failOn = plan.failOn.value
    report.origin = Report.Origin(name: name, commit: head?.text)
    report.isPartial = request.since != nil
    report.joinEpoch = request.key?.epoch
    return report
  }

  private func head(_ tips: GitRepository.Tips) throws -> GitObjectID? {
    guard let revision = request.revision else { return tips.head }
    guard let id = GitObjectID(revision) else {
      throw UsageProblem("'\(revision)' is no id of a commit")
    }
    return id
  }

  private static func texts(_ tips: GitRepository.Tips) -> [String] {
    (tips.commits + tips.trees + tips.blobs).map(\.text).sorted()
  }

  private mutating func read(
    _ tips: GitRepository.Tips, _ head: GitObjectID?, after known: HistoryState?
  ) throws {
    let old = known?.tips.compactMap { GitObjectID($0) } ?? []
    // Where something was taken away, what still stands is read again.
    let isComplete = known.map { $0.isComplete && $0.judge == judgeName } ?? false
    let isFurther = try isComplete && repository.isHistory(old, of: tips.commits)
    ledger = HistoryLedger(known: known?.credentials ?? [], key: request.key)
    if isFurther { counts = known?.counts ?? counts } else { ledger.restart() }
    var question = GitRepository.LogQuestion(isWanted)
    question.tips = tips.commits + [head].compactMap(\.self)
    question.known = isFurther ? old : []
    try bound(&question)
    let log = try repository.log(question)
    counts.commits += log.commits.count
    try identifyKnown()
    try judge(try contents(of: log, tips))
    ledger.settle(log, isWhole: !isFurther)
    try place(head, tips)
    try writeState(tips, head)
  }

  private func bound(_ question: inout GitRepository.LogQuestion) throws {
    guard let since = request.since else { return }
    if let time = Timestamp(parsing: since, allowsBareDate: true) {
      question.since = time.seconds
    } else if !since.hasPrefix("-"), let id = try repository.commitID(since) {
      question.known.append(id)
    } else {
      throw UsageProblem("--since: '\(since)' is no revision of the repository and no date")
    }
  }

  /// What files held under which paths, the newest first; each path once where others read alike.
  private func contents(
    of log: GitLog, _ tips: GitRepository.Tips
  ) throws -> [(blob: GitObjectID, paths: [String])] {
    var order: [GitObjectID] = []
    var paths: [GitObjectID: [String]] = [:]
    func add(_ blob: GitObjectID, _ path: String) {
      if paths[blob] == nil { order.append(blob) }
      if paths[blob]?.contains(path) != true { paths[blob, default: []].append(path) }
    }
    for change in log.changes {
      guard let after = change.after else { continue }
      add(log.blobs[Int(after)], log.paths[Int(change.path)])
    }
    for tree in tips.trees {
      for file in try repository.files(of: tree) where isWanted(file.path) {
        add(file.blob, file.path)
      }
    }
    // A tag that leads to a file says nothing of its name.
    for blob in tips.blobs { add(blob, "tagged.yaml") }
    return order.map { ($0, Self.distinct(paths[$0] ?? [])) }
  }

  private static func distinct(_ paths: [String]) -> [String] {
    guard paths.count > 1 else { return paths }
    var seen: Set<BlobJudge.PathClass> = []
    return paths.filter { seen.insert(BlobJudge.PathClass($0)).inserted }
  }

  private func judge(isChart: @escaping @Sendable (String) -> Bool) -> BlobJudge {
    var options = BlobJudge.Options()
    options.settings = plan.settings
    options.now = now
    options.honoursSuppressions = request.honoursSuppressions
    options.isChart = isChart
    return BlobJudge(plan.ruleset, options: options)
  }

  private mutating func judge(_ contents: [(blob: GitObjectID, paths: [String])]) throws {
    var contents = contents
    if let maximum = request.maximumBlobs, contents.count > maximum {
      note("\(contents.count - maximum) contents are left out by --max-blobs")
      contents = Array(contents.prefix(maximum))
    }
    let charts = Set(
      contents.flatMap(\.paths).filter { Paths.name($0).hasPrefix("Chart.y") }.map(Paths.parent))
    let judge = judge { charts.contains($0.isEmpty ? "/" : $0) }
    let paths = Dictionary(contents.map { ($0.blob, $0.paths) }, uniquingKeysWith: { $1 })
    let reader = try GitContents(
      contents.map(\.blob), of: repository, limit: request.maximumSize)
    let progress = Progress(total: contents.count)
    let batches = Ahead { reader.next() }
    while let batch = batches.next() {
      let verdicts = Parallel.map(batch, threads: threads) { content in
        defer { progress.advance() }
        return (paths[content.id] ?? []).map { ($0, judge.judge(content.bytes, path: $0)) }
      }
      for (content, verdicts) in zip(batch, verdicts) {
        counts.contents += 1
        counts.bytes += content.bytes.count
        if verdicts.contains(where: \.1.isPartlyRead) { counts.partlyRead += 1 }
        for (path, verdict) in verdicts {
          failures.formUnion(verdict.failures)
          ledger.add(verdict.exposures, in: content.id, at: path)
        }
      }
    }
    progress.finish()
    counts.oversized += reader.oversized
    if reader.missing > 0 {
      note(
        "\(reader.missing.counted("content")) could not be read: git lacks what a partial clone left out, or it is forged"
      )
    }
  }

  /// What an earlier run found is known by where it stands: no state holds what it is.
  private mutating func identifyKnown() throws {
    let sightings = Dictionary(
      ledger.credentials.map { ($0.sighting.blob, $0.sighting.path) }, uniquingKeysWith: { $1 })
    guard !sightings.isEmpty else { return }
    let ids = sightings.keys.sorted().compactMap { GitObjectID($0) }
    let reader = try GitContents(ids, of: repository, limit: request.maximumSize)
    let judge = judge { _ in true }
    while let batch = reader.next() {
      for content in batch {
        guard let path = sightings[content.id.text] else { continue }
        ledger.identify(judge.judge(content.bytes, path: path).exposures, in: content.id.text)
      }
    }
  }

  // MARK: What still stands

  private mutating func place(_ head: GitObjectID?, _ tips: GitRepository.Tips) throws {
    let blobs = Set(try head.map { try repository.files(of: $0).map(\.blob) } ?? [])
    ledger.place(head: blobs)
    let paths = ledger.pathsBesideHead
    guard !paths.isEmpty else { return }
    let ends = try repository.ends().filter { $0.id != head }
      .prefix(Self.maximumLookups / paths.count)
    let held = try repository.contents(of: paths, in: ends.map(\.id))
    ledger.place(ends: zip(ends, held).map { end, blobs in (end.name, blobs.union([end.id])) })
  }

  private mutating func note(_ message: String) {
    notes.append(Report.Note(path: "", message: message))
    isIncomplete = true
  }

  private mutating func noteGaps(_ tips: GitRepository.Tips) {
    if repository.isShallow {
      note("the clone is shallow: what was before is not here; 'git fetch --unshallow' brings it")
    }
    if tips.missing > 0 {
      note("\(tips.missing.counted("name")) of the repository lead to nothing that is here")
    }
  }

  // MARK: State

  private var statePath: String? {
    request.state.map { folder in
      let name =
        request.stateName ?? Fingerprint.hash([Files.resolved(request.path) ?? request.path])
      return Paths.absolute(folder, base: System.currentDirectory) + "/" + name + ".json"
    }
  }

  /// Whatever changes what is found begins anew.
  private var judgeName: String {
    Fingerprint.hash(
      [Release.version, plan.ruleset.digest, request.key?.epoch ?? "", request.since ?? ""]
        + request.excluded + request.included
        + ["\(request.honoursSuppressions) \(request.maximumBlobs ?? -1) \(request.maximumSize)"])
  }

  /// What other rules have found is read again, but for what no name leads to any more.
  private func readState() -> HistoryState? {
    guard let statePath, let bytes = try? Files.read(statePath, limit: 256 << 20) else {
      return nil
    }
    return HistoryState(bytes)
  }

  private func writeState(_ tips: GitRepository.Tips, _ head: GitObjectID?) throws {
    guard let statePath else { return }
    let state = HistoryState(
      judge: judgeName, tips: Self.texts(tips), head: head?.text, isComplete: !isIncomplete,
      credentials: ledger.credentials, counts: counts)
    try OutputFile.createInFolder(statePath, try state.text())
  }
}
