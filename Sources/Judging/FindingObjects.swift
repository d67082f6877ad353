internal import Credentials
internal import Graph
internal import Manifests
internal import Rules
internal import YAMLTree

/// Which object a place stands in, and where that lands.
struct FindingObjects {
  private var byFile: [String: [Resource]] = [:]
  private var reaches: ReachIndex

  init(_ world: RuleContext, for findings: [Finding]) {
    let graph = world.graph
    reaches = ReachIndex(graph, world.settings.environments)
    let files = Set(findings.map(\.place.file.path))
    for resource in graph.resources where files.contains(resource.file.path) {
      byFile[resource.file.path, default: []].append(resource)
    }
    for path in byFile.keys {
      byFile[path]?.sort { $0.body.range.lowerBound < $1.body.range.lowerBound }
    }
  }

  mutating func place(_ finding: inout Finding) {
    let resource = resource(at: finding.place)
    finding.reach =
      resource.map { reaches.reach(of: $0) } ?? reaches.reach(ofFile: finding.place.file.path)
    finding.object = resource.map { resource in
      FindingObject(
        kind: Redaction.scan(resource.kind), namespace: resource.namespace.map(Redaction.scan),
        name: Redaction.scan(resource.name), isLive: resource.isLive)
    }
  }

  /// The innermost object around the place; nil outside of objects.
  private func resource(at place: Place) -> Resource? {
    guard let resources = byFile[place.file.path] else { return nil }
    var (low, high) = (0, resources.count)
    while low < high {
      let middle = (low + high) / 2
      if resources[middle].body.range.lowerBound <= place.range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    // What holds others starts before them.
    let before = resources[..<low].suffix(Self.deepest).reversed()
    return before.first { $0.body.range.contains(place.range.lowerBound) }
  }

  private static let deepest = 16
}
