package import Manifests

/// Where every reference leads, looked up once, and from there back.
struct ResolvedReferences: Sendable {
  /// References that lead to the same: of one name, from one file, applied to the same places.
  private struct Group: Sendable {
    let resolution: Resolution
    /// Those whose name is written out, with their positions among all.
    var references: [(position: Int, reference: SecretReference)] = []
    var counts = FieldCounts()
  }

  /// How many references of each field there are: of a Secret that thousands name what matters is
  /// who names it how, so that none of a rarer field is lost.
  private struct FieldCounts: Sendable {
    private(set) var counts: [SecretReference.Field: Int] = [:]

    /// Whether so many of the field are few enough to be kept.
    mutating func add(_ field: SecretReference.Field) -> Bool {
      counts[field, default: 0] += 1
      return counts[field, default: 0] <= Resolution.maximumConsumers
    }
  }

  private struct GroupKey: Hashable {
    let name: String
    let file: ObjectIdentifier
    let hasHoles: Bool
    let instances: [Instance]
  }

  private var groups: [Group] = []
  /// Positions of groups.
  private var groupOfReference: [ReferenceKey: Int] = [:]
  private var groupsOfSecret: [ObjectIdentifier: [Int]] = [:]

  init(_ references: [SecretReference], _ finder: SecretFinder) {
    var known: [GroupKey: Int] = [:]
    for (position, reference) in references.enumerated() {
      let instances = finder.instances(of: reference)
      let key = GroupKey(
        name: reference.name, file: ObjectIdentifier(reference.from.file),
        hasHoles: reference.from.hasHoles, instances: instances)
      let group = known[key] ?? add(finder.resolve(reference, as: instances))
      known[key] = group
      groupOfReference[ReferenceKey(reference)] = group
      guard reference.isLiteral else { continue }
      if groups[group].counts.add(reference.field) {
        groups[group].references.append((position, reference))
      }
    }
  }

  private mutating func add(_ resolution: Resolution) -> Int {
    groups.append(Group(resolution: resolution.shortened))
    for secret in resolution.targets {
      groupsOfSecret[ObjectIdentifier(secret), default: []].append(groups.count - 1)
    }
    return groups.count - 1
  }

  func resolution(of reference: SecretReference) -> Resolution {
    groupOfReference[ReferenceKey(reference)].map { groups[$0].resolution } ?? Resolution()
  }

  func consumers(of secret: Secret) -> [SecretReference] {
    let own = groupsOfSecret[ObjectIdentifier(secret)] ?? []
    guard own.count != 1 else { return groups[own[0]].references.map(\.reference) }
    var counts = FieldCounts()
    return own.flatMap { groups[$0].references }.sorted { $0.position < $1.position }
      .map(\.reference).filter { counts.add($0.field) }
  }

  /// The fields by which something refers to the Secret.
  func uses(of secret: Secret) -> Set<SecretReference.Field> {
    (groupsOfSecret[ObjectIdentifier(secret)] ?? []).reduce(into: []) {
      $0.formUnion(groups[$1].counts.counts.keys)
    }
  }
}

extension ResourceGraph {
  /// Something in the repository provides the Secret that is named: a manifest, a controller that is
  /// asked for it, or a command.
  package func isKnown(_ reference: SecretReference) -> Bool {
    !resolve(reference).targets.isEmpty || isProvided(reference)
  }
}
