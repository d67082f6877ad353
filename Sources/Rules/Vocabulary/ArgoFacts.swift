internal import CEL
internal import Checks
internal import Graph
internal import Manifests
internal import YAMLTree

/// What Argo CD lets its users do.
enum ArgoFacts {
  static let project: FactType<ArgoProject> = FactType(
    name: "ArgoProject", doc: "An AppProject of Argo CD.",
    facts: [
      Fact("describe", .string, "How messages name it.") { project, _ in
        .text(project.resource.described, at: project.resource.metadata?["name"])
      },
      Fact("anySource", .string, "The entry that allows every repository; empty for none.") {
        project, _ in .text(project.anySource)
      },
      Fact(
        "reaches", .string,
        "The namespaces of controllers that its applications may change; empty for none."
      ) { project, _ in project.reached.map { .text($0) } },
      Fact(
        "clusterKinds", .string,
        "What they may make that gives rights in the whole cluster; empty for nothing."
      ) { project, _ in project.clusterKinds.map { .text($0) } },
      Fact("sourceNamespaces", .string, "Where else they may be made, as a place.") {
        project, _ in project.sourceNamespaces.map { .text("sourceNamespaces", at: $0) }
      },
      Fact("namesAccounts", .bool, "It names accounts with whose rights they act.") {
        project, _ in project.namesAccounts.map { .bool(true, at: $0) }
      },
      Fact("patched", .bool, "A patch may restrict it.") { project, world in
        .bool(
          world.graph.isPatchFile(project.resource.file.path)
            || world.graph.patchesKind(project.resource.kind))
      },
    ],
    origin: { Origin($0.resource.metadata?["name"] ?? $0.resource.body) },
    identity: \.resource.identity)
}
