internal import Credentials
internal import Graph
internal import Manifests
internal import Rules
internal import YAMLTree

/// Which object a place stands in.
struct FindingObjects {
  private var byFile: [String: [Resource]] = [:]

  init(_ graph: ResourceGraph, for findings: [Finding]) {
    let files = Set(findings.map(\.place.file.path))
    for resource in graph.resources where files.contains(resource.file.path) {
      byFile[resource.file.path, default: []].append(resource)
    }
    for path in byFile.keys {
      byFile[path]?.sort { $0.body.range.lowerBound < $1.body.range.lowerBound }
    }
  }

  /// The innermost object around the place; nil outside of objects.
  func object(at place: Place) -> FindingObject? {
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
    guard let resource = before.first(where: { $0.body.range.contains(place.range.lowerBound) })
    else { return nil }
    return FindingObject(
      kind: Redaction.scan(resource.kind), namespace: resource.namespace.map(Redaction.scan),
      name: Redaction.scan(resource.name), isLive: resource.isLive)
  }

  private static let deepest = 16
}
