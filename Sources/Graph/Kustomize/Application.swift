internal import Credentials
internal import Encodings
internal import Manifests
internal import YAMLTree

/// A folder that a GitOps controller applies, with what it changes on the way: a `Kustomization` of
/// Flux (`kustomize-controller`, `pkg/apis/v1`) or an `Application` of Argo CD.
struct Application: Sendable {
  /// The file and the name: two applications may apply one folder.
  let identity: String
  let resource: Resource
  /// The folder, as the file writes it.
  private let path: String
  /// The folder of the file that declares it.
  private let directory: String
  /// Whether a folder without a kustomization is applied with everything below it.
  private let isRecursive: Bool
  /// Flux puts everything into it.
  private let namespace: String?
  /// Argo CD gives it to what names none.
  private let defaultNamespace: String?
  private let prefix: String
  private let suffix: String

  static func all(in resource: Resource) -> [Application] {
    guard let spec = spec(of: resource) else { return [] }
    if resource.kind == "Kustomization" { return [Application(flux: spec, resource)] }
    return sources(of: resource).enumerated().compactMap {
      Application(argo: $1, position: $0, spec.at("destination", "namespace"), resource)
    }
  }

  /// What is said of the application itself, for a set of them in its template; nil for another kind.
  static func spec(of resource: Resource) -> Node? {
    guard resource.role == .application, let spec = resource.body["spec"] else { return nil }
    return resource.kind == "ApplicationSet" ? spec.at("template", "spec") : spec
  }

  /// A part of an object of Flux, which something patches in: what it applies it does not say. A whole
  /// one names its source (fluxcd/kustomize-controller `api/v1/kustomization_types.go`).
  static func isFragment(_ resource: Resource, _ patches: PatchIndex) -> Bool {
    guard resource.kind == "Kustomization", let spec = spec(of: resource), spec["path"] == nil
    else {
      return false
    }
    return spec["sourceRef"] == nil || patches.files.contains(resource.file.path)
  }

  /// What an application of Argo CD applies.
  static func sources(of resource: Resource) -> [Node] {
    guard let spec = spec(of: resource) else { return [] }
    return (spec["sources"]?.elements ?? []) + [spec["source"]].compactMap(\.self)
  }

  /// - Parameter position: which of several sources; nil for Flux, which has one.
  static func identity(of resource: Resource, source position: Int? = nil) -> String {
    "\(resource.file.path)#\(resource.name)" + (position.map { "#\($0)" } ?? "")
  }

  private init(flux spec: Node, _ resource: Resource) {
    self.resource = resource
    identity = Self.identity(of: resource)
    directory = resource.file.directory
    path = Self.literal(spec["path"]) ?? (spec["path"] == nil ? "." : "")
    isRecursive = true
    namespace = Self.literal(spec["targetNamespace"])
    defaultNamespace = nil
    prefix = Self.literal(spec["namePrefix"]) ?? ""
    suffix = Self.literal(spec["nameSuffix"]) ?? ""
  }

  private init?(argo source: Node, position: Int, _ destination: Node?, _ resource: Resource) {
    guard let path = Self.literal(source["path"]) else { return nil }
    self.resource = resource
    identity = Self.identity(of: resource, source: position)
    directory = resource.file.directory
    self.path = path
    isRecursive = source.at("directory", "recurse")?.scalarType == .bool(true)
    namespace = Self.literal(source.at("kustomize", "namespace"))
    defaultNamespace = Self.literal(destination)
    prefix = Self.literal(source.at("kustomize", "namePrefix")) ?? ""
    suffix = Self.literal(source.at("kustomize", "nameSuffix")) ?? ""
  }

  /// Nil for what a template or a substitution fills in.
  private static func literal(_ node: Node?) -> String? {
    guard let text = node?.text, !text.isEmpty, !text.holds("{{"), !text.holds("${") else {
      return nil
    }
    return text
  }

  /// The application as an outermost kustomization; nil where its folder is not in the repository.
  ///
  /// Which repository it applies is a matter of its source, which may have any name: a folder that
  /// is there is taken for the one that is meant. A tree that holds several repositories has it
  /// below one of the folders that the application itself stands in.
  func kustomization(in files: FileTree) -> Kustomization? {
    guard !path.isEmpty else { return nil }
    let parts = directory.parts(between: "/")
    let folders = (0...parts.count).map { count in
      Kustomization.resolve(path, in: parts[..<count].joined(separator: "/"))
    }
    guard let folder = folders.first(where: files.hasFolder) else { return nil }
    return Kustomization(
      directory: identity, namespace: namespace, defaultNamespace: defaultNamespace,
      prefix: prefix, suffix: suffix,
      inputs: files.hasKustomization(folder)
        ? [folder] : files.inputs(below: folder, isRecursive: isRecursive))
  }
}
