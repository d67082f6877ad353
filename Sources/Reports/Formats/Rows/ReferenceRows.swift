internal import Credentials
internal import Graph
internal import Manifests
package import Rules
internal import YAMLTree

/// Every name of a Secret.
package enum ReferenceRows {
  package static func lines(_ world: RuleContext, _ envelope: RowEnvelope) throws -> String {
    let graph = world.graph
    let references = graph.references.filter { $0.from.file.isReported && $0.isLiteral }
    var reaches = ReachIndex(graph, world.settings.environments)
    let tables = LineTables(places: references.map(\.nameNode.place))
    return try references.map { reference in
      let place = reference.nameNode.place
      let (line, column) = tables[place.file].position(of: place.range.lowerBound)
      let own = graph.instances(of: reference.from).map(\.namespace)
      let namespaces = Set(own.compactMap { reference.namespace(from: $0) }).sorted()
      return try envelope.line(
        FleetTable.references.schemaName,
        [
          "path": .string(Redaction.scan(place.shownPath)), "line": .integer(line),
          "column": .integer(column), "from_kind": .string(Redaction.scan(reference.from.kind)),
          "from_name": .string(Redaction.scan(reference.from.name)),
          "namespaces": .list(namespaces.map { .string(Redaction.scan($0)) }),
          "name": .string(Redaction.scan(reference.name)),
          "key": .string(Redaction.names(in: reference.key)),
          "kind": .string(reference.row?.path ?? reference.field.rawValue),
          "optional": .bool(reference.isOptional), "resolved": .bool(graph.isKnown(reference)),
          "roots": .list(
            (reaches.reach(of: reference.from).roots ?? []).map { .string(Redaction.scan($0.name)) }
          ),
        ])
    }.joined()
  }

  static let properties: [String: JSON] = [
    "path": .text, "line": .count, "column": .count, "from_kind": .text, "from_name": .text,
    "namespaces": .texts.described("Where the name is looked up, as far as that is known."),
    "name": .text.described("Of the Secret."),
    "key": .text.described("What is asked for of it; empty for all."),
    "kind": .text.described("The field, such as imagePullSecrets or spec.secretRef."),
    "roots": .texts.described("What deploys the object that names it."), "optional": .flag,
    "resolved": .flag.described("Something in the repository provides it."),
  ]
}
