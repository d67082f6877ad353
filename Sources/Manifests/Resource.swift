internal import Credentials
package import YAMLTree

/// A Kubernetes object: its identity and its body.
package final class Resource: Sendable {
  package let file: InputFile
  package let body: Node
  package let apiVersion: String
  package let kind: String
  package let row: KindRow?
  package let name: String
  /// Nil when the manifest does not say: then it is unknown, not `default`.
  package let namespace: String?

  package convenience init?(_ body: Node, in file: InputFile) {
    guard body.kind == .mapping, let kind = body["kind"], kind.kind == .scalar,
      let version = body["apiVersion"], version.kind == .scalar
    else { return nil }
    self.init(file: file, body: body, apiVersion: version.text, kind: kind.text)
  }

  init(file: InputFile, body: Node, apiVersion: String, kind: String) {
    self.file = file
    self.body = body
    self.kind = kind
    self.apiVersion = apiVersion
    row = KindRow.of(group: Self.group(of: apiVersion), kind: kind)
    let metadata = body["metadata"]
    name = metadata?["name"]?.text ?? ""
    let namespace = metadata?["namespace"]?.text ?? ""
    self.namespace = namespace.isEmpty || Self.isTemplated(namespace) ? nil : namespace
  }

  /// The API group: empty for the core group.
  package var group: String { Self.group(of: apiVersion) }

  private static func group(of apiVersion: String) -> String {
    apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
  }

  private static func isTemplated(_ text: String) -> Bool {
    text.holds("{{") || text.holds("${") || text.holds("$(") || text.hasPrefix("<")
  }

  package var metadata: Node? { body["metadata"] }
  package var labels: Node? { metadata?["labels"] }
  package var annotations: Node? { metadata?["annotations"] }

  package func label(_ key: String) -> Node? { labels?[key] }
  package func annotation(_ key: String) -> Node? { annotations?[key] }

  /// `Secret 'name'`, as messages say it.
  package var described: String { name.isEmpty ? kind : "\(kind) '\(name)'" }

  /// Read from a cluster: the API server has filled in what no repository holds.
  package var isLive: Bool {
    file.isLive || (metadata?["uid"] != nil && metadata?["resourceVersion"] != nil)
  }

  /// `$patch: delete` and the like: the object is not applied as it stands.
  package var isPatchDirective: Bool { body["$patch"] != nil }
}
