internal import CEL
internal import Checks
internal import Credentials
internal import Dispatch
package import Graph
internal import Manifests
package import Rules
internal import YAMLTree

/// The judgement of a whole run.
package struct ScanResult: Sendable {
  /// In their total order, without what was suppressed or superseded.
  package internal(set) var findings: [Finding] = []
  package internal(set) var failures: [RuleFailure] = []
  package internal(set) var suppressedCount = 0
  package internal(set) var held: [String: Int] = [:]
  /// Some rule found more in a file than is told.
  package internal(set) var isCut = false
  /// Credentials whose scopes or expiry nothing tells.
  package internal(set) var unjudgedCredentials = 0
}

extension ScanResult {
  /// `path:line: rule` of every finding.
  package var positions: [String] {
    findings.map { finding in
      let line = LineTable(finding.place.file).line(of: finding.place.range.lowerBound)
      return "\(finding.place.file.path):\(line): \(finding.rule.id)"
    }
  }
}

/// Evaluates rules over a graph and settles what they found.
package enum RuleRun {
  /// How a run treats suppressions, which files it reports on, and on how many threads.
  package struct Options: Sendable {
    package var honoursSuppressions = true
    /// Everything is read, so that what the configuration suppresses in vain can be told.
    package var isWhole = false
    /// Files to report on beside those that were read for it.
    package var alsoReported: Set<String> = []
    /// How many rules run at a time.
    package var threads = 1

    package init() {}
  }

  /// Judges everything that was read.
  package static func run(
    _ ruleset: Ruleset, over graph: ResourceGraph, now seconds: Int64, settings: Settings,
    options: Options = Options(), knownRules: RuleNames? = nil
  ) -> ScanResult {
    let world = world(of: graph, ruleset, now: seconds, settings: settings)
    return run(
      ruleset, in: world, options: options, knownRules: knownRules ?? RuleNames(ruleset))
  }

  /// What the rules of a run see.
  package static func world(
    of graph: ResourceGraph, _ ruleset: Ruleset, now seconds: Int64, settings: Settings
  ) -> RuleContext {
    var scopes = ruleset.scopes
    scopes.overrides = settings.scopes
    return RuleContext(
      graph: graph, now: Timestamp(seconds: seconds) ?? Timestamp.epoch, scopes: scopes,
      settings: settings)
  }

  /// Judges everything that was read.
  package static func run(
    _ ruleset: Ruleset, in world: RuleContext, options: Options, knownRules: RuleNames
  ) -> ScanResult {
    let (graph, settings, now) = (world.graph, world.settings, world.now)
    var reported = Set(
      graph.files.flatMap { content in
        content.file.isReported
          ? [content.file.path] + content.resources.flatMap(\.attachments.keys) : []
      })
    reported.formUnion(options.alsoReported)
    if options.isWhole { reported.formUnion(settings.suppressions.map(\.place.file.path)) }
    let rules = ruleset.rules.filter { $0.collection != "Suppression" }
    var outcome = evaluate(rules, world, reported, threads: options.threads)
    let cuts = cuts(outcome, in: graph)
    if !cuts.isEmpty {
      let rules = ruleset.rules.filter { $0.collection == "Problem" }
      outcome.add(evaluate(rules, world.with(cuts), reported, threads: 1))
    }
    outcome.findings = settle(outcome.findings)
    var result = ScanResult(failures: outcome.failures, held: outcome.held)
    result.isCut = cuts.contains(where: \.file.isReported)
    guard options.honoursSuppressions else {
      result.findings = outcome.findings
      return finish(result, world)
    }
    let suppressions = SuppressionReader.suppressions(in: graph) + settings.suppressions
    let (kept, used) = apply(
      suppressions, to: outcome.findings, at: now, except: settings.governance.forbidden)
    let running = Set(rules.map(\.id))
    var hints = RuleHints(knownRules)
    let settled = zip(suppressions, used).map { suppression, isUsed in
      suppression.settled(
        verdict(
          on: suppression, isUsed: isUsed, settings.governance, known: knownRules,
          running: running, &hints))
    }
    result.suppressedCount = outcome.findings.count - kept.count
    let second = evaluate(
      ruleset.rules.filter { $0.collection == "Suppression" }, world.with(settled), reported,
      threads: 1)
    result.failures += second.failures
    result.held.merge(second.held, uniquingKeysWith: +)
    result.findings = settle(kept + second.findings)
    return finish(result, world)
  }

  /// Silence about what a rule found beyond its limit would look like "nothing else found".
  private static func cuts(_ outcome: Outcome, in graph: ResourceGraph) -> [ContentProblem] {
    guard !outcome.cuts.isEmpty else { return [] }
    let files = Dictionary(
      graph.files.map { (ObjectIdentifier($0.file.source), $0.file) },
      uniquingKeysWith: { first, _ in first })
    return outcome.cuts.compactMap { cut in
      guard let file = files[ObjectIdentifier(cut.file)] else { return nil }
      let size = cut.file.bytes.count
      return ContentProblem(
        kind: .limit,
        message:
          "file has more than \(Limits.findings(inFileOf: size)) findings of '\(cut.rule)'; the rest is not told",
        place: Place(file: cut.file, range: 0..<min(1, size)), file: file, resource: "")
    }
  }

  private static func finish(_ result: ScanResult, _ world: RuleContext) -> ScanResult {
    var result = result
    let graph = world.graph
    result.findings = result.findings.filter(\.isReported)
    if !result.findings.isEmpty {
      var objects = FindingObjects(world, for: result.findings)
      for index in result.findings.indices { objects.place(&result.findings[index]) }
    }
    result.unjudgedCredentials = graph.credentials.count { credential in
      let hasEnd = CredentialFacts.end(of: credential) != nil || credential.declaredRotation != nil
      return !credential.isPlaceholder && CredentialProviders.isOpaque(credential)
        && !credential.secret.isFilledElsewhere && (credential.scopes.isEmpty || !hasEnd)
    }
    return result
  }

  /// Collections are judged side by side; each rule has its own outcome, so no order depends on
  /// scheduling.
  private static func evaluate(
    _ rules: [Rule], _ world: RuleContext, _ reported: Set<String>, threads: Int
  ) -> Outcome {
    // To start a thread takes longer than to judge a few resources.
    let threads = world.graph.resources.count < 16 ? 1 : threads
    let groups = Dictionary(grouping: rules, by: \.collection).sorted { $0.key < $1.key }
      .map(\.value)
    let rows = Parallel.map(groups, threads: threads) { group in
      FactCollection.byName[group[0].collection]?.rows?(world)
    }
    let shares = zip(groups, rows).enumerated().flatMap { position, group in
      group.1.map { share(group.0, of: $0, at: position, among: threads) } ?? []
    }
    // What takes longest comes first, so that no thread has it to itself in the end.
    defer { world.end() }
    let outcomes = Parallel.map(shares.sorted { $0.weight > $1.weight }, threads: threads) {
      (share: $0, outcomes: $0.evaluate(world, reported))
    }
    let parts = Dictionary(grouping: outcomes, by: \.share.position)
    return parts.sorted { $0.key < $1.key }.reduce(into: Outcome()) { result, part in
      let parts = part.value.sorted { $0.share.range.lowerBound < $1.share.range.lowerBound }
      for rule in parts[0].share.rules.indices {
        result.add(joined(parts.map { $0.outcomes[rule] }))
      }
    }
  }

  /// What came of one rule on several threads; what is wrong with the rule itself is told once.
  private static func joined(_ outcomes: [Outcome]) -> Outcome {
    var joined = outcomes.reduce(into: Outcome()) { result, outcome in
      var outcome = outcome
      let known = Set(result.failures.filter(\.isOfRule).map(\.message))
      outcome.failures.removeAll { $0.isOfRule && known.contains($0.message) }
      result.add(outcome)
    }
    if outcomes.count > 1 { joined.cut() }
    return joined
  }

  /// Every thread gets a part of a long collection.
  private static func share(
    _ rules: [Rule], of rows: FactCollection.Rows, at position: Int, among threads: Int
  ) -> [Share] {
    guard case .indexed(let count, _) = rows, count >= 256 else {
      return [Share(rules: rules, rows: rows, position: position, range: 0..<Int.max)]
    }
    let size = (count + threads - 1) / threads
    return stride(from: 0, to: count, by: size).map {
      Share(
        rules: rules, rows: rows, position: position, range: $0..<min($0 + size, count))
    }
  }

  /// Sorts, removes repetitions and superseded findings, and counts equal ones.
  private static func settle(_ findings: [Finding]) -> [Finding] {
    let ids = Set(findings.map(\.rule.id))
    var superseded = Set<SubjectRule>()
    // What stands at the very same place is the same credential, whatever holds it.
    var supersededPlaces = Set<RulePlace>()
    for finding in findings {
      for rule in finding.rule.supersedes where ids.contains(rule) {
        superseded.insert(
          SubjectRule(rule: rule, subject: finding.subject, file: finding.place.file.path))
        supersededPlaces.insert(RulePlace(rule: rule, place: finding.place))
      }
    }
    var last: Finding?
    var counts: [String: Int] = [:]
    return findings.sorted(by: Finding.precedes).compactMap { finding in
      let key = SubjectRule(
        rule: finding.rule.id, subject: finding.subject, file: finding.place.file.path)
      guard !superseded.contains(key),
        !supersededPlaces.contains(RulePlace(rule: finding.rule.id, place: finding.place)),
        last.map({ Finding.precedes($0, finding) }) ?? true
      else { return nil }
      last = finding
      var finding = finding
      finding.occurrence = 0
      let print = finding.fingerprint
      finding.occurrence = counts[print, default: 0]
      counts[print, default: 0] += 1
      return finding
    }
  }

  private struct SubjectRule: Hashable { let rule, subject, file: String }
  private struct RulePlace: Hashable {
    let rule, file: String
    let start: Int
    let inner: String?

    init(rule: String, place: Place) {
      self.rule = rule
      inner = place.inner
      file = place.file.path
      start = place.range.lowerBound
    }
  }

  /// The findings that nothing hides, and which suppressions hid one.
  private static func apply(
    _ suppressions: [Suppression], to findings: [Finding], at now: Timestamp,
    except forbidden: Set<String>
  ) -> (kept: [Finding], used: [Bool]) {
    var used = suppressions.map { _ in false }
    guard !suppressions.isEmpty else { return (findings, used) }
    let general = suppressions.indices.filter { suppressions[$0].isGeneral }
    let byFile = Dictionary(grouping: suppressions.indices.filter { !suppressions[$0].isGeneral }) {
      suppressions[$0].place.file.path
    }
    var tables: [String: LineTable] = [:]
    let kept = findings.filter { finding in
      guard !forbidden.contains(finding.rule.id) else { return true }
      let file = finding.place.file
      func line() -> Int {
        let table = tables[file.path] ?? LineTable(file)
        tables[file.path] = table
        return table.line(of: finding.place.range.lowerBound)
      }
      let hits = ((byFile[file.path] ?? []) + general).filter {
        suppressions[$0].covers(finding, line: line, at: now)
      }
      for hit in hits { used[hit] = true }
      return hits.isEmpty
    }
    return (kept, used)
  }

  private static func verdict(
    on suppression: Suppression, isUsed: Bool, _ governance: SuppressionGovernance,
    known: RuleNames, running: Set<String>, _ hints: inout RuleHints
  ) -> Suppression.Verdict {
    let unknown = suppression.rules.filter { known.ids(of: $0).isEmpty }
    let forbidden = suppression.rules.filter { name in
      let ids = known.ids(of: name)
      return !ids.isEmpty && ids.isSubset(of: governance.forbidden)
    }
    // Whether it is needed cannot be told when one of its rules does not run.
    let isJudged = suppression.rules.allSatisfy { known.ids(of: $0).isSubset(of: running) }
    return Suppression.Verdict(
      isUsed: isUsed || suppression.rules.isEmpty || suppression.reason.isEmpty || !isJudged
        || !unknown.isEmpty || !forbidden.isEmpty,
      unknownRules: unknown.map { ($0, hints.hint(for: $0)) }, forbiddenRules: forbidden,
      lacksTicket: governance.ticket.map { !$0.matches(suppression.reason) } ?? false)
  }
}
