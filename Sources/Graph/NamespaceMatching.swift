package import Manifests

/// Whether two objects of a repository can meet in a cluster.
extension Resource {
  /// Fixtures of two tests may share names and never meet: of them only what stands in one folder,
  /// or below it, belongs together.
  package func mayMeet(_ other: Resource) -> Bool {
    guard file.isInTestFolder || other.file.isInTestFolder else { return true }
    let (left, right) = (file.directory + "/", other.file.directory + "/")
    return left.hasPrefix(right) || right.hasPrefix(left)
  }

  /// False only for two known namespaces that differ.
  package func mayShareNamespace(with other: Resource) -> Bool {
    namespace == nil || other.namespace == nil || namespace == other.namespace
  }
}
