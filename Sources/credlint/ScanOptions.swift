internal import ArgumentParser
internal import CEL
internal import Credentials
internal import Graph
internal import Judging
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// What is read and how it is judged: the options of every command that scans.
struct ScanOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Files or folders, or - for standard input.", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @OptionGroup(title: "Rules") var rules: RuleOptions

  @Option(help: ArgumentHelp("Judge expiry as of this time (date or RFC 3339).", valueName: "time"))
  var now: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("How many files to read at a time.", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Where references may lead: 'none', or a folder. Default: the repository.",
      valueName: "context"),
    completion: .directory)
  var context: String?

  @Option(
    help: ArgumentHelp("Pass over paths that match (gitignore pattern).", valueName: "pattern"))
  var exclude: [String] = []

  @Flag(help: "Report on staged files, and read everything as it is staged.")
  var staged = false

  @Option(
    help: ArgumentHelp(
      "Report on what changed since the branch left this revision, and on what that concerns.",
      valueName: "revision"))
  var changedSince: String?

  @Option(
    help: ArgumentHelp(
      "Take standard input for this file, not for objects of a cluster.", valueName: "name"))
  var stdinFilename: String?

  @Option(
    help: ArgumentHelp(
      "Read this configuration instead of the repository's .credlint.yaml.", valueName: "file"),
    completion: .file())
  var config: String?

  @Flag(help: "Do not read .credlint.yaml.")
  var noConfig = false

  @Flag(help: "Report what comments and annotations suppress.")
  var noSuppressions = false

  @Option(
    help: ArgumentHelp(
      "Hide the findings of a baseline. Default: \(Baseline.fileName), if it is there.",
      valueName: "file"),
    completion: .file())
  var baseline: String?

  @Flag(help: "Report what the baseline hides.")
  var noBaseline = false

  /// Reads, joins and judges.
  ///
  /// - Parameters:
  ///   - contents: what counts instead of what is on the disk, by path.
  ///   - choose: the rules to run of those that are configured.
  func scan(
    failOn: Severity? = nil, replacing contents: [String: [UInt8]] = [:],
    choose: (Ruleset) -> Ruleset = { $0 }
  ) throws -> CompletedScan {
    guard (jobs ?? 1) > 0 else { throw UsageProblem("--jobs takes a number from 1") }
    guard !paths.contains("") else { throw UsageProblem("a path is empty") }
    let home = configurationRoot()
    let configuration = try readConfiguration(in: home)
    var plan = try Plan(rules, configuration, failOn: failOn)
    plan.ruleset = choose(plan.ruleset)
    let clock = try currentTime()
    let chosen = try chosenPaths(configuration, in: home)
    var discovery: FileDiscovery?
    let input = try readInput(
      plan, chosen, excluding: configuration.exclude.map(\.value),
      ruleFolders: configuration.rules.map(\.value), replacing: contents,
      &discovery)
    let graph = ResourceGraph(input.contents, declarations: plan.settings.declarations)
    var options = Scan.Options()
    options.honoursSuppressions = !noSuppressions
    options.threads = threads
    let namesRoot = names(home)
    options.isWhole = namesRoot && context != "none" && selectsEverything
    if let changes = discovery?.changes, changedSince != nil {
      let earlier = Reading.names(in: changes.earlier)
      options.alsoReported = graph.neighbours(of: changes.paths, names: earlier)
    }
    let world = Scan.world(of: graph, plan.ruleset, now: clock, settings: plan.settings)
    let result = Scan.run(
      plan.ruleset, in: world, options: options, knownRules: plan.knownRules)
    var scan = CompletedScan(
      result: result, world: world, input: input, folder: discovery?.folder,
      failOn: plan.failOn.value,
      report: report(result, input, graph, plan), ruleIDs: Set(plan.ruleset.ids),
      isWhole: namesRoot && selectsEverything
        && (!configuration.paths.isEmpty || graph.files.allSatisfy(\.file.isReported)))
    if !noBaseline, let known = try readBaseline(in: home) { scan.hide(known.baseline, known.name) }
    return scan
  }

  // MARK: Baseline

  /// The baseline that a scan of these paths uses: named, or in the folder of the configuration.
  func baselinePath(in root: String) -> String {
    baseline.map { Paths.absolute($0, base: System.currentDirectory) }
      ?? root + "/" + Baseline.fileName
  }

  /// Who does not trust the repository's suppressions or its configuration does not trust its
  /// baseline; one that is named counts.
  func readBaseline(in root: String) throws -> (baseline: Baseline, name: String)? {
    guard baseline != nil || !(noSuppressions || noConfig || paths.contains("-")) else {
      return nil
    }
    let path = baselinePath(in: root)
    let name = baseline ?? Baseline.fileName
    guard
      let bytes = try settingsFile(
        path, limit: 64 << 20, option: "--baseline", given: baseline, in: root)
    else { return nil }
    do {
      return (try Baseline(SourceFile(path: name, bytes: bytes)), name)
    } catch {
      try Problems.check([error])
      return nil
    }
  }

  /// The bytes of a configuration or a baseline, as it is staged if that is what is judged; nil when
  /// none was named and none is there.
  private func settingsFile(
    _ path: String, limit: Int, option: String, given: String?, in root: String
  ) throws -> [UInt8]? {
    if staged, given == nil, let name = Paths.relative(path, to: root) {
      // What git cannot tell, the scan itself says.
      guard Paths.repositoryRoot(of: root) == root,
        let repository = try? GitRepository(workTree: root)
      else { return nil }
      do {
        return try repository.staged(name, limit: limit)
      } catch {
        throw UsageProblem("'\(path)' cannot be read: \(error.message)")
      }
    }
    guard let given else { return try Self.settings(Paths.name(path), in: root, limit: limit) }
    guard Files.entry(path) != nil else {
      throw UsageProblem("\(option): '\(given)' is not there")
    }
    guard let bytes = try? Files.read(path, limit: limit) else {
      throw UsageProblem("'\(path)' cannot be read")
    }
    return bytes
  }

  /// A file that the repository itself brings: nothing outside of it.
  private static func settings(_ name: String, in root: String, limit: Int) throws -> [UInt8]? {
    guard let folder = try? Folder(root), folder.entry(named: name) != nil else { return nil }
    do {
      return try folder.read(name, limit: limit)
    } catch {
      let reason = if case .link = error { ": it is a link" } else { "" }
      throw UsageProblem("'\(root)/\(name)' cannot be read\(reason)")
    }
  }

  private var threads: Int { max(1, min(jobs ?? System.processorCount, 64)) }

  private func currentTime() throws -> Int64 {
    guard let now else { return System.now }
    guard let time = Timestamp(parsing: now, allowsBareDate: true) else {
      throw UsageProblem("--now takes a date such as 2026-01-31 or 2026-01-31T12:00:00Z")
    }
    return time.seconds
  }

  /// What was named; else what the configuration names, seen from its folder.
  private func chosenPaths(_ configuration: Configuration, in home: String) throws -> [String] {
    guard paths.isEmpty else { return paths }
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
    return (paths.isEmpty ? ["."] : paths).contains { Paths.absolute($0, base: base) == root }
  }

  /// The repository around the first path, or else its folder.
  func configurationRoot() -> String {
    let base = System.currentDirectory
    let first = paths.first { $0 != "-" }.map { Paths.absolute($0, base: base) } ?? base
    let directory = Files.isDirectory(first) ? first : Paths.parent(first)
    return Paths.repositoryRoot(of: directory) ?? directory
  }

  /// The configuration of the repository around the current folder, for commands that scan nothing.
  static func surroundingConfiguration() throws -> Configuration {
    let base = System.currentDirectory
    let root = Paths.repositoryRoot(of: base) ?? base
    let bytes = try settings(Configuration.fileName, in: root, limit: Configuration.maximumSize)
    guard let bytes else { return Configuration() }
    return try configuration(bytes, name: Configuration.fileName, home: root)
  }

  func readConfiguration(in root: String) throws -> Configuration {
    guard !noConfig else {
      guard config == nil else { throw UsageProblem("--config and --no-config exclude each other") }
      return Configuration()
    }
    let path =
      config.map { Paths.absolute($0, base: System.currentDirectory) }
      ?? root + "/" + Configuration.fileName
    guard
      let bytes = try settingsFile(
        path, limit: Configuration.maximumSize, option: "--config", given: config, in: root)
    else { return Configuration() }
    return try Self.configuration(
      bytes, name: config ?? Configuration.fileName, home: Paths.parent(path))
  }

  private static func configuration(
    _ bytes: [UInt8], name: String, home: String
  ) throws -> Configuration {
    var configuration = Configuration(path: name, bytes: bytes)
    configuration.rules = try configuration.rules.map { rules in
      let folder = rules.value
      // Who writes the configuration of a repository is not who may read the machine.
      let path = Paths.absolute(folder, base: home)
      guard let relative = Paths.relative(path, to: home),
        let opened = try? Folder(home).folder(relative)
      else {
        throw UsageProblem(
          "'rules: \(Redaction.scan(folder))' in \(name) is no folder of the repository"
        )
      }
      configuration.ruleFolders.append(opened)
      return Sourced(path, rules.source)
    }
    return configuration
  }

  private var selectsEverything: Bool { !staged && changedSince == nil }

  private func selection() throws -> FileDiscovery.Selection {
    guard !selectsEverything else { return .everything }
    guard changedSince == nil || !staged else {
      throw UsageProblem("--staged and --changed-since exclude each other")
    }
    guard context == nil, !paths.contains("-") else {
      throw UsageProblem("--staged and --changed-since are for the repository and its files")
    }
    return changedSince.map { .changed(since: $0) } ?? .staged
  }

  private func readInput(
    _ plan: Plan, _ paths: [String], excluding excluded: [String], ruleFolders: [String],
    replacing contents: [String: [UInt8]], _ discovery: inout FileDiscovery?
  ) throws -> ReadInput {
    let selection = try selection()
    var options = ManifestReader.Options()
    options.keepsEveryKind = plan.ruleset.rules.contains { $0.collection == "Resource" }
    if paths.contains("-") {
      guard paths.count == 1 else { throw UsageProblem("'-' cannot be combined with paths") }
      return Reading.readStandardInput(name: stdinFilename, options: options)
    }
    let choice: FileDiscovery.ContextChoice =
      switch context {
      case nil: .repository
      case "none"?: .none
      case let folder?: .directory(folder)
      }
    let fixtures = (rules.folders + ruleFolders).map { $0 + "/fixtures" }
    let found = try FileDiscovery(
      paths, context: choice, selection: selection, excluding: exclude + excluded,
      passingOver: fixtures)
    discovery = found
    return Reading.read(found, replacing: contents, options: options, threads: threads)
  }

  private func report(
    _ result: ScanResult, _ input: ReadInput, _ graph: ResourceGraph, _ plan: Plan
  ) -> Report {
    var counts = input.counts
    counts.suppressed = result.suppressedCount
    counts.unjudged = result.unjudgedCredentials
    counts.credentials = graph.credentials.count
    return Report(
      findings: result.findings, rules: plan.ruleset.rules, failures: result.failures,
      notes: input.notes, counts: counts, masks: Masks(graph), version: Credlint.version)
  }
}

/// A scan that has been judged, and what is needed to tell of it.
struct CompletedScan {
  let result: ScanResult
  let world: World
  let input: ReadInput
  /// The folder that paths of the report are relative to; nil for standard input.
  let folder: Folder?
  let failOn: Severity
  /// Without what a baseline hides.
  private(set) var report: Report
  let ruleIDs: Set<String>
  /// Every file of the repository is reported on, so that what is missing is gone.
  let isWhole: Bool

  mutating func hide(_ baseline: Baseline, _ name: String) {
    let shown = baseline.hiding(report.findings)
    report.counts.baselined = report.findings.count - shown.count
    let stale = isWhole ? baseline.stale(for: report.findings, rules: ruleIDs).count : 0
    report.findings = shown
    guard stale > 0 else { return }
    let entries = stale == 1 ? "1 entry matches" : "\(stale) entries match"
    report.notes.append(
      Report.Note(
        path: name,
        message: "\(name): \(entries) no finding; 'credlint baseline prune' removes what is stale"))
  }

  /// What was not read, and rules that did not run to their end.
  func writeFailures() {
    for note in report.notes { Console.tell("credlint: \(note.message)") }
    for failure in result.failures {
      let about: Message = failure.subject.isEmpty ? "" : " on \(failure.subject)"
      Console.tell(
        Problems.text("rule '\(failure.rule.id)' failed\(about): \(failure.message)", failure.place)
      )
      if let place = failure.subjectPlace {
        Console.tell("  while it looked at \(at: place)")
      }
    }
  }
}
