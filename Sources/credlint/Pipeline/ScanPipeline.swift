internal import CEL
internal import Credentials
internal import Graph
internal import Judging
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// From files to a judged report: read, join, judge, hide what was accepted.
struct ScanPipeline {
  let request: ScanRequest

  /// Reads, joins and judges.
  ///
  /// - Parameters:
  ///   - contents: what counts instead of what is on the disk, by path.
  ///   - choose: the rules to run of those that are configured.
  func run(
    failOn: Severity? = nil, replacing contents: [String: [UInt8]] = [:],
    choose: (Ruleset) -> Ruleset = { $0 }
  ) throws -> CompletedScan {
    guard (request.jobs ?? 1) > 0 else { throw UsageProblem("--jobs takes a number from 1") }
    guard !request.paths.contains("") else { throw UsageProblem("a path is empty") }
    let home = request.configurationRoot()
    let configuration = try request.readConfiguration(in: home)
    var plan = try Plan(request.rules, configuration, failOn: failOn)
    plan.ruleset = choose(plan.ruleset)
    let clock = try currentTime()
    let chosen = try chosenPaths(configuration, in: home)
    var discovery: FileDiscovery?
    let input = try readInput(
      plan, chosen, excluding: configuration.exclude.map(\.value),
      including: configuration.include.map(\.value),
      ruleFolders: configuration.rules.map(\.value), replacing: contents,
      &discovery)
    let graph = ResourceGraph(input.contents, declarations: plan.settings.declarations)
    var options = RuleRun.Options()
    options.honoursSuppressions = request.honoursSuppressions
    options.threads = threads
    let namesRoot = names(home)
    options.isWhole = namesRoot && request.context != "none" && request.selectsEverything
    let settings = settings(plan, discovery, graph, replacing: contents, &options)
    let world = RuleRun.world(of: graph, plan.ruleset, now: clock, settings: settings)
    let result = RuleRun.run(
      plan.ruleset, in: world, options: options, knownRules: plan.knownRules)
    var scan = CompletedScan(
      result: result, world: world, input: input, folder: discovery?.folder,
      failOn: plan.failOn.value,
      report: report(result, input, graph, plan), ruleIDs: Set(plan.ruleset.ids),
      isWhole: namesRoot && request.selectsEverything
        && (!configuration.paths.isEmpty || graph.files.allSatisfy(\.file.isReported)))
    if request.readsBaseline, let known = try request.readBaseline(in: home) {
      scan.hide(known.baseline, known.name)
    }
    return scan
  }

  /// What rules see beside what was read: what changed files held, and where values stand again.
  private func settings(
    _ plan: Plan, _ discovery: FileDiscovery?, _ graph: ResourceGraph,
    replacing contents: [String: [UInt8]], _ options: inout RuleRun.Options
  ) -> Settings {
    var settings = plan.settings
    guard let discovery else { return settings }
    if let changes = discovery.changes {
      let earlier = InputReader.earlier(changes.earlier)
      settings.earlierSecrets = ResourceGraph.earlierSecrets(in: earlier)
      options.alsoReported = concerned(by: changes, earlier, settings, graph)
    }
    settings.copies = ValueCopyReader.copies(
      of: ValueSearch(graph), in: discovery, replacing: contents, threads: threads)
    return settings
  }

  /// Files to report on beside the changed ones. A commit is to be judged for itself: of what stands
  /// around it, only what it breaks.
  private func concerned(
    by changes: GitChanges, _ earlier: [FileContent], _ settings: Settings, _ graph: ResourceGraph
  ) -> Set<String> {
    guard request.changedSince != nil else { return graph.filesNaming(settings.earlierSecrets) }
    return graph.affectedFiles(by: changes.paths, names: ResourceGraph.names(in: earlier))
  }

  private var threads: Int { max(1, min(request.jobs ?? System.processorCount, 64)) }

  private func currentTime() throws -> Int64 {
    guard let now = request.now else { return System.now }
    guard let time = Timestamp(parsing: now, allowsBareDate: true) else {
      throw UsageProblem("--now takes a date such as 2026-01-31 or 2026-01-31T12:00:00Z")
    }
    return time.seconds
  }

  /// What was named; else what the configuration names, seen from its folder.
  private func chosenPaths(_ configuration: Configuration, in home: String) throws -> [String] {
    guard request.paths.isEmpty else { return request.paths }
    guard !configuration.paths.isEmpty, names(home) else { return ["."] }
    return try configuration.paths.map { path in
      let place = Paths.absolute(path.value, base: home)
      if let relative = Paths.relative(place, to: home),
        relative.isEmpty || (try? Folder(home))?.entry(relative) != nil
      {
        return place
      }
      guard case .file(let written) = path.source else { return place }
      try Problems.check([
        PolicyProblem(
          message: "'\(Redaction.scan(path.value))' is not in the repository", place: written)
      ])
      return place
    }
  }

  private func names(_ root: String) -> Bool {
    let base = System.currentDirectory
    return (request.paths.isEmpty ? ["."] : request.paths).contains {
      Paths.absolute($0, base: base) == root
    }
  }

  private func selection() throws -> FileDiscovery.Selection {
    guard !request.selectsEverything else { return .everything }
    guard request.changedSince == nil || !request.isStaged else {
      throw UsageProblem("--staged and --changed-since exclude each other")
    }
    guard request.context == nil, !request.paths.contains("-") else {
      throw UsageProblem("--staged and --changed-since are for the repository and its files")
    }
    return request.changedSince.map { .changed(since: $0) } ?? .staged
  }

  private func readInput(
    _ plan: Plan, _ paths: [String], excluding excluded: [String], including included: [String],
    ruleFolders: [String], replacing contents: [String: [UInt8]], _ discovery: inout FileDiscovery?
  ) throws -> ReadInput {
    let selection = try selection()
    var options = ManifestReader.Options()
    options.keepsEveryKind = plan.ruleset.rules.contains { $0.collection == "Resource" }
    if paths.contains("-") {
      guard paths.count == 1 else { throw UsageProblem("'-' cannot be combined with paths") }
      return InputReader.readStandardInput(name: request.standardInputName, options: options)
    }
    let choice: FileDiscovery.ContextChoice =
      switch request.context {
      case nil: .repository
      case "none"?: .none
      case let folder?: .directory(folder)
      }
    let fixtures = (request.rules.folders + ruleFolders).map { $0 + "/fixtures" }
    let found = try FileDiscovery(
      paths, context: choice, selection: selection, excluding: request.excluded + excluded,
      including: request.included + included, passingOver: fixtures)
    discovery = found
    return InputReader.read(found, replacing: contents, options: options, threads: threads)
  }

  private func report(
    _ result: ScanResult, _ input: ReadInput, _ graph: ResourceGraph, _ plan: Plan
  ) -> Report {
    var counts = input.counts
    counts.suppressed = result.suppressedCount
    counts.unjudged = result.unjudgedCredentials
    counts.credentials = graph.credentials.count
    var report = Report(
      findings: result.findings, rules: plan.ruleset.rules, failures: result.failures,
      notes: input.notes, counts: counts, masks: Masks(graph), version: Release.version)
    report.leftOutFolders = input.leftOutFolders
    return report
  }
}
