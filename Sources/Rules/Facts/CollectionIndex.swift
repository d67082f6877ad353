internal import CEL
internal import Credentials
internal import Graph
internal import Manifests
internal import Synchronization
internal import YAMLTree

/// One name by which a row can be referred to.
struct RowName: Sendable {
  let name: String
  /// Nil where it is not known.
  let namespace: String?

  static func all(_ instances: [Instance]) -> [RowName] {
    instances.map { RowName(name: $0.name, namespace: $0.namespace) }
  }
}

/// What a row is found by.
struct LookupKeys: Sendable {
  let names: [RowName]
  let labels: [(key: String, value: String)]
  let kind: String

  init(_ names: [RowName], _ labels: [(key: String, value: String)], kind: String) {
    self.names = names
    self.labels = labels
    self.kind = kind
  }

  static func of(_ resource: Resource, in world: RuleContext) -> LookupKeys {
    let own = RowName(name: resource.name, namespace: resource.namespace)
    return LookupKeys(
      RowName.all(world.graph.instances(of: resource)) + [own], resource.labels?.textPairs ?? [],
      kind: resource.kind)
  }
}

/// Positions of the rows by what they are found by.
struct CollectionIndex: Sendable {
  private struct Label: Hashable { let key, value: String }

  let count: Int
  private var byName: [String: [(position: Int, namespaces: Set<String?>)]] = [:]
  private var byLabel: [Label: [Int]] = [:]
  private var byKind: [String: [Int]] = [:]
  let value: @Sendable (Int, RuleContext) -> Value

  init(_ rows: [LookupKeys], value: @escaping @Sendable (Int, RuleContext) -> Value) {
    count = rows.count
    self.value = value
    for (position, row) in rows.enumerated() {
      for (name, instances) in Dictionary(grouping: row.names, by: \.name) {
        byName[name, default: []].append((position, Set(instances.map(\.namespace))))
      }
      for (key, value) in row.labels {
        byLabel[Label(key: key, value: value), default: []].append(position)
      }
      byKind[row.kind, default: []].append(position)
    }
  }

  /// - Parameter namespace: empty for one that is not known, which matches any, as any matches a row
  ///   of which it is not known.
  func named(_ name: String, in namespace: String = "") -> [Int] {
    let rows = byName[name] ?? []
    guard !namespace.isEmpty else { return rows.map(\.position) }
    return rows.filter { $0.namespaces.contains(namespace) || $0.namespaces.contains(nil) }
      .map(\.position)
  }

  /// Rows that have every one of the labels; without labels none.
  func labelled(_ selector: [(key: String, value: String)]) -> [Int] {
    let lists = selector.map { byLabel[Label(key: $0.key, value: $0.value)] ?? [] }
    guard let shortest = lists.min(by: { $0.count < $1.count }) else { return [] }
    let sets = lists.map { Set($0) }
    return shortest.filter { position in sets.allSatisfy { $0.contains(position) } }
  }

  func ofKind(_ kind: String) -> [Int] { byKind[kind] ?? [] }
}

/// The indexes of a run, each made when it is first asked for, by whichever thread comes first.
final class CollectionIndexes: Sendable {
  private final class Cell: Sendable {
    let index = Mutex<CollectionIndex?>(nil)
  }

  private let cells: [Cell]

  /// - Parameter count: of collections.
  init(count: Int) { cells = (0..<count).map { _ in Cell() } }

  func index(_ position: Int, make: () -> CollectionIndex) -> CollectionIndex {
    cells[position].index.withLock { index in
      if let index { return index }
      let made = make()
      index = made
      return made
    }
  }
}
