package import Judging
internal import Graph
internal import Rules
internal import YAMLTree

/// Findings that are one thing to do, with what decides its rank.
package struct AuditIssue: Sendable {
  /// How long it takes somebody who may do it.
  package enum Effort: String, Sendable, CaseIterable, Comparable {
    case minutes, hours, days

    package static func < (left: Effort, right: Effort) -> Bool {
      allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
  }

  package let group: FindingGroup
  package let points: Int
  package let effort: Effort
  /// Who answers for the files that it stands in.
  package let owners: [String]

  /// How `points` are made, as a report prints it.
  package static let formula =
    "severity (critical 8, high 4, medium 2, low 1) × environment (production 4, preproduction or not "
    + "known 3, other 2, deployed by nothing 1; of what stands in clear at least 3, since it is read in "
    + "the repository) × confidence (high 3, medium 2, low 1)"

  init(_ group: FindingGroup, owners: [String]) {
    self.group = group
    self.owners = owners
    let finding = group.first
    let place = Self.weight(group.reach)
    points =
      Self.weight(finding.severity) * (finding.rule.group == "exposure" ? max(3, place) : place)
      * Self.weight(finding.rule.confidence)
    effort = Self.effort(finding)
  }

  private static func weight(_ severity: Severity) -> Int {
    switch severity {
    case .critical: 8
    case .high: 4
    case .medium: 2
    case .low: 1
    }
  }

  private static func weight(_ reach: Reach) -> Int {
    guard let roots = reach.roots else { return 3 }
    guard !roots.isEmpty else { return 1 }
    return reach.isInProduction ? 4 : reach.order <= DeploymentEnvironment.unknownOrder ? 3 : 2
  }

  private static func weight(_ confidence: Confidence) -> Int {
    switch confidence {
    case .high: 3
    case .medium: 2
    case .low: 1
    }
  }

  /// What a fix does is done at once. A credential that was read has to be issued anew and handed to
  /// whatever uses it; a right is first agreed upon with whoever has it.
  private static func effort(_ finding: Finding) -> Effort {
    if finding.fix?.isSafe == true { return .minutes }
    return efforts[finding.rule.group] ?? .minutes
  }

  private static let efforts: [String: Effort] = [
    "access": .days, "exposure": .hours, "expiry": .hours, "tokens": .hours, "keys": .hours,
    "registries": .hours, "gitlab": .hours, "dispatch": .hours,
  ]

  /// The first is what matters most; of equals that in more places.
  static func precedes(_ left: AuditIssue, _ right: AuditIssue) -> Bool {
    let (a, b) = (left.group, right.group)
    return (
      right.points, b.findings.count, a.first.place.file.path, a.first.place.range.lowerBound,
      a.first.rule.id
    )
      < (
        left.points, a.findings.count, b.first.place.file.path, b.first.place.range.lowerBound,
        b.first.rule.id
      )
  }
}
