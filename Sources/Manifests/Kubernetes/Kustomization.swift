internal import Credentials
internal import Encodings
package import YAMLTree

/// A kustomization as far as names and namespaces go (kustomize `api/types/kustomization.go`).
package final class Kustomization: Sendable {
  package let directory: String
  /// Replaces that of everything it lists.
  package let namespace: String?
  /// For what has none.
  package let defaultNamespace: String?
  package let prefix: String
  package let suffix: String
  /// Objects have other names behind it.
  package var renames: Bool { !prefix.isEmpty || !suffix.isEmpty }
  /// Paths it lists, resolved against its folder, each once and in their order.
  package let inputs: [String]
  /// The folders of its components.
  package let components: [String]
  package let patches: KustomizePatches
  package let replacements: KustomizeReplacements
  /// It lists what another repository holds, or a chart to be fetched.
  package let hasRemoteParts: Bool
  /// It says itself which fields change along with a name.
  package let carriesNames: Bool

  /// Whether kustomize reads a file of that name as a kustomization.
  package static func isFileName(_ name: String) -> Bool {
    name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization"
  }

  /// A kustomization may leave out its `apiVersion` and `kind`.
  package static func implicitResource(_ node: Node, _ file: InputFile) -> Resource? {
    guard node.kind == .mapping else { return nil }
    return Resource(
      file: file, body: node, apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization")
  }

  package init?(_ resource: Resource) {
    guard resource.role == .kustomization, Self.isFileName(resource.file.name) else {
      return nil
    }
    let body = resource.body
    let directory = resource.file.directory
    self.directory = directory
    let namespace = body["namespace"]?.text ?? ""
    self.namespace = namespace.isEmpty ? nil : namespace
    defaultNamespace = nil
    prefix = body["namePrefix"]?.text ?? ""
    suffix = body["nameSuffix"]?.text ?? ""
    func paths(_ keys: String...) -> [String] {
      keys.flatMap { body[$0]?.elements ?? [] }
        .filter { $0.kind == .scalar && !$0.text.holds("://") }
        .map { Self.resolve($0.text, in: directory) }
    }
    inputs = Set(paths("resources", "bases")).sorted()
    // The same component twice changes nothing more of interest.
    components = paths("components").reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    patches = KustomizePatches(resource)
    replacements = KustomizeReplacements(resource)
    hasRemoteParts = Self.listsRemoteParts(body)
    carriesNames = ["configurations", "crds", "replacements", "transformers", "vars"].contains {
      body[$0]?.elements.isEmpty == false
    }
  }

  /// As kustomize tells an address from a path (`api/internal/git/repospec.go`).
  private static func listsRemoteParts(_ body: Node) -> Bool {
    if ["helmCharts", "helmChartInflationGenerator"].contains(where: {
      body[$0]?.elements.isEmpty == false
    }) {
      return true
    }
    return ["resources", "bases", "components"].flatMap { body[$0]?.elements ?? [] }.contains {
      let text = $0.text
      return text.holds("://") || text.holds("?ref=") || text.hasPrefix("git@")
        || text.hasPrefix("github.com/")
    }
  }

  /// What a controller makes of a folder that it applies.
  package init(
    directory: String, namespace: String?, defaultNamespace: String?, prefix: String,
    suffix: String, inputs: [String]
  ) {
    self.directory = directory
    self.namespace = namespace
    self.defaultNamespace = defaultNamespace
    self.prefix = prefix
    self.suffix = suffix
    self.inputs = inputs
    components = []
    hasRemoteParts = false
    patches = KustomizePatches()
    replacements = KustomizeReplacements()
    carriesNames = false
  }

  /// A path relative to a folder, without `.` and `..`.
  package static func resolve(_ path: String, in directory: String) -> String {
    var parts = directory.parts(between: "/")
    for part in path.parts(between: "/") {
      switch part {
      case ".": continue
      case "..": if parts.isEmpty { return "../" + path } else { parts.removeLast() }
      default: parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
