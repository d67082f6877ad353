package import Graph
package import Manifests
package import YAMLTree

/// A container with the workload that it belongs to.
package struct OwnedContainer: Sendable {
  package let workload: Workload
  package let body: Node

  /// The containers of what runs; those of Tekton runs are not in their pod templates.
  package static func all(in graph: ResourceGraph) -> [OwnedContainer] {
    graph.workloads.filter { $0.resource.role == .workload }.flatMap { workload in
      (workload.spec["containers"]?.elements ?? []).filter { $0.kind == .mapping }
        .map { OwnedContainer(workload: workload, body: $0) }
    }
  }

  /// The command and its arguments, as one list.
  package var arguments: [Node] { Containers.commandLine(of: body) }
}
