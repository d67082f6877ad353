internal import Credentials
internal import Encodings
package import YAMLTree

/// A name that a row of the table of references found in an object.
package struct NamedSecret: Sendable {
  package let field: SecretField
  package let name: String
  package let nameNode: Node
  package let key: String
  package let keyNode: Node?
  /// The namespace that is written with the name; nil where none is.
  package let namespace: String?
  package let isOptional: Bool
}

extension SecretField {
  /// Nodes of one object that are looked at: what is larger is no object that anybody writes.
  private static let maximumNodes = 50_000

  /// What the row finds in the object's body.
  package func names(in body: Node) -> [NamedSecret] {
    guard conditions.allSatisfy({ Self.holds($0, body) }) else { return [] }
    if path.hasPrefix("@") {
      let annotation = body.at("metadata", "annotations")?[String(path.dropFirst())]
      return annotation.flatMap { named(by: $0, in: nil) }.map { [$0] } ?? []
    }
    var room = Self.maximumNodes
    let parts = path.parts(between: ".").map(String.init)
    return Self.find(parts[...], in: body, &room).compactMap { found in
      if found.kind == .mapping { return found[name].flatMap { named(by: $0, in: found) } }
      return isBareName ? named(by: found, in: nil) : nil
    }
  }

  /// Text can be the name by itself.
  private var isBareName: Bool { key == .none && name == "name" }

  private static func holds(_ condition: Condition, _ body: Node) -> Bool {
    func text(_ path: String) -> String {
      body.at(path.parts(between: ".").map(String.init))?.text ?? ""
    }
    return switch condition {
    case .starts(let path, let texts): texts.contains(where: text(path).hasPrefix)
    case .has(let path, let wanted): text(path) == wanted
    case .lacks(let path, let other):
      text(path) != other && !Placeholder.isTemplate(text(path))
    }
  }

  private static func find(
    _ path: ArraySlice<String>, in node: Node, _ room: inout Int
  ) -> [Node] {
    room -= 1
    guard room > 0 else { return [] }
    guard let part = path.first else { return [node] }
    let rest = path.dropFirst()
    if part == "**" {
      var found = find(rest, in: node, &room)
      for child in node.entries.map(\.value) + node.elements where child.kind != .scalar {
        found += find(path, in: child, &room)
      }
      return found
    }
    guard node.kind == .mapping else { return [] }
    if part.hasPrefix("*") {
      let end = part.dropFirst()
      let values = node.entries.filter { $0.key.text.hasSuffix(end) }.map(\.value)
      return values.flatMap { find(rest, in: $0, &room) }
    }
    guard part.hasSuffix("[]") else {
      return node[part].map { find(rest, in: $0, &room) } ?? []
    }
    return (node[String(part.dropLast(2))]?.elements ?? []).flatMap { find(rest, in: $0, &room) }
  }

  private func named(by node: Node, in object: Node?) -> NamedSecret? {
    guard node.kind == .scalar, !node.isNull, !node.bytes.isEmpty, Self.isSecret(object) else {
      return nil
    }
    var name = node.text
    var written = namespaceMember.flatMap { object?[$0]?.text }
    if form != .plain, let slash = name.firstIndex(of: "/") {
      written = String(name[..<slash])
      name = String(name[name.index(after: slash)...])
    }
    guard !name.contains("/"), !name.contains(":"), !name.contains(",") else { return nil }
    var keyNode: Node?
    var key = ""
    if case .member(let member, let fallback) = self.key {
      keyNode = object?[member]
      key = keyNode?.text ?? ""
      if key.isEmpty { key = fallback }
    }
    return NamedSecret(
      field: self, name: name, nameNode: node, key: key, keyNode: keyNode,
      namespace: written?.isEmpty == false ? written : nil,
      isOptional: object?["optional"]?.scalarType == .bool(true))
  }

  private var namespaceMember: String? {
    switch namespace {
    case .beside(let member), .required(let member): member
    case .own, .fixed, .elsewhere: nil
    }
  }

  /// A kind beside the name can say that it names something else.
  private static func isSecret(_ object: Node?) -> Bool {
    guard let kind = object?["kind"] ?? object?["type"], kind.kind == .scalar else { return true }
    return !["ConfigMap", "configmap", "Certificate"].contains(kind.text)
  }
}
