package import YAMLTree

/// What a kustomization's patches do to names: they delete resources and rename them (kustomize
/// `api/internal/builtins/PatchTransformer.go`). Everything else they change is not followed.
package struct KustomizePatches: Sendable {
  /// Which resources a patch is for; empty parts stand for any.
  private struct Target: Sendable {
    let kind: String
    let name: String

    /// Names are anchored expressions; only plain ones and `.*` are known here.
    func covers(_ kind: String, _ names: [String]) -> Bool {
      (self.kind.isEmpty || self.kind == kind)
        && (name.isEmpty || name == ".*" || names.contains(name))
    }
  }

  private var deletions: [Target] = []
  private var renames: [(target: Target, name: String)] = []

  /// Secrets that objects make once they are patched: names that a patch annotates them with.
  package private(set) var madeSecrets: [String] = []

  /// The kinds of what is patched, as far as patches and their targets name them.
  package private(set) var kinds: Set<String> = []

  package init() {}

  package init(_ resource: Resource) {
    let body = resource.body
    for patch in body["patches"]?.elements ?? [] {
      let selector = patch["target"]
      selector?["kind"].map { _ = kinds.insert($0.text) }
      // What else a target can select by is not followed.
      let isPlain = (selector?.entries ?? []).allSatisfy {
        ["group", "version", "kind", "name"].contains($0.key.text)
      }
      guard isPlain else { continue }
      let target = selector.map {
        Target(kind: $0["kind"]?.text ?? "", name: $0["name"]?.text ?? "")
      }
      let mayRename = patch.at("options", "allowNameChange")?.scalarType == .bool(true)
      for root in Self.roots(of: patch, resource) { add(root, target, mayRename: mayRename) }
    }
    for patch in body["patchesStrategicMerge"]?.elements ?? [] where patch.kind == .scalar {
      for root in Self.roots(inlineOrPath: patch, resource) { add(root, nil, mayRename: false) }
    }
    for patch in body["patchesJson6902"]?.elements ?? [] {
      guard let selector = patch["target"] else { continue }
      selector["kind"].map { _ = kinds.insert($0.text) }
      let target = Target(kind: selector["kind"]?.text ?? "", name: selector["name"]?.text ?? "")
      for root in Self.roots(of: patch, resource) { add(root, target, mayRename: true) }
    }
  }

  /// Files that patches stand in, from the root of the repository.
  package static func paths(in body: Node, directory: String) -> [String] {
    let named = ["patches", "patchesJson6902"].flatMap { body[$0]?.elements ?? [] }
      .compactMap { $0["path"]?.text }
    let listed = (body["patchesStrategicMerge"]?.elements ?? []).map(\.text).filter(isPath)
    return (named + listed).map { Kustomization.resolve($0, in: directory) }
  }

  private static func isPath(_ text: String) -> Bool {
    !text.contains("\n") && !text.contains(": ")
  }

  private static func roots(of patch: Node, _ resource: Resource) -> [Node] {
    if let text = patch["patch"], text.kind == .scalar { return parse(Array(text.bytes)) }
    return patch["path"].map { read($0.text, resource) } ?? []
  }

  private static func roots(inlineOrPath node: Node, _ resource: Resource) -> [Node] {
    isPath(node.text) ? read(node.text, resource) : parse(Array(node.bytes))
  }

  private static func read(_ path: String, _ resource: Resource) -> [Node] {
    let path = Kustomization.resolve(path, in: resource.file.directory)
    return resource.attachments[path].map { parse($0.bytes) } ?? []
  }

  private static func parse(_ bytes: [UInt8]) -> [Node] {
    ParsedFile(yaml: SourceFile(path: "patch", bytes: bytes)).documents.compactMap(\.root)
  }

  private mutating func add(_ root: Node, _ target: Target?, mayRename: Bool) {
    if root.kind == .sequence {
      for step in root.elements { add(step, target) }
      return
    }
    let own = Target(
      kind: root["kind"]?.text ?? "", name: root.at("metadata", "name")?.text ?? "")
    let annotations = root.at("metadata", "annotations")
    madeSecrets += Producer.servingCertificates.compactMap { annotations?[$0]?.text }
    if !own.kind.isEmpty { kinds.insert(own.kind) }
    if root["$patch"]?.hasText("delete") == true {
      deletions.append(target ?? own)
    } else if let target, mayRename, !own.name.isEmpty, own.name != target.name {
      renames.append((target, own.name))
    }
  }

  /// One change of a list (RFC 6902).
  private mutating func add(_ step: Node, _ target: Target?) {
    guard let path = step["path"]?.text, let value = step["value"] else { return }
    if path == "/metadata/name", let target {
      renames.append((target, value.text))
    } else if path == "/metadata/annotations" {
      madeSecrets += Producer.servingCertificates.compactMap { value[$0]?.text }
    } else if path.hasPrefix("/metadata/annotations/") {
      let key = String(path.dropFirst("/metadata/annotations/".count)).replacing("~1", with: "/")
      if Producer.servingCertificates.contains(key) { madeSecrets.append(value.text) }
    }
  }

  /// - Parameter names: those the resource had so far; a patch may use any of them.
  package func deletes(_ kind: String, _ names: [String]) -> Bool {
    deletions.contains { $0.covers(kind, names) }
  }

  /// The name that a patch gives an object; nil where none does.
  package func newName(_ kind: String, _ names: [String]) -> String? {
    renames.last { $0.target.covers(kind, names) }?.name
  }
}
