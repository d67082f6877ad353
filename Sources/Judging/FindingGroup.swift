package import Graph
package import Rules

/// Findings that say the same of one object, of which copies stand in several folders: one for
/// people.
package struct FindingGroup: Sendable {
  /// One at least, in their order.
  package private(set) var findings: [Finding]

  /// That which stands for all of them.
  package var first: Finding { findings[0] }
  /// Of any of them.
  package var reach: Reach {
    findings.count == 1 ? first.reach : Reach.union(findings.map(\.reach))
  }

  private struct Key: Hashable {
    let rule, message, kind, name: String
  }

  /// In the order in which the first of each stands.
  package static func fold(_ findings: [Finding]) -> [FindingGroup] {
    var groups: [FindingGroup] = []
    var positions: [Key: Int] = [:]
    for finding in findings {
      guard let object = finding.object, !object.name.isEmpty else {
        groups.append(FindingGroup(findings: [finding]))
        continue
      }
      let key = Key(
        rule: finding.rule.id, message: finding.message, kind: object.kind, name: object.name)
      if let position = positions[key] {
        groups[position].findings.append(finding)
      } else {
        positions[key] = groups.count
        groups.append(FindingGroup(findings: [finding]))
      }
    }
    return groups
  }

  /// The gravest first; of one severity, what is in production, and last what nothing deploys.
  package static func byImportance(_ findings: [Finding]) -> [FindingGroup] {
    let ordered = fold(findings).enumerated().map { position, group in
      (group: group, order: group.reach.order, position: position)
    }
    return ordered.sorted {
      ($1.group.first.severity, $0.order, $0.position)
        < ($0.group.first.severity, $1.order, $1.position)
    }.map(\.group)
  }
}
