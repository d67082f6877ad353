package import Manifests

/// Which files a change of others can concern.
extension ResourceGraph {
  /// Files that refer to something in the changed ones, or are referred to from them, or are listed
  /// by a kustomization among them.
  ///
  /// - Parameter names: what the changed files held before, so that the references to what is gone
  ///   are found as well.
  package func affectedFiles(by changed: Set<String>, names earlier: Set<String>) -> Set<String> {
    let names = earlier.union(
      resources.filter { changed.contains($0.file.path) }.map(\.name)
        + secrets.filter { changed.contains($0.resource.file.path) }.map(\.name))
    var result = overlays.files(under: changed)
    for reference in references where reference.isLiteral {
      if names.contains(reference.name) { result.insert(reference.from.file.path) }
      guard changed.contains(reference.from.file.path) else { continue }
      result.formUnion(resolve(reference).targets.map(\.resource.file.path))
    }
    for workload in workloads {
      if names.contains(workload.accountName), workload.accountNode != nil {
        result.insert(workload.resource.file.path)
      }
      guard changed.contains(workload.resource.file.path) else { continue }
      result.formUnion(accounts(of: workload).map(\.resource.file.path))
    }
    return result
  }

  /// Files that name one of the Secrets, which nothing provides any more.
  package func filesNaming(_ earlier: [EarlierSecret]) -> Set<String> {
    let names = Set(earlier.map(\.name))
    guard !names.isEmpty else { return [] }
    return Set(
      references.filter { reference in
        reference.isLiteral && names.contains(reference.name)
          && resolve(reference).targets.isEmpty
      }.map(\.from.file.path))
  }

  /// Names of everything in files as they were.
  package static func names(in files: [FileContent]) -> Set<String> {
    let resources = files.flatMap(\.resources)
    return Set(resources.map(\.name) + resources.flatMap(SecretReader.secrets).map(\.name))
  }

  /// Secrets of files as they were.
  package static func earlierSecrets(in files: [FileContent]) -> [EarlierSecret] {
    files.flatMap(\.resources).flatMap(SecretReader.secrets).filter(\.isCreated).map {
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
