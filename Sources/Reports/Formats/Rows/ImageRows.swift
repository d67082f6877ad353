internal import Credentials
internal import Graph
internal import Manifests
package import Rules

/// Every image that a workload pulls.
package enum ImageRows {
  package static func lines(_ world: RuleContext, _ envelope: RowEnvelope) throws -> String {
    let workloads = world.graph.workloads.filter { $0.resource.file.isReported }
    let rows = workloads.flatMap { workload in
      Set(workload.images.compactMap(\.image)).map { image -> [String] in
        let namespace = workload.resource.namespace.map { $0 + "/" } ?? ""
        return [
          workload.resource.file.path,
          "\(workload.resource.kind) \(namespace)\(workload.resource.name)", image.registry,
          image.repository,
        ].map(Redaction.scan)
      }
    }
    return try Set(rows).sorted { $0.lexicographicallyPrecedes($1) }.map { row in
      try envelope.line(
        FleetTable.images.schemaName,
        [
          "path": .string(row[0]), "workload": .string(row[1]), "host": .string(row[2]),
          "image": .string(row[3]),
        ])
    }.joined()
  }

  static let properties: [String: JSON] = [
    "path": .text, "workload": .text, "host": .text.described("docker.io where none is written."),
    "image": .text.described("Without its tag."),
  ]
}
