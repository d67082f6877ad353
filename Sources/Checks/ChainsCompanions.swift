package import Graph
internal import Manifests
internal import YAMLTree

/// Settings of Chains that are nothing without others.
extension ChainsSetting {
  private struct Companion: Sendable {
    /// How the keys that take the value end.
    let key: String
    let value: String
    /// Any of these gives what is needed; the first is the one to name.
    let needs: [String]

    init(_ key: String, _ value: String, _ needs: String...) {
      self.key = key
      self.value = value
      self.needs = needs
    }
  }

  /// By what each signer and store refuses to start without (tektoncd/chains `pkg/chains/signing`,
  /// `pkg/chains/storage`).
  private static let companions = [
    Companion(".signer", "kms", "signers.kms.kmsref"),
    Companion(".storage", "gcs", "storage.gcs.bucket"),
    Companion(
      ".storage", "docdb", "storage.docdb.url", "storage.docdb.mongo-server-url",
      "storage.docdb.mongo-server-url-dir", "storage.docdb.mongo-server-url-path"),
    Companion(".storage", "grafeas", "storage.grafeas.projectid"),
    Companion(".storage", "archivista", "storage.archivista.url"),
    Companion("storage.pubsub.provider", "kafka", "storage.pubsub.kafka.bootstrap.servers"),
  ]

  /// The end of a sentence about a setting that nothing beside it completes; nil where something
  /// does, or a patch may.
  package func missing(in graph: ResourceGraph) -> String? {
    guard !resource.hasHoles, !graph.isPatched(resource) else { return nil }
    let values = Set(value.split(separator: ",").map { $0.filter { $0 != " " } })
    return Self.companions.first { companion in
      entry.key.text.hasSuffix(companion.key) && values.contains(companion.value)
        && companion.needs.allSatisfy { table[$0]?.text.isEmpty != false }
    }.map { "is '\($0.value)', and nothing sets '\($0.needs[0])'" }
  }
}

extension ResourceGraph {
  /// Whether an object is no more than a patch, or patches of kustomize may add to it.
  func isPatched(_ resource: Resource) -> Bool {
    patchesKind(resource.kind) || isPatchFile(resource.file.path)
  }
}
