internal import Manifests

/// What the patches of all kustomizations say together.
struct PatchIndex: Sendable {
  /// Secrets that objects make once they are patched.
  let madeSecrets: Set<String>
  /// Kinds of the objects that are patched.
  let kinds: Set<String>
  /// Files that hold patches, from the root of the repository.
  let files: Set<String>

  init(_ resources: [Resource]) {
    let kustomizations = resources.filter { $0.role == .kustomization }
    let patches = kustomizations.map(KustomizePatches.init)
    madeSecrets = Set(patches.flatMap(\.madeSecrets))
    kinds = Set(patches.flatMap(\.kinds))
    files = Set(
      kustomizations.flatMap {
        KustomizePatches.paths(in: $0.body, directory: $0.file.directory)
      })
  }
}
