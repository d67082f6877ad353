internal import Encodings
internal import Manifests
internal import YAMLTree

/// A role, whoever brings it.
enum RoleSource {
  case own(Resource)
  case builtIn(BuiltInRole)
}

/// Tells roles from one another.
struct RoleIdentity: Hashable {
  private let own: ObjectIdentifier?
  private let name: String

  init(_ source: RoleSource) {
    switch source {
    case .own(let role): (own, name) = (ObjectIdentifier(role), "")
    case .builtIn(let role): (own, name) = (nil, role.name)
    }
  }
}

/// What was found of roles so far. Roles that collect one another have as many parts as there are pairs
/// of them: beyond a number that no cluster has, they are not followed.
struct RoleParts {
  fileprivate var parts: [RoleIdentity: [RoleSource]] = [:]
  /// How many times a collecting role may still be followed to one that it collects.
  fileprivate var room = 200_000
  /// Roles that were not followed.
  fileprivate(set) var cut = Set<ObjectIdentifier>()
}

/// The roles of a repository and of Kubernetes, by what bindings and aggregated roles say of them.
struct RoleIndex {
  let roles: [Resource]
  private let byName: [String: [Resource]]
  private let clusterRoles: [Resource]
  /// Cluster roles by each of their labels.
  private let byLabel: [String: [Resource]]
  private let namespaces: (Resource) -> [String?]
  /// Where each Role is applied: many bindings ask for roles of one name.
  private let namespacesOfRoles: [ObjectIdentifier: Set<String?>]

  /// - Parameter namespaces: where an object is applied.
  init(_ resources: [Resource], namespaces: @escaping (Resource) -> [String?]) {
    self.namespaces = namespaces
    roles = resources.filter { $0.role == .role }
    byName = Dictionary(grouping: roles) { "\($0.kind)/\($0.name)" }
    namespacesOfRoles = Dictionary(
      roles.filter { $0.kind == "Role" }.map { (ObjectIdentifier($0), Set(namespaces($0))) },
      uniquingKeysWith: { first, _ in first })
    clusterRoles = roles.filter { $0.kind == "ClusterRole" }
    var byLabel: [String: [Resource]] = [:]
    for role in clusterRoles {
      for label in role.labels?.entries ?? [] {
        byLabel[Self.key(label.key.text, label.value.text), default: []].append(role)
      }
    }
    self.byLabel = byLabel
  }

  private static func key(_ label: String, _ value: String) -> String { "\(label)=\(value)" }

  private static let builtIn = Dictionary(
    BuiltInRole.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The role that a binding gives: the repository's own before the one that Kubernetes brings.
  func target(of binding: Resource) -> RoleSource? {
    guard let reference = binding.body["roleRef"], let kind = reference["kind"]?.text,
      let name = reference["name"]?.text
    else { return nil }
    let own = byName["\(kind)/\(name)"] ?? []
    if let role = nearest(own, to: binding) { return .own(role) }
    guard own.isEmpty, kind == "ClusterRole" else { return nil }
    return Self.builtIn[name].map { .builtIn($0) }
  }

  /// The role that a binding means: of several with the name, the one that stands nearest, because
  /// a repository holds more than one cluster, and fixtures that never meet.
  private func nearest(_ roles: [Resource], to binding: Resource) -> Resource? {
    guard !roles.isEmpty else { return nil }
    let held = Set(namespaces(binding))
    let fitting = roles.filter { role in
      guard !role.name.isEmpty, role.mayMeet(binding) else { return false }
      guard role.kind == "Role" else { return true }
      let own = namespacesOfRoles[ObjectIdentifier(role)] ?? [nil]
      if own.contains(where: { $0 != nil && held.contains($0) }) { return true }
      // A namespace that one of the two leaves open is the other's only where they stand together.
      return (own.contains(nil) || held.contains(nil))
        && role.file.directory == binding.file.directory
    }
    guard fitting.count > 1 else { return fitting.first }
    let folders = binding.file.directory.parts(between: "/")
    func closeness(_ role: Resource) -> Int {
      if role.file === binding.file { return Int.max }
      return zip(role.file.directory.parts(between: "/"), folders).prefix { $0 == $1 }.count
    }
    return fitting.map { ($0, closeness($0)) }.max { $0.1 < $1.1 }?.0
  }

  /// The roles whose rules a role has: itself, or all that it collects by label, to any depth. The
  /// controller replaces what an aggregated role says itself
  /// (kubernetes `pkg/controller/clusterroleaggregation`).
  func parts(of source: RoleSource, _ known: inout RoleParts) -> [RoleSource] {
    guard case .own(let role) = source else {
      var (seen, room) = (Set<RoleIdentity>(), Int.max)
      return parts(of: source, &seen, &room)
    }
    guard role.body["aggregationRule"] != nil else { return [source] }
    let identity = RoleIdentity(source)
    if let parts = known.parts[identity] { return parts }
    var seen = Set<RoleIdentity>()
    var parts = parts(of: source, &seen, &known.room)
    if known.room == 0 {
      known.cut.insert(ObjectIdentifier(role))
      parts = []
    }
    known.parts[identity] = parts
    return parts
  }

  private func parts(
    of source: RoleSource, _ seen: inout Set<RoleIdentity>, _ room: inout Int
  ) -> [RoleSource] {
    guard room > 0 else { return [] }
    room -= 1
    guard seen.insert(RoleIdentity(source)).inserted else { return [] }
    guard let collected = collected(by: source) else { return [source] }
    var result: [RoleSource] = []
    for part in collected where room > 0 { result += parts(of: part, &seen, &room) }
    return result
  }

  /// Nil for a role that collects none.
  private func collected(by source: RoleSource) -> [RoleSource]? {
    switch source {
    case .builtIn(let role):
      guard let label = role.collects else { return nil }
      return labelled(label, "true")
    case .own(let role):
      let selectors = role.body.at("aggregationRule", "clusterRoleSelectors")?.elements ?? []
      guard !selectors.isEmpty else { return nil }
      return selectors.flatMap { selected(by: $0, for: role) }
    }
  }

  private func labelled(_ label: String, _ value: String) -> [RoleSource] {
    let own = (byLabel[Self.key(label, value)] ?? []).map { RoleSource.own($0) }
    guard value == "true" else { return own }
    return own
      + BuiltInRole.all.filter { role in
        role.labels.contains(label) && byName["ClusterRole/\(role.name)"] == nil
      }.map { .builtIn($0) }
  }

  /// An empty selector selects none here, because no manifest tells what else the cluster holds.
  private func selected(by selector: Node, for role: Resource) -> [RoleSource] {
    let labels = selector["matchLabels"]?.entries ?? []
    let expressions = selector["matchExpressions"]?.elements ?? []
    guard !labels.isEmpty || !expressions.isEmpty else { return [] }
    let candidates =
      labels.first.map { labelled($0.key.text, $0.value.text) }
      ?? clusterRoles.map { .own($0) }
    // They have the first label.
    let rest = labels.dropFirst()
    return candidates.filter { candidate in
      switch candidate {
      case .own(let other):
        other !== role
          && rest.allSatisfy { other.label($0.key.text)?.hasText($0.value.text) == true }
          && expressions.allSatisfy { Self.holds($0, for: other) }
      case .builtIn(let other):
        expressions.isEmpty
          && labels.allSatisfy { other.labels.contains($0.key.text) && $0.value.hasText("true") }
      }
    }
  }

  /// One expression of a label selector (apimachinery `pkg/labels/selector.go`).
  private static func holds(_ expression: Node, for role: Resource) -> Bool {
    let label = role.label(expression["key"]?.text ?? "")
    let values = expression["values"]?.elements ?? []
    let isOne = label.map { own in values.contains { $0.hasText(own.text) } } ?? false
    switch expression["operator"]?.text {
    case "In": return isOne
    case "NotIn": return !isOne
    case "Exists": return label != nil
    case "DoesNotExist": return label == nil
    default: return false
    }
  }

  /// The role of Kubernetes' own that collects the rules of one of the repository's.
  func widened(by role: Resource) -> String? {
    guard role.kind == "ClusterRole", let labels = role.labels else { return nil }
    return BuiltInRole.all.first { builtIn in
      builtIn.collects.flatMap { labels[$0] }?.hasText("true") == true
    }?.name
  }
}
