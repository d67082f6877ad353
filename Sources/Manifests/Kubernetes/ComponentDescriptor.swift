package import YAMLTree

/// An OCM component descriptor: bare, or inside a Kyma ModuleTemplate
/// (lifecycle-manager `internal/manifest/img/parse.go`).
package final class ComponentDescriptor: Sendable {
  package let file: InputFile
  /// The ModuleTemplate, if it is embedded in one.
  package let resource: Resource?
  package let name: String
  package let body: Node
  package let layers: [Layer]
  /// Hosts and paths of the repository contexts.
  package let registries: [String]

  /// A bare descriptor of version 2 or 3.
  init?(_ node: Node, in file: InputFile) {
    let isSecond = node.at("meta", "schemaVersion")?.text == "v2" && node["component"] != nil
    let isThird =
      node["apiVersion"]?.text.hasPrefix("ocm.software/v3") == true
      && node["kind"]?.text == "ComponentVersion"
    guard isSecond || isThird else { return nil }
    self.file = file
    resource = nil
    body = node
    let component = isSecond ? node["component"] : node
    name = component?["name"]?.text ?? node.at("metadata", "name")?.text ?? ""
    let list = isSecond ? component?["resources"] : node.at("spec", "resources")
    layers = Layer.read(list)
    registries = Self.registries(component?["repositoryContexts"])
  }

  /// The descriptor of a ModuleTemplate; nil when the template has none, as newer ones do.
  package init?(of resource: Resource) {
    guard resource.role == .moduleTemplate,
      let descriptor = resource.body.at("spec", "descriptor"), descriptor.kind == .mapping
    else { return nil }
    let isThird = descriptor["spec"] != nil
    let component = isThird ? descriptor : descriptor["component"]
    guard let component else { return nil }
    file = resource.file
    self.resource = resource
    body = descriptor
    name = component["name"]?.text ?? resource.name
    layers = Layer.read(isThird ? descriptor.at("spec", "resources") : component["resources"])
    registries = Self.registries(component["repositoryContexts"])
  }

  private static func registries(_ contexts: Node?) -> [String] {
    (contexts?.elements ?? []).compactMap { $0["baseUrl"]?.text }.map { url in
      ["https://", "http://", "oci://"].first(where: url.hasPrefix)
        .map { String(url.dropFirst($0.count)) } ?? url
    }
  }

  /// Labels of the component, or of the template, that belong on its resources.
  package var misplacedCredentials: [Node] {
    let component = body["component"] ?? body
    let own = (component["labels"]?.elements ?? []).compactMap { label in
      label["name"].flatMap { $0.hasText("oci-registry-cred") ? $0 : nil }
    }
    let template = resource?.labels?.entry("operator.kyma-project.io/oci-registry-cred")?.key
    return own + [template].compactMap(\.self)
  }

  package var described: String {
    resource?.described ?? (name.isEmpty ? "component descriptor" : "component '\(name)'")
  }
}

/// One resource of a component: a layer of the module's OCI artifact.
package struct Layer: Sendable {
  package let body: Node
  package let name: String
  package let accessType: String
  /// The `oci-registry-cred` label, if there is one.
  package let credential: Node?

  /// Lifecycle Manager fetches it itself, so it needs the credential.
  package var isFetched: Bool {
    let type = accessType.prefix { $0 != "/" }
    return type == "localBlob" || type == "localOciBlob"
  }

  static func read(_ list: Node?) -> [Layer] {
    (list?.elements ?? []).filter { $0.kind == .mapping }.map { body in
      let label = (body["labels"]?.elements ?? []).first {
        $0["name"]?.hasText("oci-registry-cred") == true
      }
      return Layer(
        body: body, name: body["name"]?.text ?? "",
        accessType: body.at("access", "type")?.text ?? "", credential: label)
    }
  }

  /// Why Lifecycle Manager cannot read the selector; nil when it can.
  package var selectorProblem: String? {
    guard let credential else { return nil }
    guard let value = credential["value"] else { return "has no value" }
    if Shape.isTemplate(value) || value.entries.contains(where: { Shape.isTemplate($0.value) }) {
      return nil
    }
    guard value.kind == .mapping else { return "has a value that is no object of labels" }
    if value.entries.isEmpty { return "is empty, which selects every Secret" }
    let isText = value.entries.allSatisfy {
      $0.value.kind == .scalar && $0.value.scalarType == .string
    }
    return isText ? nil : "has a value that is no text"
  }

  /// The labels that the credential selects by.
  package var selector: [(key: String, value: String)] {
    (credential?["value"]?.entries ?? []).map { ($0.key.text, $0.value.text) }
  }
}
