package import Manifests

/// Which files a change of others can concern.
extension ResourceGraph {
  /// Files to report on beside the selected ones: those that a kustomization among them lists, for
  /// what they come to stands there, and those that name a Secret which nothing provides any more.
  /// Whatever else concerns a selected file has a related place in it.
  ///
  /// - Parameter earlier: what the selected files held before.
  package func files(
    concernedBy selected: Set<String>, earlier: [EarlierSecret]
  ) -> Set<String> {
    overlays.files(under: selected).union(filesNaming(earlier))
  }

  private func filesNaming(_ earlier: [EarlierSecret]) -> Set<String> {
    let names = Set(earlier.map(\.name))
    guard !names.isEmpty else { return [] }
    return Set(
      references.filter { reference in
        reference.isLiteral && names.contains(reference.name)
          && resolve(reference).targets.isEmpty
      }.map(\.from.file.path))
  }

  /// Secrets of files as they were.
  package static func earlierSecrets(in files: [FileContent]) -> [EarlierSecret] {
    files.flatMap(\.secrets).filter(\.isCreated).map {
      EarlierSecret(name: $0.name, namespace: $0.namespace)
    }
  }
}

/// A Secret that a changed file held before.
package struct EarlierSecret: Sendable {
  package let name: String
  /// Nil when nothing said which.
  package let namespace: String?

  package init(name: String, namespace: String? = nil) {
    self.name = name
    self.namespace = namespace
  }
}
