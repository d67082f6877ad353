internal import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

/// Modules, ConfigMaps, commands, and what is wrong with the content itself.
enum ManifestFacts {
  static let component: FactType<ComponentDescriptor> = FactType(
    name: "ModuleTemplate",
    doc: "A Kyma ModuleTemplate with its descriptor, or a bare component descriptor.",
    facts: [
      Fact("name", .string, "The component's name.") { component, _ in
        .text(component.name, at: component.body)
      },
      Fact("describe", .string, "How messages name it.") { component, _ in
        .text(component.described)
      },
      Fact("layers", .list(.message("Layer")), "Its resources.") { component, world in
        layer.list(component.layers.map { OwnedLayer(component: component, layer: $0) }, world)
      },
      Fact("misplaced", .list(.string), "oci-registry-cred labels beside its resources.") {
        component, _ in
        Value(.list(component.misplacedCredentials.map { .text($0.text, at: $0) }))
      },
      Fact("selectors", .list(.string), "The different selectors of its fetched layers.") {
        component, _ in
        let judged = component.layers.filter {
          $0.isFetched && $0.credential != nil && $0.selectorProblem == nil
        }
        let texts = judged.map { layer in
          layer.selector.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
        }
        return .texts(Array(Set(texts)).sorted(), at: judged.first?.credential)
      },
      Fact(
        "private", .bool,
        "Its registry is declared private, or a Secret of the repository is labelled for it."
      ) {
        component, world in
        .bool(
          component.registries.contains(where: world.settings.isPrivate)
            || world.graph.secrets.contains { $0.label(credentialLabel) != nil })
      },
    ],
    origin: { Origin($0.body) },
    identity: { "ModuleTemplate/\($0.resource?.namespace ?? "")/\($0.resource?.name ?? $0.name)" },
    formerFields: ["registrySecrets": "repository.hasRegistrySecrets"])

  private static let credentialLabel = "operator.kyma-project.io/oci-registry-cred"

  struct OwnedLayer: Sendable {
    let component: ComponentDescriptor
    let layer: Layer
  }

  static let layer: FactType<OwnedLayer> = FactType(
    name: "Layer", doc: "One resource of a component descriptor.",
    facts: [
      Fact("name", .string, "Its name.") { owned, _ in .text(owned.layer.body["name"]) },
      Fact("describe", .string, "How messages name it.") { owned, _ in
        .text(
          owned.layer.name.isEmpty
            ? "layer of type \(owned.layer.accessType)" : "layer '\(owned.layer.name)'")
      },
      Fact("fetched", .bool, "Lifecycle Manager fetches it, so it needs the credential.") {
        owned, _ in
        .bool(owned.layer.isFetched)
      },
      Fact("labelled", .bool, "It has the oci-registry-cred label.") { owned, _ in
        .bool(owned.layer.credential != nil)
      },
      Fact("selectorProblem", .string, "Why Lifecycle Manager cannot read its label.") {
        owned, _ in
        owned.layer.selectorProblem.map { .text($0, at: owned.layer.credential) }
      },
      Fact("selector", .string, "The labels that its credential has, as key=value.") { owned, _ in
        let pairs = owned.layer.selector.map { "\($0.key)=\($0.value)" }
        return .text(pairs.joined(separator: ","), at: owned.layer.credential)
      },
      Fact("matches", .list(.message("Secret")), "Secrets of the repository that it selects.") {
        owned, world in
        let selector = owned.layer.selector
        guard !selector.isEmpty else { return nil }
        let matching = world.graph.secrets.filter { secret in
          selector.allSatisfy { secret.label($0.key)?.hasText($0.value) == true }
        }
        // One Secret in the folders of two environments is one.
        var seen = Set<String>()
        return SecretFacts.secret.list(
          matching.filter { seen.insert("\($0.resource.namespace ?? "")/\($0.name)").inserted },
          world)
      },
      Fact("labels", .dyn, "Its labels, as a place.", in: { $0.layer.body }) { owned, _ in
        owned.layer.body["labels"].map { Value(.list([]), origin: Origin($0)) }
      },
      Fact("credential", .dyn, "Its oci-registry-cred label, to copy.") { owned, _ in
        owned.layer.credential.map { Value(.null, origin: Origin($0)) }
      },
      Fact("siblings", .list(.message("Layer")), "Layers of the same module that have the label.") {
        owned, world in
        let others = owned.component.layers.filter {
          $0.credential != nil && $0.body != owned.layer.body
        }
        return layer.list(others.map { OwnedLayer(component: owned.component, layer: $0) }, world)
      },
    ],
    origin: { Origin($0.layer.body["name"] ?? $0.layer.body) },
    identity: {
      "ModuleTemplate/\($0.component.resource?.namespace ?? "")/\($0.component.resource?.name ?? $0.component.name)/\($0.layer.name)"
    })

  static let configMap: FactType<Resource> = FactType(
    name: "ConfigMap", doc: "A ConfigMap; its values are dynamic on purpose.",
    facts: [
      Fact("name", .string, "Its name.") { resource, _ in .text(resource.metadata?["name"]) },
      Fact("namespace", .string, "Its namespace; empty when unknown.") { resource, _ in
        resource.namespace.map { .text($0) }
      },
      Fact("describe", .string, "How messages name it.") { resource, _ in .text(resource.described)
      },
      Fact("data", .map(.string, .dyn), "Its data.") { resource, _ in
        guard let data = resource.body["data"], data.kind == .mapping else { return nil }
        return .dynamic(data)
      },
    ],
    origin: { Origin($0.metadata?["name"] ?? $0.body) }, identity: \.identity)

  static let resource: FactType<Resource> = FactType(
    name: "Resource", doc: "Any Kubernetes object.",
    facts: [
      Fact("apiVersion", .string, "Its API version.") { resource, _ in
        .text(resource.body["apiVersion"])
      },
      Fact("kind", .string, "Its kind.") { resource, _ in .text(resource.body["kind"]) },
      Fact("name", .string, "Its name.") { resource, _ in .text(resource.metadata?["name"]) },
      Fact("namespace", .string, "Its namespace; empty when unknown.") { resource, _ in
        resource.namespace.map { .text($0) }
      },
      Fact("labels", .map(.string, .string), "Labels.") { resource, _ in .map(resource.labels) },
      Fact("annotations", .map(.string, .string), "Annotations.") { resource, _ in
        .map(resource.annotations)
      },
      Fact("describe", .string, "How messages name it.") { resource, _ in .text(resource.described)
      },
      Fact("body", .dyn, "The whole object.") { resource, _ in
        let value = Value.dynamic(resource.body)
        return resource.role == .secret
          ? Value(value.payload, origin: Origin(resource.body, .sensitive)) : value
      },
    ],
    origin: { Origin($0.metadata?["name"] ?? $0.body) }, identity: \.identity)

  static let scalar: FactType<TypedScalar> = FactType(
    name: "Scalar",
    doc: "A label, annotation or data value, or a key of one, with the type that YAML reads.",
    facts: [
      Fact("type", .string, "a string, a boolean, a number or null.") { scalar, _ in
        .text(scalar.type, at: scalar.node)
      },
      Fact("what", .string, "What it is: label, annotation, data value or key.") { scalar, _ in
        .text(scalar.what)
      },
      Fact("key", .string, "The key it stands under.") { scalar, _ in .text(scalar.key) },
      Fact("resource", .string, "The resource, as messages name it.") { scalar, _ in
        .text(scalar.resource.described)
      },
      Fact("value", .string, "The value; sensitive in a Secret's data.") { scalar, _ in
        let isSecret =
          scalar.isSecret || SecretText.matches(scalar.node.text, key: scalar.key)
        return .text(scalar.node.text, at: scalar.node, isSecret ? .sensitive : [])
      },
    ],
    origin: { Origin($0.node) },
    identity: { "\($0.resource.identity)/\($0.key)" })

  static let repeated: FactType<RepeatedKey> = FactType(
    name: "RepeatedKey", doc: "One occurrence of a mapping key that stands twice or more.",
    facts: [
      Fact("key", .string, "The key.") { duplicate, _ in
        .text(duplicate.key.text, at: duplicate.key)
      },
      Fact("occurrence", .int, "1 for the first, then 2 and more.") { duplicate, _ in
        Value(.int(Int64(duplicate.occurrence)), origin: Origin(duplicate.key))
      },
      Fact("placeholder", .bool, "Its value is a hint or a template.") { duplicate, _ in
        let value = Node(document: duplicate.key.document, id: duplicate.key.id + 1)
        return .bool(value.kind == .scalar && Placeholder.matches(value.text))
      },
      Fact("first", .string, "The first occurrence.") { duplicate, _ in
        .text(duplicate.first.text, at: duplicate.first)
      },
      Fact("resource", .string, "The resource, as messages name it.") { duplicate, _ in
        .text(duplicate.resource.described)
      },
    ],
    origin: { Origin($0.key) },
    identity: { "\($0.resource.identity)/\($0.key.text)" })

  static let problem: FactType<ContentProblem> = FactType(
    name: "Problem", doc: "Content that cannot be read as it stands.",
    facts: [
      Fact("kind", .string, "unreadable, malformed or limit.") { problem, _ in
        Value(.string(problem.kind.rawValue), origin: Origin(problem.place))
      },
      Fact("message", .string, "What is wrong.") { problem, _ in .text(problem.message) },
      Fact("resource", .string, "The resource, as messages name it.") { problem, _ in
        .text(problem.resource)
      },
    ],
    origin: { Origin($0.place) }, identity: { "\($0.file.path)/\($0.resource)" })
}
