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
    if let name = request.standardInputName {
      return try overlaying(name).run(failOn: failOn, replacing: contents, choose: choose)
    }
    guard (request.jobs ?? 1) > 0 else { throw UsageProblem("--jobs takes a number from 1") }
    guard !request.paths.contains("") else { throw UsageProblem("a path is empty") }
    let home = request.configurationRoot()
    let configuration = try request.readConfiguration(in: home)
    var plan = try Plan(request.rules, configuration, failOn: failOn)
    plan.ruleset = choose(plan.ruleset)
    let clock = try Self.time(request.now).seconds
    let chosen = try chosenPaths(configuration, in: home)
    var discovery: FileDiscovery?
    var input = try readInput(
      plan, chosen, configuration, replacing: contents, &discovery)
    if request.readsConfiguration {
      input.notes += ConfigurationDoubts.notes(
        configuration, plan.everyRule.scopes, root: home,
        files: discovery?.candidates.map(\.shown) ?? [])
    }
    let graph = ResourceGraph(input.contents, declarations: plan.settings.declarations)
    var options = RuleRun.Options()
    options.honoursSuppressions = request.honoursSuppressions
    options.threads = threads
    let namesRoot = names(home)
    options.isWhole = namesRoot && request.context != "none" && request.selectsEverything
    var settings = settings(plan, discovery, graph, replacing: contents, &options)
    settings.verified = request.answers
    let world = RuleRun.world(of: graph, plan.ruleset, now: clock, settings: settings)
    var result = RuleRun.run(
      plan.ruleset, in: world, options: options, knownRules: plan.knownRules)
    if let key = request.key { result.nameValues(in: graph, by: key) }
    var scan = CompletedScan(
      result: result, world: world, input: input, folder: discovery?.folder,
      failOn: plan.failOn.value,
      report: report(result, input, graph, plan), ruleset: plan.ruleset,
      isWhole: namesRoot && request.selectsEverything
        && (!configuration.paths.isEmpty || graph.files.allSatisfy(\.file.isReported)),
      acceptedProblems: Set(
        CompletedScan.rulesOfBrokenDocuments.filter { plan.ignores($0.value) }.keys))
    if request.readsBaseline, let known = try request.readBaseline(in: home) {
      scan.hide(known.baseline, known.name)
    }
    return scan
  }

  /// The same for a file, with standard input in its place.
  private func overlaying(_ name: String) throws -> ScanPipeline {
    guard request.paths == ["-"] else {
      throw UsageProblem("--stdin-filename goes with '-' for standard input")
    }
    var request = request
    request.standardInputName = nil
    request.paths = [name]
    do {
      request.overlay = try Files.readStandardInput(limit: InputReader.maximumFileSize)
    } catch {
      throw UsageProblem("standard input cannot be read")
    }
    return ScanPipeline(request: request)
  }

  /// What rules see beside what was read: what changed files held, and where values stand again.
  private func settings(
    _ plan: Plan, _ discovery: FileDiscovery?, _ graph: ResourceGraph,
    replacing contents: [String: [UInt8]], _ options: inout RuleRun.Options
  ) -> Settings {
    var settings = plan.settings
    guard let discovery else { return settings }
    settings.owners = request.owners.map(CodeOwners.init) ?? discovery.owners()
    if request.readsHistory {
      settings.cipherAges = CipherAges.read(graph, in: discovery.root, at: request.revision)
    }
    var selected = Set(graph.files.filter(\.file.isReported).map(\.file.path))
    let isPart = selected.count < graph.files.count
    if let changes = discovery.changes {
      selected.formUnion(changes.paths)
      settings.earlierSecrets = ResourceGraph.earlierSecrets(
        in: InputReader.earlier(changes.earlier))
    }
    if isPart || discovery.changes != nil {
      options.alsoReported = graph.files(
        concernedBy: selected, earlier: settings.earlierSecrets)
    }
    let searches = TextSearches(
      values: ValueSearch(graph),
      names: plan.ruleset.asksForEveryName ? NameSearch(graph) : nil)
    let found = searches.find(
      in: discovery, known: graph.files, replacing: replaced(contents, discovery),
      threads: threads)
    (settings.copies, settings.namesElsewhere) = (found.copies, found.names)
    return settings
  }

  /// The contents with standard input in its file's place.
  private func replaced(
    _ contents: [String: [UInt8]], _ discovery: FileDiscovery
  ) -> [String: [UInt8]] {
    guard let overlay = request.overlay, let name = request.paths.first else { return contents }
    var contents = contents
    contents[discovery.shown(named: name)] = overlay
    return contents
  }

  private var threads: Int { max(1, min(request.jobs ?? System.processorCount, 64)) }

  /// - Parameter text: as `--now` takes it; nil for the clock's.
  static func time(_ text: String?) throws -> Timestamp {
    guard let text else { return Timestamp(clamped: System.now) }
    guard let time = Timestamp(parsing: text, allowsBareDate: true) else {
      throw UsageProblem("--now takes a date such as 2026-01-31 or 2026-01-31T12:00:00Z")
    }
    return time
  }

  /// What was named; else what the configuration names, seen from its folder.
  private func chosenPaths(_ configuration: Configuration, in home: String) throws -> [String] {
    if request.repository != nil {
      return configuration.paths.isEmpty
        ? [home] : configuration.paths.map { Paths.absolute($0.value, base: home) }
    }
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
    if let revision = request.revision { return .revision(revision) }
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
    _ plan: Plan, _ paths: [String], _ configuration: Configuration,
    replacing contents: [String: [UInt8]], _ discovery: inout FileDiscovery?
  ) throws -> ReadInput {
    var options = ManifestReader.Options()
    options.keepsEveryKind = plan.ruleset.rules.contains { $0.collection == "Resource" }
    let selection = try selection()
    if paths.contains("-") {
      guard paths.count == 1 else { throw UsageProblem("'-' cannot be combined with paths") }
      return InputReader.readStandardInput(options: options)
    }
    var question = FileDiscovery.Question(paths: paths, selection: selection)
    question.repository = request.repository
    switch request.context {
    case nil: question.context = .repository
    case "none"?: question.context = .none
    case let folder?: question.context = .directory(folder)
    }
    question.excluded = configuration.exclude.map(\.value) + request.excluded
    question.included = configuration.include.map(\.value) + request.included
    question.fixtures = (request.rules.folders + configuration.rules.map(\.value)).map {
      $0 + "/fixtures"
    }
    question.listsEverything = request.listsFiles
    question.overlaid = request.overlay.flatMap { _ in paths.first }
    let found = try FileDiscovery(question)
    discovery = found
    return InputReader.read(
      found, replacing: replaced(contents, found), options: options, threads: threads)
  }

  /// How many files a part of the repository is; empty for all of it.
  private func selectionLine(_ count: Int) -> String {
    let files = count == 1 ? "1 file" : "\(count) files"
    if request.isStaged { return "\(files) staged" }
    return request.changedSince.map { "\(files) changed since \($0)" } ?? ""
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
    report.files = input.files
    report.persona = plan.persona.value
    report.selection = selectionLine(input.files.count)
    report.rulePages = plan.rulePages?.value
    return report
  }
}
