internal import Credentials
internal import YAMLTree

/// Secrets that objects make by the table of producers.
enum ProducerReader {
  static func secrets(of resource: Resource) -> [Secret] {
    var rows = Producer.of(group: resource.group, kind: resource.kind)
    if Producer.writesConnection(resource.body) { rows.append(Producer.connection) }
    var seen = Set<String>()
    return rows.flatMap { secrets(of: resource, by: $0) }.filter {
      seen.insert($0.identity).inserted
    }
  }

  private static func secrets(of resource: Resource, by row: Producer) -> [Secret] {
    guard row.conditions.allSatisfy({ holds($0, resource.body, resource) }) else { return [] }
    return parts(row, resource.body).compactMap { part in
      guard let name = name(row, part, resource) else { return nil }
      return secret(resource, row, part, name)
    }
  }

  private static func secret(
    _ resource: Resource, _ row: Producer, _ part: Part, _ name: Node
  ) -> Secret {
    func find(_ path: String) -> Node? { node(path, part.body, resource) }
    let typePath = row.type?.split(separator: ".").map(String.init) ?? []
    let typeParent = typePath.last == "type" ? typePath.dropLast().joined(separator: ".") : nil
    let namespace = row.namespace.lazy.compactMap(find).first { !$0.hasText("") }
    let isWritten = row.keys.contains(where: \.isWritten)
    let isClosed = row.closed?.allSatisfy { holds($0, part.body, resource) } ?? false
    let text = row.form.replacing("{own}", with: resource.name)
    return Secret(
      resource: resource, origin: Secret.Origin(rawValue: resource.kind),
      name: text.replacing("{name}", with: name.text), nameNode: name,
      metadata: row.metadata.flatMap(find), typeParent: typeParent.flatMap(find),
      entries: row.keys.flatMap { entries($0, name, find) }, hasClosedKeys: isClosed,
      isEncrypted: isWritten ? resource.file.isGitCrypted : true, namespace: namespace,
      making: Secret.Making(
        type: row.type.flatMap(find), fixedType: row.fixedType, fixesNamespace: namespace != nil,
        isElsewhere: row.isElsewhere && namespace == nil,
        isCreated: row.creating.allSatisfy { holds($0, part.body, resource) }))
  }

  // MARK: Places

  private typealias Part = (key: Node?, body: Node)

  private static func parts(_ row: Producer, _ body: Node) -> [Part] {
    guard !row.parts.isEmpty else { return [(nil, body)] }
    var found = [body]
    for path in row.parts.split(separator: "[].") {
      found = found.compactMap { $0.at(path.split(separator: ".").map(String.init)) }
        .flatMap { $0.kind == .sequence ? $0.elements : [$0] }
    }
    guard row.isNamedByKey else {
      return found.filter { $0.kind == .mapping }.map { (nil, $0) }
    }
    return found.flatMap(\.entries).filter { $0.key.kind == .scalar }.map { ($0.key, $0.value) }
  }

  private static func node(_ path: String, _ part: Node, _ resource: Resource) -> Node? {
    let start = path.hasPrefix("/") ? resource.body : part
    let parts = path.split { $0 == "." || $0 == "/" }.map(String.init)
    return parts.isEmpty ? start : start.at(parts)
  }

  private static func name(_ row: Producer, _ part: Part, _ resource: Resource) -> Node? {
    if row.isNamedByKey { return part.key }
    let annotated = row.nameAnnotations.lazy.compactMap { resource.annotation($0) }
    let named = row.name.lazy.compactMap { node($0, part.body, resource) }
    let isFitting = { (node: Node) in
      node.kind == .scalar && !node.isNull && !node.hasText("")
    }
    return annotated.first(where: isFitting) ?? named.first(where: isFitting)
  }

  private static func holds(
    _ condition: Producer.Condition, _ part: Node, _ resource: Resource
  ) -> Bool {
    func type(_ path: String) -> ScalarType? { node(path, part, resource)?.scalarType }
    return switch condition {
    case .present(let path): node(path, part, resource) != nil
    case .absent(let path): node(path, part, resource) == nil
    case .isTrue(let path): type(path) == .bool(true)
    case .notTrue(let path): type(path) != .bool(true)
    case .notFalse(let path): type(path) != .bool(false)
    case .version(let version): resource.apiVersion.hasSuffix("/\(version)")
    case .notVersion(let version): !resource.apiVersion.hasSuffix("/\(version)")
    case .annotated(let keys): keys.contains { resource.annotation($0) != nil }
    }
  }

  // MARK: Keys

  private static func entries(
    _ keys: Producer.Keys, _ name: Node, _ find: (String) -> Node?
  ) -> [SecretEntry] {
    switch keys {
    case .fixed(let names): names.map { SecretEntry(made: $0, at: name) }
    case .mapping(let path): SecretEntry.entries(find(path), .remote)
    case .template(let path): SecretEntry.templates(find(path))
    case .written(let path): SecretEntry.entries(find(path), .stringData)
    case .encoded(let path): SecretEntry.entries(find(path), .data)
    case .member(let member, of: let path):
      (find(path)?.elements ?? []).compactMap { $0[member] }.filter { $0.kind == .scalar }
        .map { SecretEntry(key: $0, value: $0, field: .remote) }
    case .texts(let path):
      find(path).map { $0.kind == .sequence ? $0.elements : [$0] }?
        .filter { $0.kind == .scalar && !$0.isNull }
        .map { SecretEntry(key: $0, value: $0, field: .remote) } ?? []
    }
  }
}
