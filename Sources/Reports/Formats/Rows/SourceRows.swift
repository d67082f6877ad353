internal import Credentials
internal import Graph
internal import Manifests
package import Rules
internal import YAMLTree

/// What deploys what, across repositories.
package enum SourceRows {
  package static func lines(_ world: RuleContext, _ envelope: RowEnvelope) throws -> String {
    let sources = world.graph.remoteSources.filter { $0.object.file.isReported }
    let tables = LineTables(places: sources.map(\.place))
    var reaches = ReachIndex(world.graph, world.settings.environments)
    return try sources.flatMap { source -> [String] in
      let (line, _) = tables[source.place.file].position(of: source.place.range.lowerBound)
      let roots = reaches.reach(of: source.object).roots ?? []
      return try clusters(of: source, envelope, roots).map { cluster in
        try envelope.line(
          FleetTable.sources.schemaName,
          [
            "kind": .string(source.kind.rawValue),
            "path": .string(Redaction.scan(source.place.shownPath)), "line": .integer(line),
            "object": .string(Redaction.scan("\(source.object.kind) '\(source.object.name)'")),
            "url": .string(Redaction.scan(source.address.url)),
            "url_key": .string(Redaction.scan(source.address.key)),
            "source_path": .string(Redaction.scan(source.path)),
            "ref": .string(Redaction.scan(source.reference)),
            "cluster": .string(Redaction.scan(cluster)),
            "namespace": .string(Redaction.scan(source.namespace)),
            "roots": .list(roots.map { .string(Redaction.scan($0.name)) }),
          ])
      }
    }.joined()
  }

  /// Another cluster is called as the object says; the own one by what deploys the object: the
  /// repository and the folder, which no other cluster has.
  private static func clusters(
    of source: RemoteSource, _ envelope: RowEnvelope, _ roots: [Reach.Root]
  ) -> [String] {
    // A base is deployed by whatever deploys its kustomization.
    guard source.cluster.isEmpty, source.kind != .kustomizeBase else { return [source.cluster] }
    let all = Set(roots.map { folder(of: $0.name) })
    // What stands in a cluster's own folder is that cluster's, whatever else may apply it.
    let own = source.object.file.directory
    let around = all.filter { $0.isEmpty || own == $0 || own.hasPrefix($0 + "/") }
    let nearest = around.map(\.count).max()
    let folders = around.isEmpty ? all : around.filter { $0.count == nearest }
    let names = folders.isEmpty ? [own] : folders.sorted()
    return names.map { "\(envelope.repository)//\($0)" }
  }

  /// An object that deploys stands in its cluster's folder: `clusters/prod/flux-system/a.yaml#b`.
  private static func folder(of root: String) -> String {
    guard let mark = root.firstIndex(of: "#") else { return root }
    var parts = root[..<mark].split(separator: "/").dropLast()
    if parts.last == "flux-system" { parts = parts.dropLast() }
    return parts.joined(separator: "/")
  }

  static let properties: [String: JSON] = [
    "kind": .choice(RemoteSource.Kind.allCases.map(\.rawValue)), "path": .text, "line": .count,
    "object": .text, "url": .text,
    "url_key": .text.described("Host and path, equal for what means the same repository."),
    "source_path": .text.described("The folder in that repository; empty for its root."),
    "ref": .text.described("A branch, tag, commit or range; empty for none."),
    "cluster": .text.described(
      "What it is deployed to: as the object says, or the repository and folder of its own cluster; empty for a base, which its roots deploy."
    ),
    "namespace": .text, "roots": .texts.described("What deploys the object."),
  ]
}
