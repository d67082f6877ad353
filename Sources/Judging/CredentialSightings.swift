package import Checks
package import Credentials
package import Graph
package import Rules
internal import YAMLTree

extension ScanResult {
  /// Gives findings the ids of their values.
  package mutating func nameValues(in graph: ResourceGraph, by key: JoinKey) {
    let sightings = CredentialSightings(graph)
    for index in findings.indices {
      findings[index].join = sightings.join(of: findings[index], key)
    }
  }
}

/// The credentials of what was read, by where they stand: which of them a finding tells of.
package struct CredentialSightings {
  private var byStart: [Place: [FoundCredential]] = [:]

  private struct Place: Hashable {
    let file: String
    let start: Int

    init(_ place: YAMLTree.Place) {
      file = place.file.path
      start = place.range.lowerBound
    }
  }

  package init(_ graph: ResourceGraph) {
    FoundCredential.forEach(in: graph) { found in
      byStart[Place(found.textPlace), default: []].append(found)
    }
  }

  /// Those at its place that are its subject, or else all of them there.
  package func credentials(of finding: Finding) -> [FoundCredential] {
    let here = byStart[Place(finding.place)] ?? []
    let own = here.filter { Redaction.scan($0.identity) == finding.subject }
    return own.isEmpty ? here : own
  }

  /// By an organisation's key, for a finding about one value that nobody can guess.
  package func join(of finding: Finding, _ key: JoinKey) -> JoinID? {
    let found = credentials(of: finding)
    guard found.count == 1, let credential = found.first, credential.isUnguessable else {
      return nil
    }
    return key.id(of: credential.heldValue)
  }
}
