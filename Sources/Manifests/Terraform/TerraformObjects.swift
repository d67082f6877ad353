internal import Encodings
internal import YAMLTree

/// Secrets and accounts that Terraform makes (hashicorp/terraform-provider-kubernetes
/// `kubernetes/resource_kubernetes_secret_v1.go`): `data` is plain text, `binary_data` is base64, the
/// namespace is `default` unless it is said, and the type is Opaque.
struct TerraformObjects {
  private let file: InputFile
  private static let mark = ByteSearch("\"kubernetes_")

  static func resources(in file: InputFile) -> [Resource] {
    guard mark.finds(in: file.source.bytes) else { return [] }
    let objects = TerraformObjects(file: file)
    return HCLReader.blocks(in: file.source.bytes).compactMap(objects.resource)
  }

  private func resource(_ block: HCLBlock) -> Resource? {
    guard block.type == "resource", block.labels.count == 2 else { return nil }
    switch block.labels[0] {
    case "kubernetes_secret", "kubernetes_secret_v1": return secret(block)
    case "kubernetes_service_account", "kubernetes_service_account_v1",
      "kubernetes_default_service_account", "kubernetes_default_service_account_v1":
      return account(block)
    case "kubernetes_manifest": return manifest(block)
    default: return nil
    }
  }

  // MARK: Kinds

  private func secret(_ block: HCLBlock) -> Resource {
    var members: [(ComposedNode, ComposedNode)] = []
    var isClosed = true
    if let type = block.attribute("type") {
      members.append((.text("type", type.range), Self.node(type.value)))
    }
    for (name, field) in [
      ("data", "stringData"), ("binary_data", "data"), ("data_wo", "stringData"),
    ] {
      guard let attribute = block.attribute(name) else { continue }
      guard case .object = attribute.value else {
        isClosed = false
        continue
      }
      members.append((.text(field, attribute.range), Self.node(attribute.value)))
    }
    return object("Secret", block, members, isClosed: isClosed)
  }

  private func account(_ block: HCLBlock) -> Resource {
    let members = [("image_pull_secret", "imagePullSecrets"), ("secret", "secrets")].compactMap {
      (name, field) -> (ComposedNode, ComposedNode)? in
      let names = block.blocks.filter { $0.type == name }.compactMap { $0.attribute("name") }
      guard !names.isEmpty else { return nil }
      let items = names.map { name in
        ComposedNode.mapping([(.text("name", name.range), Self.node(name.value))], name.range)
      }
      return (.text(field, block.range), .sequence(items, block.range))
    }
    return object("ServiceAccount", block, members)
  }

  private func manifest(_ block: HCLBlock) -> Resource? {
    guard let attribute = block.attribute("manifest"), case .object = attribute.value else {
      return nil
    }
    let document = Document.composed(Self.node(attribute.value), in: file.source)
    let body = Node(document: document, id: 0)
    guard let kind = body["kind"], let version = body["apiVersion"] else { return nil }
    return Resource(
      file: file, body: body, apiVersion: version.text, kind: kind.text, maker: maker(block))
  }

  private func object(
    _ kind: String, _ block: HCLBlock, _ members: [(ComposedNode, ComposedNode)],
    isClosed: Bool = true
  ) -> Resource {
    let range = block.range
    let metadata = block.blocks.first { $0.type == "metadata" }
    let head: [(ComposedNode, ComposedNode)] = [
      (.text("apiVersion", range), .text("v1", range)), (.text("kind", range), .text(kind, range)),
      (
        .text("metadata", metadata?.range ?? range),
        .mapping(
          (metadata?.attributes ?? []).map { (.text($0.name, $0.range), Self.node($0.value)) },
          metadata?.range ?? range)
      ),
    ]
    let document = Document.composed(.mapping(head + members, range), in: file.source)
    return Resource(
      file: file, body: Node(document: document, id: 0), apiVersion: "v1", kind: kind,
      defaultNamespace: "default", maker: maker(block, isClosed: isClosed))
  }

  private func maker(_ block: HCLBlock, isClosed: Bool = true) -> ResourceMaker {
    let head = block.range.lowerBound
    let end = file.source.bytes[head...].firstIndex(of: 10) ?? block.range.upperBound
    return ResourceMaker(
      title: block.labels[0], place: Place(file: file.source, range: head..<end),
      hasClosedKeys: isClosed)
  }

  // MARK: Values

  /// What Terraform computes reads as a template: `${var.token}`.
  private static func node(_ value: HCLValue) -> ComposedNode {
    switch value {
    case .text(let text, let range): .text(text, range)
    case .object(let entries, let range):
      .mapping(entries.map { (node($0.key), node($0.value)) }, range)
    case .list(let items, let range): .sequence(items.map(node), range)
    case .call(let name, let arguments, let range): called(name, arguments, range)
    case .expression(let text, let range): .text("${\(text)}", range)
    }
  }

  private static func called(
    _ name: String, _ arguments: [HCLValue], _ range: Range<Int>
  ) -> ComposedNode {
    guard let first = arguments.first, arguments.count == 1 else {
      return .text("${\(name)(…)}", range)
    }
    switch (name, first) {
    case ("jsonencode", _), ("sensitive", _), ("nonsensitive", _), ("tostring", _),
      ("trimspace", _), ("chomp", _):
      return node(first)
    case ("base64encode", .text(let text, _)) where !text.contains("${"):
      return .text(Base64.encode(Array(text.utf8)), range)
    default: return .text("${\(name)(…)}", range)
    }
  }
}
