internal import Credentials
internal import Manifests
package import YAMLTree

/// The socket of SPIFFE's agent, as Chains looks for it.
extension OwnedContainer {
  private func variable(_ name: String) -> Node? {
    (body["env"]?.elements ?? []).first { $0["name"]?.hasText(name) == true }?["value"]
  }

  /// Other programs read the variable as SPIFFE has it, with its scheme.
  private var isChains: Bool { workload.resource.name.holds("chains") }

  /// Where the socket is mounted; nil where nothing looks for it.
  package var socketMount: Node? {
    guard isChains else { return nil }
    let names = Set(
      (workload.spec["volumes"]?.elements ?? []).filter { volume in
        volume.at("csi", "driver")?.hasText("csi.spiffe.io") == true
          || volume["name"]?.text.hasPrefix("spiffe") == true
      }.compactMap { $0["name"]?.text })
    return (body["volumeMounts"]?.elements ?? []).first { names.contains($0["name"]?.text ?? "") }
  }

  /// The provider of cosign, which Chains uses, puts `unix://` before the path itself.
  package var socketScheme: Node? {
    guard isChains else { return nil }
    return variable("SPIFFE_ENDPOINT_SOCKET").flatMap { $0.text.holds("://") ? $0 : nil }
  }

  /// The socket is looked for where nothing is mounted.
  package var socketMismatch: Node? {
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

  /// A mount of the socket that is not read-only.
  package var writableMount: Node? {
    guard let mount = socketMount, mount["readOnly"]?.scalarType != .bool(true) else { return nil }
    return mount["mountPath"] ?? mount
  }

  /// The folder of the node that is mounted for the socket, in the place of the CSI driver.
  package var hostPath: Node? {
    guard isChains else { return nil }
    return (workload.spec["volumes"]?.elements ?? []).first { volume in
      volume["hostPath"] != nil && volume["name"]?.text.hasPrefix("spiffe") == true
    }?.at("hostPath", "path")
  }
}
