internal import Graph
internal import Judging
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// A scan that has been judged, and what is needed to tell of it.
struct CompletedScan {
  let result: ScanResult
  let world: RuleContext
  let input: ReadInput
  /// The folder that paths of the report are relative to; nil for standard input.
  let folder: Folder?
  let failOn: Severity
  /// Without what a baseline hides.
  private(set) var report: Report
  /// The rules that ran.
  let ruleset: Ruleset
  /// Every file of the repository is reported on, so that what is missing is gone.
  let isWhole: Bool

  /// The rule that tells of what could not be read, or not whole.
  static let rulesOfBrokenDocuments: [ContentProblem.Kind: String] = [
    .unreadable: "unreadable-document", .limit: "limit-reached",
  ]

  /// What is wrong with documents whose rule somebody has switched off by its name.
  let acceptedProblems: Set<ContentProblem.Kind>
  /// Silence proves nothing: something was not read, and nobody has accepted that.
  var isIncomplete: Bool {
    if input.isIncomplete { return true }
    return Self.rulesOfBrokenDocuments.contains { kind, rule in
      guard !ruleset.ids.contains(rule) else {
        return report.findings.contains { $0.rule.id == rule }
      }
      return !acceptedProblems.contains(kind)
        && (world.graph.problems.contains { $0.kind == kind && $0.file.isReported }
          || kind == .limit && result.isCut)
    }
  }

  /// The repository and its commit; nil for standard input.
  var origin: Report.Origin? {
    guard let folder else { return nil }
    let path = Files.resolved(folder.path) ?? folder.path
    let root = Paths.repositoryRoot(of: path)
    return Report.Origin(
      name: Paths.name(root ?? path), commit: root.flatMap(GitRepository.head(of:)))
  }

  mutating func hide(_ baseline: Baseline, _ name: String) {
    let comparison = BaselineComparison(baseline, report.findings, rules: Set(ruleset.ids))
    report.counts.baselined = report.findings.count - comparison.new.count
    report.findings = comparison.new
    let stale = isWhole ? comparison.stale.count : 0
    guard stale > 0 else { return }
    let entries = stale == 1 ? "1 entry matches" : "\(stale) entries match"
    report.notes.append(
      Report.Note(
        path: name,
        message: "\(name): \(entries) no finding; 'credlint baseline prune' removes what is stale"))
  }

  /// What was not read, and what the reader should know.
  func writeNotes() {
    for note in report.notes { Console.tell("credlint: \(note.message)") }
  }

  /// Rules that did not run to their end.
  func writeFailures() {
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
