package import Credentials

/// Images by the registries that a docker config can name for them.
package struct ImageIndex: Sendable {
  private var byRegistry: [String: [ImageName]] = [:]
  /// Registries by how many labels their hosts have: a glob stands for one label each.
  private var byLabels: [Int: [String]] = [:]

  init(_ images: Set<ImageName>) {
    byRegistry = Dictionary(grouping: images, by: \.registry)
    byLabels = Dictionary(grouping: byRegistry.keys, by: Self.labels)
  }

  private static func labels(_ host: String) -> Int {
    host.utf8.count { $0 == UInt8(ascii: ".") }
  }

  /// Whether kubelet uses a credential under the key for one of the images.
  package func holdsImage(for key: RegistryKey) -> Bool {
    if let images = byRegistry[key.host], images.contains(where: key.matches) { return true }
    guard key.isGlob else { return false }
    return (byLabels[Self.labels(key.host)] ?? []).contains { registry in
      byRegistry[registry]?.contains(where: key.matches) == true
    }
  }
}
