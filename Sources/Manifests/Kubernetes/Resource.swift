internal import Credentials
package import YAMLTree

/// A Kubernetes object: its identity and its body.
package final class Resource: Sendable {
  package let file: InputFile
  package let body: Node
  /// Of a kustomization that leaves it out.
  private let impliedVersion: String?
  package let kind: String
  package let row: KindRow?
  /// What the object is to credentials; nil for a kind that is not known.
  package var role: KindRow.Role? { row?.role }
  package let name: String
  /// Nil when the manifest does not say: then it is unknown, not `default`.
  package let namespace: String?
  /// The command that makes it, or changes it; nil for what stands in a manifest.
  package let maker: ResourceMaker?
  /// Files that a kustomization's generators read, by their path from the root.
  package let attachments: [String: SourceFile]

  package convenience init?(_ body: Node, in file: InputFile) {
    guard body.kind == .mapping, let kind = body["kind"], kind.kind == .scalar,
      let version = body["apiVersion"], version.kind == .scalar
    else { return nil }
    self.init(file: file, body: body, apiVersion: version.text, kind: kind.text)
  }

  /// - Parameter defaultNamespace: where it is made unless it says another.
  init(
    file: InputFile, body: Node, apiVersion: String, kind: String,
    attachments: [String: SourceFile] = [:], defaultNamespace: String? = nil,
    maker: ResourceMaker? = nil
  ) {
    self.maker = maker
    self.attachments = attachments
    self.file = file
    self.body = body
    self.kind = kind
    impliedVersion = body["apiVersion"] == nil ? apiVersion : nil
    row = KindRow.of(group: Self.group(of: apiVersion), kind: kind, body)
    let metadata = body["metadata"]
    let name = metadata?["name"]
    self.name = name?.isNull == true ? "" : name?.text ?? ""
    let namespace = metadata?["namespace"]?.text ?? ""
    self.namespace =
      namespace.isEmpty ? defaultNamespace : Self.isTemplated(namespace) ? nil : namespace
  }

  /// The same, with the files that its generators name.
  func attaching(_ load: (String) -> SourceFile?) -> Resource {
    guard role == .kustomization else { return self }
    var files: [String: SourceFile] = [:]
    let paths =
      Generators.paths(in: body, directory: file.directory)
      + KustomizePatches.paths(in: body, directory: file.directory)
      + KustomizeReplacements.paths(in: body, directory: file.directory)
    for path in Set(paths) { files[path] = load(path) }
    guard !files.isEmpty else { return self }
    return Resource(
      file: file, body: body, apiVersion: apiVersion, kind: kind, attachments: files)
  }

  /// What Tekton Triggers makes from it, in the namespace of its listener, which is its own
  /// (tektoncd/triggers `pkg/apis/triggers/v1beta1/trigger_template_types.go`), or `oc process`,
  /// wherever it is told to.
  var templates: [Resource] {
    let isTrigger = kind == "TriggerTemplate" && group == "triggers.tekton.dev"
    let isOpenShift = kind == "Template" && ["template.openshift.io", ""].contains(group)
    guard isTrigger || isOpenShift else { return [] }
    let objects = isTrigger ? body.at("spec", "resourcetemplates") : body["objects"]
    let namespace = isTrigger ? namespace : nil
    return (objects?.elements ?? []).compactMap { template in
      guard let version = template["apiVersion"], let kind = template["kind"],
        version.kind == .scalar, kind.kind == .scalar
      else { return nil }
      return Resource(
        file: file, body: template, apiVersion: version.text, kind: kind.text,
        defaultNamespace: namespace)
    }
  }

  package var apiVersion: String { impliedVersion ?? body["apiVersion"]?.text ?? "" }

  /// The API group: empty for the core group.
  package var group: String { Self.group(of: apiVersion) }

  private static func group(of apiVersion: String) -> String {
    let text = apiVersion.utf8
    return text.firstIndex(of: UInt8(ascii: "/")).map { String(apiVersion[..<$0]) } ?? ""
  }

  private static func isTemplated(_ text: String) -> Bool {
    text.holds("{{") || text.holds("${") || text.holds("$(") || text.hasPrefix("<")
  }

  package var metadata: Node? { body["metadata"] }
  package var labels: Node? { metadata?["labels"] }
  package var annotations: Node? { metadata?["annotations"] }

  /// The value of a label.
  package func label(_ key: String) -> Node? { labels?[key] }
  /// The value of an annotation.
  package func annotation(_ key: String) -> Node? { annotations?[key] }

  /// `Secret 'name'`, as messages say it.
  package var described: String { name.isEmpty ? kind : "\(kind) '\(name)'" }

  /// What stays when the file moves.
  package var identity: String { "\(kind)/\(namespace ?? "")/\(name)" }

  /// Read from a cluster, which gave it an identity. What `kubectl get -o yaml` wrote into a file is
  /// committed like any other, and what a renderer prints is to be.
  package var isLive: Bool {
    file.mayBeLive && (metadata?["uid"] != nil || metadata?["resourceVersion"] != nil)
  }

  /// It has yet to be rendered: some of what it will hold is not known.
  package var hasHoles: Bool { body.document.hasHoles }

  /// A patch by its shape: no workload of `apps/v1` is without a selector, and no container without an
  /// image. Where it is applied its own namespace does not say.
  package var isFragment: Bool {
    role == .workload && group == "apps" && body.at("spec", "selector") == nil
      && body["spec"]?.isOpen != true
      && Containers.all(in: self).allSatisfy { $0["image"] == nil }
  }

  /// `$patch: delete` and the like: the object is not applied as it stands.
  package var isPatchDirective: Bool { body["$patch"] != nil }
}
