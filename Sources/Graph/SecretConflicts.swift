internal import Credentials
internal import Manifests
internal import YAMLTree

/// Definitions of one Secret in one file: the last of them is what the cluster gets.
enum SecretConflicts {
  private struct Key: Hashable {
    let file: ObjectIdentifier
    let namespace: String?
    let name: String
  }

  /// Of each Secret the first one before it, by its place in the file, with different content.
  static func earlier(in secrets: [Secret]) -> [ObjectIdentifier: Secret] {
    let named = secrets.filter {
      $0.origin == .manifest && !$0.name.isEmpty && !Placeholder.isTemplate($0.name)
    }
    let groups = Dictionary(grouping: named) { secret in
      Key(
        file: ObjectIdentifier(secret.resource.file), namespace: secret.resource.namespace,
        name: secret.name)
    }
    var result: [ObjectIdentifier: Secret] = [:]
    for group in groups.values where group.count > 1 {
      add(group.sorted { start(of: $0) < start(of: $1) }, to: &result)
    }
    return result
  }

  /// Whatever differs from the first conflicts with it; what does not, with the first that does.
  private static func add(_ group: [Secret], to result: inout [ObjectIdentifier: Secret]) {
    let content = content(group[0])
    var other: Secret?
    for secret in group.dropFirst() {
      if self.content(secret) != content {
        result[ObjectIdentifier(secret)] = group[0]
        other = other ?? secret
      } else if let other {
        result[ObjectIdentifier(secret)] = other
      }
    }
  }

  private static func start(of secret: Secret) -> Int { secret.resource.body.range.lowerBound }

  /// What the cluster would hold; stringData wins.
  private static func content(_ secret: Secret) -> [String: [UInt8]] {
    let ordered =
      secret.entries.filter { $0.field == .data } + secret.entries.filter { $0.field != .data }
    return Dictionary(
      ordered.map { ($0.key, $0.decoded ?? Array($0.value.bytes)) },
      uniquingKeysWith: { _, last in last })
  }
}
