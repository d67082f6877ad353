package import CEL
internal import Checks
internal import Credentials
package import Graph
internal import Manifests
internal import Synchronization
internal import YAMLTree

/// All rows of a kind as a value of expressions, to look some of them up by their name, their labels
/// or their kind: `secrets.named('db', 'shop')`.
///
/// A loop over all rows for each row of a rule would take the square of their number, so there is no
/// way to write one: the value cannot be iterated over.
struct WorldCollection: Sendable {
  /// As rules name it.
  let name: String
  /// The type of its rows.
  let element: String
  let message: MessageType
  let functions: [Overload]
  fileprivate let make: @Sendable (RuleContext) -> CollectionIndex

  fileprivate init<Subject: Sendable>(
    _ name: String, of type: FactType<Subject>, kind: String?, isLabelled: Bool = true,
    _ subjects: @escaping @Sendable (RuleContext) -> [Subject],
    keys: @escaping @Sendable (Subject, RuleContext) -> LookupKeys
  ) {
    let typeName = name.prefix(1).uppercased() + name.dropFirst()
    self.name = name
    element = type.name
    message = MessageType(
      name: typeName, doc: "All \(name) of the repository, to look up.", fields: [],
      iterationHint:
        "for every row of the rule it would go through every \(type.name); look up those that matter, as in \(name).named('x')"
    )
    functions = LookupFunction.all(
      in: name, as: .message(typeName), of: .message(type.name), kind: kind, isLabelled: isLabelled)
    make = { world in
      let subjects = subjects(world)
      return CollectionIndex(subjects.map { keys($0, world) }) { position, world in
        type.value(subjects[position], world)
      }
    }
  }

  static let all: [WorldCollection] = [
    WorldCollection("secrets", of: SecretFacts.secret, kind: "type, as written") {
      $0.graph.secrets
    } keys: { secret, world in
      let labels = SecretFacts.labels(of: secret)?.textPairs ?? []
      let own = RowName(name: secret.name, namespace: secret.namespace)
      return LookupKeys(
        RowName.all(world.graph.instances(of: secret)) + [own], labels, kind: secret.type)
    },
    WorldCollection("resources", of: ManifestFacts.resource, kind: "kind") {
      $0.graph.resources
    } keys: {
      .of($0, in: $1)
    },
    WorldCollection("namespaces", of: ManifestFacts.resource, kind: nil) { world in
      world.graph.resources.filter { $0.kind == "Namespace" && $0.group.isEmpty }
    } keys: { namespace, _ in
      let own = RowName(name: namespace.name, namespace: nil)
      return LookupKeys([own], namespace.labels?.textPairs ?? [], kind: namespace.kind)
    },
    WorldCollection("configMaps", of: ManifestFacts.configMap, kind: "kind") { world in
      world.graph.resources.filter { $0.role == .configMap }
    } keys: {
      .of($0, in: $1)
    },
    WorldCollection("accounts", of: AccountFacts.account, kind: "kind") {
      $0.graph.accounts
    } keys: {
      .of($0.resource, in: $1)
    },
    WorldCollection("workloads", of: ReferenceFacts.workload, kind: "kind") {
      $0.graph.workloads
    } keys: {
      .of($0.resource, in: $1)
    },
    WorldCollection("grants", of: AccessFacts.grant, kind: "kind of the role") {
      $0.graph.grants
    } keys: { grant, world in
      .of(grant.role, in: world)
    },
    WorldCollection(
      "references", of: ReferenceFacts.reference, kind: "field", isLabelled: false
    ) {
      $0.graph.references
    } keys: { reference, world in
      let instances = world.graph.instances(of: reference.from).map {
        RowName(name: reference.name, namespace: $0.namespace)
      }
      return LookupKeys(instances, [], kind: reference.field.rawValue)
    },
    WorldCollection(
      "credentials", of: CredentialFacts.credential, kind: "kind", isLabelled: false
    ) {
      $0.graph.credentials.map(FoundCredential.kept)
    } keys: { credential, world in
      let names = (credential.kept?.secret).map { RowName.all(world.graph.instances(of: $0)) } ?? []
      return LookupKeys(names, [], kind: credential.kind.id)
    },
    WorldCollection("commands", of: CommandFacts.command, kind: "purpose", isLabelled: false) {
      $0.graph.commands
    } keys: { command, _ in
      let own = RowName(name: command.program, namespace: nil)
      return LookupKeys([own], [], kind: command.purpose.rawValue)
    },
  ]

  /// Everything that an expression of a rule may call.
  static let functionTable = FunctionTable.standard.adding(all.flatMap(\.functions))

  static let positions = Dictionary(
    all.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
}

/// A collection as the expression language sees it.
final class CollectionRecord: Record {
  private let position: Int
  let world: RuleContext

  init(position: Int, world: RuleContext) {
    self.position = position
    self.world = world
  }

  var typeName: String { WorldCollection.all[position].message.name }
  var origin: Origin { Origin() }
  var identity: String { WorldCollection.all[position].name }
  func value(of field: Int) -> Value { Value(.null) }
  func has(_ field: Int) -> Bool { false }

  var index: CollectionIndex { world.index(position) }

  func rows(_ positions: [Int]) -> [Value] {
    let index = self.index
    return positions.map { index.value($0, world) }
  }
}

extension RuleContext {
  package convenience init(
    graph: ResourceGraph, now: Timestamp, scopes: ScopeTable, settings: Settings
  ) {
    self.init(
      graph, now, scopes, settings, [], graph.problems,
      CollectionIndexes(count: WorldCollection.all.count)
    ) { FactCollection.byName[$0]?.message }
  }

  func index(_ position: Int) -> CollectionIndex {
    indexes.index(position) { WorldCollection.all[position].make(self) }
  }

  func index(of collection: String) -> CollectionIndex? {
    WorldCollection.positions[collection].map { index($0) }
  }

  /// The Namespace of an object that stands in one known namespace; nil where the repository does
  /// not hold it, or holds several of the name that it does not tell apart.
  func namespaceObject(of instances: [Instance], near resource: Resource) -> Resource? {
    guard let first = instances.first?.namespace,
      instances.allSatisfy({ $0.namespace == first }), let index = index(of: "namespaces")
    else { return nil }
    let found = index.named(first).compactMap { position -> Resource? in
      guard case .record(let record) = index.value(position, self).payload else { return nil }
      return (record as? FactRecord<Resource>)?.subject
    }.filter(resource.mayMeet)
    guard found.count > 1 else { return found.first }
    let near = found.filter { $0.file.directory == resource.file.directory }
    return near.count == 1 ? near[0] : nil
  }
}

extension Node {
  /// The scalars of a mapping as text.
  package var textPairs: [(key: String, value: String)] {
    entries.filter { $0.key.kind == .scalar && $0.value.kind == .scalar }
      .map { ($0.key.text, $0.value.text) }
  }
}

extension Value {
  fileprivate var textPairs: [(key: String, value: String)] {
    guard case .map(let map) = payload else { return [] }
    return map.entries.map { ($0.key.string, $0.value.string) }
  }
}
