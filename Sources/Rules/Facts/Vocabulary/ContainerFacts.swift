internal import Graph
internal import CEL
internal import Credentials
internal import Manifests
internal import YAMLTree

/// A container of a workload, as far as flags and sockets of credential controllers go.
struct OwnedContainer: Sendable {
  let workload: Workload
  let body: Node

  static func all(in world: World) -> [OwnedContainer] {
    world.graph.workloads.filter { $0.resource.row?.role == .workload }.flatMap { workload in
      (workload.spec["containers"]?.elements ?? []).filter { $0.kind == .mapping }
        .map { OwnedContainer(workload: workload, body: $0) }
    }
  }

  private var arguments: [Node] { Containers.commandLine(of: body) }

  /// Lifecycle Manager's flags for the credential of modules, with or without their dashes.
  private func flag(_ name: String) -> (node: Node, hasDashes: Bool, value: String)? {
    for node in arguments {
      let text = node.text
      let bare = String(text.drop { $0 == "-" })
      guard bare == name || bare.hasPrefix(name + "=") else { continue }
      return (node, text.hasPrefix("-"), String(bare.dropFirst(name.utf8.count + 1)))
    }
    return nil
  }

  var dashlessFlag: Node? {
    [flag("oci-registry-cred-secret"), flag("oci-registry-host")].compactMap(\.self)
      .first { !$0.hasDashes }?.node
  }

  var flagProblem: (text: String, node: Node)? {
    let secret = flag("oci-registry-cred-secret")
    let host = flag("oci-registry-host")
    if let dashlessFlag { return ("stands without dashes, at which the flags end", dashlessFlag) }
    if let secret, host != nil {
      return (
        "excludes oci-registry-host: with both, Lifecycle Manager does not start", secret.node
      )
    }
    return nil
  }

  /// The Secret that the flag names, where the repository has it.
  func moduleSecret(_ world: World) -> (secret: Secret, node: Node)? {
    guard let flag = flag("oci-registry-cred-secret"), !flag.value.isEmpty,
      !Placeholder.isTemplate(flag.value)
    else { return nil }
    let named = world.graph.secrets.filter { $0.name == flag.value }
    let secret = named.first { $0.resource.namespace == "kcp-system" } ?? named.first
    return secret.map { ($0, flag.node) }
  }

  // MARK: SPIFFE

  private func variable(_ name: String) -> Node? {
    (body["env"]?.elements ?? []).first { $0["name"]?.hasText(name) == true }?["value"]
  }

  /// Other programs read the variable as SPIFFE has it, with its scheme.
  private var isChains: Bool { workload.resource.name.holds("chains") }

  fileprivate var socketMount: Node? {
    guard isChains else { return nil }
    let names = Set(
      (workload.spec["volumes"]?.elements ?? []).filter { volume in
        volume.at("csi", "driver")?.hasText("csi.spiffe.io") == true
          || volume["name"]?.text.hasPrefix("spiffe") == true
      }.compactMap { $0["name"]?.text })
    return (body["volumeMounts"]?.elements ?? []).first { names.contains($0["name"]?.text ?? "") }
  }

  /// The provider of cosign, which Chains uses, puts `unix://` before the path itself.
  var socketScheme: Node? {
    guard isChains else { return nil }
    return variable("SPIFFE_ENDPOINT_SOCKET").flatMap { $0.text.holds("://") ? $0 : nil }
  }

  /// The socket is looked for where nothing is mounted.
  var socketMismatch: Node? {
    guard let mount = socketMount, let path = mount["mountPath"]?.text else { return nil }
    guard let socket = variable("SPIFFE_ENDPOINT_SOCKET") else {
      return path.hasPrefix("/tmp/spire-agent") ? nil : mount["mountPath"]
    }
    let text =
      socket.text.firstOffset(of: "://").map { String(socket.text.dropFirst($0 + 3)) }
      ?? socket.text
    let isBelow = text == path || text.hasPrefix(path.hasSuffix("/") ? path : path + "/")
    return isBelow || Placeholder.isTemplate(text) ? nil : socket
  }

  var writableMount: Node? {
    guard let mount = socketMount, mount["readOnly"]?.scalarType != .bool(true) else { return nil }
    return mount["mountPath"] ?? mount
  }

  var hostPath: Node? {
    guard isChains else { return nil }
    return (workload.spec["volumes"]?.elements ?? []).first { volume in
      volume["hostPath"] != nil && volume["name"]?.text.hasPrefix("spiffe") == true
    }?.at("hostPath", "path")
  }
}

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
      Fact("moduleSecret", .list(.message("Secret")), "The Secret its flag names, at most one.") {
        container, world in
        SecretFacts.secret.list(
          container.moduleSecret(world).map { [$0.secret] } ?? [], world,
          at: container.moduleSecret(world).map { Origin($0.node) })
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
