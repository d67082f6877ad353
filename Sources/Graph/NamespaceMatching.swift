package import Manifests

/// Whether two objects of a repository can meet in a cluster.
extension Resource {
  /// Fixtures of two tests may share names and never meet: of them only what stands in one folder,
  /// or below it, belongs together.
  package func mayMeet(_ other: Resource) -> Bool {
    guard isRenderedTogether(with: other) else { return false }
    guard file.isInTestFolder || other.file.isInTestFolder else { return true }
    let (own, others) = (file.directory.utf8, other.file.directory.utf8)
    let (outer, inner) = own.count < others.count ? (own, others) : (others, own)
    guard inner.starts(with: outer) else { return false }
    return inner.count == outer.count
      || !outer.isEmpty && inner.dropFirst(outer.count).first == UInt8(ascii: "/")
  }

  /// False for a template and what another chart, or none, makes: which release of which chart
  /// stands in a namespace is not known.
  package func isRenderedTogether(with other: Resource) -> Bool {
    (!hasHoles && !other.hasHoles) || file.templateScope == other.file.templateScope
  }

  /// False only for two known namespaces that differ, and for what is rendered apart.
  package func mayShareNamespace(with other: Resource) -> Bool {
    guard isRenderedTogether(with: other) else { return false }
    return namespace == nil || other.namespace == nil || namespace == other.namespace
  }
}
