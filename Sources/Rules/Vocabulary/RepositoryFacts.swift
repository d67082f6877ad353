internal import CEL
internal import Checks
internal import Graph
internal import Manifests
internal import YAMLTree

/// What is so of everything that was read, whatever row a rule looks at.
enum RepositoryFacts {
  struct Subject: Sendable {}

  static let repository: FactType<Subject> = FactType(
    name: "Repository", doc: "What is so of everything that was read.",
    facts: [
      Fact("configuresChains", .bool, "It configures Tekton Chains.") { _, world in
        .bool(world.graph.hasChains)
      },
      Fact("hasRegistrySecrets", .bool, "It has Secrets for registries at all.") { _, world in
        .bool(world.graph.secrets.contains(where: \.isDockerType))
      },
      Fact("hasUnmatchedLayer", .bool, "A module's layer selects labels that no Secret has.") {
        _, world in .bool(hasUnmatchedLayer(world))
      },
    ],
    origin: { _ in Origin() }, identity: { _ in "repository" })

  private static func hasUnmatchedLayer(_ world: RuleContext) -> Bool {
    guard let secrets = world.index(of: "secrets") else { return false }
    return world.graph.descriptors.contains { descriptor in
      descriptor.layers.contains { layer in
        let selector = layer.selector.map { (key: $0.key, value: $0.value) }
        return !selector.isEmpty && secrets.labelled(selector).isEmpty
      }
    }
  }
}
