package import CEL
internal import Encodings
package import Judging
internal import Manifests
package import Questions
package import Rules
internal import YAMLTree

/// A review of a repository's credentials that somebody hands over.
package struct Audit: Sendable {
  /// For whom, by whom, of what.
  package struct Head: Sendable {
    package var client: String?
    package var auditor: String?
    package var repository = ""
    /// The id of the commit that was looked at.
    package var commit: String?
    package var version = ""
    package var persona = Persona.auditor
    /// What was asked for, as it was typed.
    package var options: [String] = []

    package init() {}
  }

  package let head: Head
  /// What expiry and age are judged by.
  package let now: Timestamp
  /// Of all rules that ran, with their severities and parameters: beside the tool's version it tells
  /// whether two audits asked the same.
  package let rulesDigest: String
  /// What matters most first.
  package let issues: [AuditIssue]
  package let inventory: Inventory
  package let readers: [ReadingParty]
  /// There are more Secrets than were asked about.
  package let areReadersCut: Bool
  package let plan: [OwnerPlan]
  package let compliance: [FrameworkVerdicts]
  /// What this and a later audit are compared by.
  package let snapshot: AuditSnapshot
  /// To an earlier one.
  package let difference: AuditDifference?

  /// How many issues a summary shows.
  package static let shown = 10
  /// Secrets whose readers are looked for.
  private static let maximumSecrets = 200

  /// - Parameters:
  ///   - findings: all that were found.
  ///   - ruleset: the rules that ran.
  ///   - frameworks: ids of those to report on.
  ///   - earlier: what an earlier audit kept; nil for none.
  package init(
    _ head: Head, _ findings: [Finding], _ ruleset: Ruleset, in world: RuleContext,
    frameworks: [ControlFramework], earlier: AuditSnapshot?
  ) {
    let owners = world.settings.owners
    self.head = head
    now = world.now
    rulesDigest = ruleset.digest
    issues = FindingGroup.fold(findings).map { group in
      AuditIssue(group, owners: Self.owners(of: group, owners))
    }.sorted(by: AuditIssue.precedes)
    inventory = Inventory(world)
    (readers, areReadersCut) = AccessQuestions(world).readers(atMost: Self.maximumSecrets)
    plan = OwnerPlan.all(of: issues, hasOwners: !owners.isEmpty)
    compliance = frameworks.map { FrameworkVerdicts($0, findings, ruleset) }
    let snapshot = AuditSnapshot(findings, inventory)
    self.snapshot = snapshot
    difference = earlier.map { AuditDifference(from: $0, findings, snapshot, ruleset) }
  }

  private static func owners(of group: FindingGroup, _ owners: CodeOwners) -> [String] {
    var seen: Set<String> = []
    return group.findings.flatMap { owners.owners(of: $0.place.file.path) }
      .filter { seen.insert($0).inserted }
  }

  package var findings: [Finding] { issues.flatMap(\.group.findings) }
}

/// What one owner has to do.
package struct OwnerPlan: Sendable {
  /// Empty for what nobody answers for.
  package let owner: String
  /// What matters most first.
  package let issues: [AuditIssue]

  package func count(_ effort: AuditIssue.Effort) -> Int { issues.count { $0.effort == effort } }

  /// Those with most of what matters first, and last what nobody answers for.
  static func all(of issues: [AuditIssue], hasOwners: Bool) -> [OwnerPlan] {
    guard hasOwners else { return [] }
    var byOwner: [String: [AuditIssue]] = [:]
    for issue in issues {
      for owner in issue.owners.isEmpty ? [""] : issue.owners {
        byOwner[owner, default: []].append(issue)
      }
    }
    return byOwner.map { OwnerPlan(owner: $0.key, issues: $0.value) }.sorted { left, right in
      guard left.owner.isEmpty == right.owner.isEmpty else { return right.owner.isEmpty }
      let points = (
        left.issues.reduce(0) { $0 + $1.points }, right.issues.reduce(0) { $0 + $1.points }
      )
      return (points.1, left.owner) < (points.0, right.owner)
    }
  }
}

/// What can be said of a framework's controls.
package struct FrameworkVerdicts: Sendable {
  package enum Verdict: Sendable, Equatable {
    /// So many findings speak against it; where their rules speak of other controls of the framework
    /// too, some of them may be about those.
    case violated(Int, isShared: Bool)
    /// Rules asked, and found nothing.
    case unviolated
    /// No rule of this run asks.
    case unasked
    case unassessable

    package var described: String {
      switch self {
      case .violated(let count, let isShared):
        (isShared ? "up to " : "") + count.counted("finding")
      case .unviolated: "nothing found"
      case .unasked: "not asked"
      case .unassessable: ControlCoverage.Verdict.unassessable.rawValue
      }
    }
  }

  package struct Row: Sendable {
    package let control: Control
    package let verdict: Verdict
    /// Ids of the rules that spoke.
    package let rules: [String]
  }

  package let framework: ControlFramework
  package let rows: [Row]

  init(_ framework: ControlFramework, _ findings: [Finding], _ ruleset: Ruleset) {
    self.framework = framework
    let counts = Dictionary(grouping: findings, by: \.rule.id).mapValues(\.count)
    let all = ruleset.coverage(of: framework)
    let shared = Dictionary(grouping: all.flatMap { $0.rules.map(\.id) }, by: \.self)
      .filter { $0.value.count > 1 }
    rows = all.map { coverage in
      let spoke = coverage.rules.map(\.id).filter { counts[$0] != nil }
      let count = spoke.reduce(0) { $0 + (counts[$1] ?? 0) }
      let verdict: Verdict =
        switch coverage.verdict {
        case .unassessable: .unassessable
        case .uncovered: .unasked
        case .covered:
          count > 0
            ? .violated(count, isShared: spoke.contains { shared[$0] != nil }) : .unviolated
        }
      return Row(control: coverage.control, verdict: verdict, rules: spoke)
    }
  }
}
