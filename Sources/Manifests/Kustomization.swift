internal import YAMLTree

/// A kustomization as far as names and namespaces go (kustomize `api/types/kustomization.go`).
struct Kustomization: Sendable {
  let directory: String
  let namespace: String?
  let prefix: String
  let suffix: String
  /// Paths it lists, resolved against its folder.
  let inputs: [String]

  static func isFileName(_ name: String) -> Bool {
    name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization"
  }

  /// A kustomization may leave out its `apiVersion` and `kind`.
  static func implicitResource(_ node: Node, _ file: InputFile) -> Resource? {
    guard node.kind == .mapping else { return nil }
    return Resource(
      file: file, body: node, apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization")
  }

  init?(_ resource: Resource) {
    guard resource.row?.role == .kustomization, Self.isFileName(resource.file.name) else {
      return nil
    }
    let body = resource.body
    let directory = resource.file.directory
    self.directory = directory
    let namespace = body["namespace"]?.text ?? ""
    self.namespace = namespace.isEmpty ? nil : namespace
    prefix = body["namePrefix"]?.text ?? ""
    suffix = body["nameSuffix"]?.text ?? ""
    inputs = ["resources", "bases", "components"].flatMap { body[$0]?.elements ?? [] }
      .filter { $0.kind == .scalar && !$0.text.contains("://") }
      .map { Self.resolve($0.text, in: directory) }
  }

  /// A path relative to a folder, without `.` and `..`.
  static func resolve(_ path: String, in directory: String) -> String {
    var parts = directory.split(separator: "/").map(String.init)
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": if parts.isEmpty { return "../" + path } else { parts.removeLast() }
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }
}

/// One way in which a resource is applied: through a kustomization root, or as it stands.
package struct Instance: Sendable, Hashable {
  /// The folder of the outermost kustomization; empty for a resource that none lists.
  package let root: String
  package let name: String
  /// Nil when nothing says which.
  package let namespace: String?
}

/// The instances of every file's resources.
struct Overlays {
  private var instancesByFile: [String: [(root: String, chain: [Kustomization])]] = [:]

  init(_ kustomizations: [Kustomization]) {
    let byDirectory = Dictionary(
      kustomizations.map { ($0.directory, $0) }, uniquingKeysWith: { first, _ in first })
    let listed = Set(kustomizations.flatMap(\.inputs))
    for root in kustomizations where !listed.contains(root.directory) {
      add(root, chain: [], root: root.directory, byDirectory, depth: 0)
    }
  }

  private mutating func add(
    _ kustomization: Kustomization, chain: [Kustomization], root: String,
    _ byDirectory: [String: Kustomization], depth: Int
  ) {
    guard depth < 20 else { return }
    let chain = [kustomization] + chain
    let own = kustomization.directory.isEmpty ? "" : kustomization.directory + "/"
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
      instancesByFile[own + name, default: []].append((root, chain))
    }
    for input in kustomization.inputs {
      if let inner = byDirectory[input], input != kustomization.directory {
        add(inner, chain: chain, root: root, byDirectory, depth: depth + 1)
      } else {
        instancesByFile[input, default: []].append((root, chain))
      }
    }
  }

  /// The innermost kustomization renames first; the outermost namespace wins.
  func instances(path: String, name: String, namespace: String?) -> [Instance] {
    guard let found = instancesByFile[path], !found.isEmpty else {
      return [Instance(root: "", name: name, namespace: namespace)]
    }
    return found.map { root, chain in
      let full = chain.reduce(name) { $1.prefix + $0 + $1.suffix }
      let outer = chain.reduce(namespace) { $1.namespace ?? $0 }
      return Instance(root: root, name: full, namespace: outer)
    }
  }
}
