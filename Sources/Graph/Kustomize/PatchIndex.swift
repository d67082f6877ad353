internal import Manifests

/// What the patches of all kustomizations say together.
struct PatchIndex: Sendable {
  /// Secrets that objects make once they are patched.
  let madeSecrets: Set<String>
  /// Kinds of the objects that are patched.
  let kinds: Set<String>
  /// Files that hold patches, from the root of the repository.
  let files: Set<String>

  /// - Parameter kustomizations: read from the resources, because patches are parsed only once.
  init(_ kustomizations: [Kustomization], _ resources: [Resource]) {
    let patches = kustomizations.map(\.patches)
    madeSecrets = Set(patches.flatMap(\.madeSecrets))
    kinds = Set(patches.flatMap(\.kinds))
    files = Set(
      resources.filter { $0.role == .kustomization }.flatMap {
        KustomizePatches.paths(in: $0.body, directory: $0.file.directory)
      })
  }
}
