import Graph
import Manifests
import Testing
import YAMLTree

/// Every row of the table of references, by an object that is made from the row's own path: a hit, a
/// name that nearly is the Secret's, a key that is not there, and a Secret in another namespace.
@Suite struct SecretFieldTests {
  /// JSON below a path of the table, `leaf` at its end.
  private static func json(_ path: ArraySlice<Substring>, _ leaf: String) -> String {
    guard let part = path.first else { return leaf }
    let inner = json(path.dropFirst(), leaf)
    switch part {
    case "**": return "{\"deep\":\(inner)}"
    case "*": return "{\"any\":\(inner)}"
    case _ where part.hasSuffix("[]"): return "{\"\(part.dropLast(2))\":[\(inner)]}"
    case _ where part.hasPrefix("*"): return "{\"own\(part.dropFirst())\":\(inner)}"
    default: return "{\"\(part)\":\(inner)}"
    }
  }

  /// An object of the row's first kind that names a Secret.
  private static func object(_ row: SecretField, naming name: String, key: String) -> String {
    let group = row.group.replacing("*.", with: "cloud.")
    let version = group.isEmpty ? "v1" : "\(group)/v1"
    let head = "\"apiVersion\":\"\(version)\",\"kind\":\"\(row.kinds[0])\""
    let metadata = "\"name\":\"user\",\"namespace\":\"shop\""
    let written = row.form == .mustHoldNamespace ? "shop/\(name)" : name
    if row.path.hasPrefix("@") {
      let annotation = "\"\(row.path.dropFirst())\":\"\(written)\""
      return "{\(head),\"metadata\":{\(metadata),\"annotations\":{\(annotation)}}}"
    }
    var members = ["\"\(row.name)\":\"\(written)\""]
    if case .member(let member, default: _) = row.key { members.append("\"\(member)\":\"\(key)\"") }
    if case .required(let member) = row.namespace { members.append("\"\(member)\":\"shop\"") }
    let tree = json(row.path.split(separator: ".")[...], "{\(members.joined(separator: ","))}")
    let conditions = row.conditions.map { condition -> (String, String) in
      switch condition {
      case .starts(let path, let texts): (path, texts[0] + "acme-shop.dev/a")
      case .has(let path, let text): (path, text)
      case .lacks(let path, _): (path, "other")
      }
    }
    var spec = tree.dropFirst().dropLast()
    for (path, text) in conditions {
      let member = path.dropFirst("spec.".count)
      spec.replace("\"spec\":{", with: "\"spec\":{\"\(member)\":\"\(text)\",", maxReplacements: 1)
    }
    return "{\(head),\"metadata\":{\(metadata)},\(spec)}"
  }

  private static func secret(_ namespace: String, _ keys: [String], type: String) -> String {
    let data = keys.map { "\"\($0)\":\"plain\"" }.joined(separator: ",")
    return
      "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"database-login\",\"namespace\":\"\(namespace)\"},\"type\":\"\(type)\",\"stringData\":{\(data)}}"
  }

  private static func namespace(_ row: SecretField) -> String {
    if case .fixed(let namespace) = row.namespace { return namespace }
    return "shop"
  }

  private static func graph(_ documents: String...) -> ResourceGraph {
    let text = documents.joined(separator: "\n---\n")
    return ResourceGraph([
      ManifestReader.read(InputFile(source: SourceFile(path: "a.yaml", bytes: Array(text.utf8))))
    ])
  }

  private static func fitting(_ row: SecretField) -> String {
    let keys = row.needs?.keys.first ?? []
    return secret(
      namespace(row), keys.map { $0.replacing("*", with: "own") } + ["wanted"],
      type: row.needs?.types.first ?? "Opaque")
  }

  private func reference(_ graph: ResourceGraph, _ row: SecretField) throws -> SecretReference {
    try #require(
      graph.references.first { $0.row?.path == row.path && $0.row?.conditions == row.conditions },
      "\(row.group) \(row.kinds) \(row.path)")
  }

  @Test(arguments: SecretField.all.indices) func aRowFindsItsSecret(_ index: Int) throws {
    let row = SecretField.all[index]
    let object = Self.object(row, naming: "database-login", key: "wanted")
    let graph = Self.graph(object, Self.fitting(row))
    let reference = try reference(graph, row)
    let resolution = graph.resolve(reference)
    #expect(resolution.targets.map(\.name) == ["database-login"])
    let secret = try #require(resolution.targets.first)
    #expect(!graph.consumers(of: secret).isEmpty)
    #expect(graph.unmetNeed(of: reference) == nil)
    if row.key != .none { #expect(reference.key == "wanted") }
  }

  @Test(arguments: SecretField.all.indices) func aRowTellsASlip(_ index: Int) throws {
    let row = SecretField.all[index]
    let object = Self.object(row, naming: "databse-login", key: "wanted")
    let graph = Self.graph(object, Self.fitting(row))
    let reference = try reference(graph, row)
    #expect(graph.resolve(reference).targets.isEmpty)
    // Where the namespace is not known, nothing stands beside the name.
    let isKnown = row.namespace != .elsewhere
    #expect((graph.nearMiss(of: reference) != nil) == isKnown)
  }

  @Test(arguments: SecretField.all.indices) func aRowKeepsToItsNamespace(_ index: Int) throws {
    let row = SecretField.all[index]
    let object = Self.object(row, naming: "database-login", key: "wanted")
    let graph = Self.graph(object, Self.secret("edge", ["wanted"], type: "Opaque"))
    let resolution = graph.resolve(try reference(graph, row))
    let isKnown = row.namespace != .elsewhere
    #expect(resolution.targets.isEmpty == isKnown)
    #expect(resolution.namesakes.isEmpty != isKnown)
  }

  @Test(arguments: SecretField.all.indices) func aRowWantsItsKeys(_ index: Int) throws {
    let row = SecretField.all[index]
    guard row.needs != nil, row.namespace != .elsewhere else { return }
    let object = Self.object(row, naming: "database-login", key: "wanted")
    let graph = Self.graph(object, Self.secret(Self.namespace(row), ["foreign"], type: "Opaque"))
    #expect(graph.unmetNeed(of: try reference(graph, row)) != nil)
  }
}
