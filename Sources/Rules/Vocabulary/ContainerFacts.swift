internal import Graph
internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

enum ContainerFacts {
  static let container: FactType<OwnedContainer> = FactType(
    name: "Container", doc: "A container of a workload.",
    facts: [
      Fact("workload", .string, "The workload, as messages name it.") { container, _ in
        .text(container.workload.resource.described)
      },
      Fact("name", .string, "Its name.") { container, _ in .text(container.body["name"]) },
      Fact("flagProblem", .string, "Why Lifecycle Manager's credential flags do not work.") {
        container, _ in container.flagProblem.map { .text($0.text, at: $0.node) }
      },
      Fact("dashlessFlag", .string, "One of them that stands without dashes.") { container, _ in
        .text(container.dashlessFlag)
      },
      Fact("missingModuleSecret", .string, "Why the Secret its flag names is not there.") {
        container, world in
        container.missingModuleSecret(world.graph).map { .text($0.text, at: $0.node) }
      },
      Fact("moduleSecret", .list(.message("Secret")), "The Secret its flag names, at most one.") {
        container, world in
        SecretFacts.secret.list(
          container.moduleSecret(world.graph).map { [$0.secret] } ?? [], world,
          at: container.moduleSecret(world.graph).map { Origin($0.node) })
      },
      Fact("socketScheme", .string, "SPIFFE_ENDPOINT_SOCKET, where it has a scheme.") {
        container, _ in container.socketScheme.map { .text($0.text, at: $0) }
      },
      Fact("socketMismatch", .string, "The path at which no socket is mounted.") {
        container, _ in container.socketMismatch.map { .text($0.text, at: $0) }
      },
      Fact("writableSocket", .string, "Where the socket is mounted without readOnly.") {
        container, _ in container.writableMount.map { .text($0.text, at: $0) }
      },
      Fact("socketReadOnly", .bool, "readOnly of that mount.", in: { $0.socketMount }) {
        container, _ in
        container.socketMount?["readOnly"].map { .bool($0.scalarType == .bool(true), at: $0) }
      },
      Fact("hostSocket", .string, "The path of the node that is mounted for the socket.") {
        container, _ in container.hostPath.map { .text($0.text, at: $0) }
      },
    ],
    origin: { Origin($0.body["name"] ?? $0.body) },
    identity: { "\($0.workload.resource.identity)/\($0.body["name"]?.text ?? "")" })
}
