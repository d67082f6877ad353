internal import Credentials
package import Graph
package import Manifests
package import YAMLTree

/// Keys of clouds that stay the same until somebody replaces them, and the programs that use them.
package enum CloudKeys {
  private static let rows: [(title: String, keys: Set<String>)] = [
    ("AWS access key", ["awssecretaccesskey", "secretaccesskey", "awssecretkey"]),
    ("Azure client secret", ["azureclientsecret", "armclientsecret"]),
    ("Cloudflare token", ["cloudflareapitoken", "cfapitoken", "cloudflareapikey", "cfapikey"]),
    ("DigitalOcean token", ["digitaloceanaccesstoken", "digitaloceantoken"]),
    ("Hetzner Cloud token", ["hcloudtoken"]),
  ]

  /// What the keys of the Secret are called, whether their values are to be seen or not.
  package static func title(of secret: Secret) -> (text: String, node: Node)? {
    for entry in secret.entries {
      let key = entry.key.lowercased().filter { $0 != "-" && $0 != "_" }
      if let row = rows.first(where: { $0.keys.contains(key) }) {
        return (row.title, entry.keyNode)
      }
    }
    return nil
  }

  /// The programs that use the Secret, each once: a controller for objects that it reads, or else the
  /// first of the workloads that have an image in common.
  package static func users(
    of secret: Secret, _ graph: ResourceGraph
  ) -> [(name: String, node: Node)] {
    var seen: Set<String> = []
    return graph.consumers(of: secret).compactMap { reference in
      let user = reference.from
      guard !user.isFragment, !graph.isPatchFile(user.file.path) else { return nil }
      let program = program(user)
      let marks = [program] + images(of: user)
      defer { seen.formUnion(marks) }
      return seen.isDisjoint(with: marks) ? (program, reference.nameNode) : nil
    }
  }

  /// What the containers of a workload run, whatever their versions.
  private static func images(of user: Resource) -> [String] {
    Containers.all(in: user).compactMap { $0["image"]?.text }.map {
      ImageName($0)?.repository ?? $0
    }
  }

  private static func program(_ user: Resource) -> String {
    if user.role == .workload || user.role == .run { return user.described }
    return controllers.first { user.group == $0.group || user.group.hasSuffix("." + $0.group) }?
      .name ?? (user.group.isEmpty ? user.described : "the controller of \(user.group)")
  }

  private static let controllers = [
    (group: "cert-manager.io", name: "cert-manager"),
    (group: "external-secrets.io", name: "External Secrets"), (group: "velero.io", name: "Velero"),
    (group: "toolkit.fluxcd.io", name: "Flux"), (group: "crossplane.io", name: "Crossplane"),
    (group: "upbound.io", name: "Crossplane"), (group: "cnpg.io", name: "CloudNativePG"),
    (group: "volsync.backube", name: "VolSync"), (group: "externaldns.k8s.io", name: "ExternalDNS"),
  ]
}
