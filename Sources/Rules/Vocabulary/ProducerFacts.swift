internal import CEL
internal import Checks
internal import Graph
internal import Manifests
internal import YAMLTree

/// What makes Secrets, fills them, and renews what is in them.
enum ProducerFacts {
  /// What a Secret's producer and copies say of it.
  static let ofSecret: [Fact<Secret>] = [
    Fact("misplacedType", .string, "A type in a field of its producer that nothing reads.") {
      secret, _ in SecretTypes.misplaced(secret).map { .text($0.text, at: $0) }
    },
    Fact(
      "ignoredNames", .list(.string),
      "A name and a namespace in a SealedSecret's template that differ from its own."
    ) {
      secret, _ in
      Value(.list(SealedSecrets.ignored(secret).map { .text($0.text, at: $0) }))
    },
    Fact(
      "sealProblem", .string,
      "What kustomize does to a SealedSecret that its scope forbids; empty if nothing."
    ) {
      secret, world in
      SealedSecrets.scopeProblem(secret, world.graph).map { .text($0, at: secret.nameNode) }
    },
    Fact(
      "lostAnnotations", .list(.string),
      "Annotations for copy controllers that stand on a SealedSecret, and do not reach its Secret."
    ) {
      secret, _ in
      Value(.list(SealedSecrets.lost(secret).map { .text($0.text, at: $0) }))
    },
    Fact(
      "globs", .list(.string),
      "Globs where a controller that copies it wants regular expressions."
    ) {
      secret, _ in
      Value(.list(CopyController.globs(of: secret).map { .text($0.pattern.text, at: $0.node) }))
    },
    Fact(
      "copyRefusal", .string, "Why a controller leaves it empty; empty if it may fill it."
    ) {
      secret, world in
      guard let refusal = world.graph.refusal(of: secret), !world.graph.allowsAllCopies else {
        return nil
      }
      return .text(refusal.text, at: CopyController.mirror(secret)?.node)
    },
  ]

  static let refresh: FactType<Refresh> = FactType(
    name: "Refresh",
    doc: "How often something renews what it fetches or makes up, and how long that lives.",
    facts: [
      Fact("describe", .string, "What renews it, as messages name it.") { refresh, _ in
        .text(refresh.described, at: refresh.node)
      },
      Fact("source", .string, "What the token comes from, as ECRAuthorizationToken.") {
        refresh, _ in .text(refresh.source)
      },
      Fact("madeUp", .bool, "Each renewal gives another value, which nobody else knows.") {
        refresh, _ in .bool(refresh.isMadeUp)
      },
      Fact("interval", .int, "Seconds between two renewals; unset for never.") { refresh, _ in
        refresh.interval.map { Value(.int(Int64($0)), origin: Origin(refresh.node)) }
      },
      Fact("life", .int, "Seconds that the token lives; unset where that is not certain.") {
        refresh, _ in refresh.life.map { Value(.int(Int64($0))) }
      },
      Fact("place", .dyn, "Where the interval stands, as a place.") { refresh, _ in
        Value(.null, origin: Origin(refresh.node))
      },
    ],
    origin: { Origin($0.node) },
    identity: { "\($0.described)/\($0.source)" })

  /// Parts of one, as patches are, left out.
  static func clusterStores(in graph: ResourceGraph) -> [Resource] {
    graph.resources(ofKind: "ClusterSecretStore").filter {
      $0.group == "external-secrets.io" && $0.body.at("spec", "provider") != nil
    }
  }

  static let clusterStore: FactType<Resource> = FactType(
    name: "ClusterStore", doc: "A ClusterSecretStore of External Secrets with its provider.",
    facts: [
      Fact("describe", .string, "How messages name it.") { resource, _ in
        .text(resource.described, at: resource.metadata?["name"])
      },
      Fact(
        "conditions", .int, "How many conditions say which namespaces may use it.",
        in: { $0.body["spec"] }
      ) { resource, _ in
        resource.body.at("spec", "conditions").map {
          Value(.int(Int64($0.elements.count)), origin: Origin($0))
        }
      },
      Fact("patched", .bool, "It is a patch of kustomize, or one may change stores.") {
        resource, world in
        .bool(
          resource.isPatchDirective || world.graph.isPatchFile(resource.file.path)
            || world.graph.patchesKind(resource.kind))
      },
      Fact("tested", .bool, "The file is in a folder of tests or examples.") { resource, _ in
        .bool(resource.file.isInTestFolder)
      },
    ],
    origin: { Origin($0.body) }, identity: \.identity)

  static let store: FactType<StoreReference> = FactType(
    name: "StoreReference", doc: "The store that an ExternalSecret names.",
    facts: [
      Fact("name", .string, "Its name.") { store, _ in .text(store.name.text, at: store.name) },
      Fact("kind", .string, "Its kind as written; empty means SecretStore.") { store, _ in
        .text(store.kind)
      },
      Fact("reference", .dyn, "What names it, as a place.") { store, _ in
        Value(.null, origin: Origin(store.body))
      },
      Fact("from", .string, "What refers, as messages name it.") { store, _ in
        .text(store.resource.described)
      },
      Fact("local", .bool, "A SecretStore of the name may stand in the same namespace.") {
        store, _ in .bool(!store.local.isEmpty)
      },
      Fact("clusterWide", .bool, "A ClusterSecretStore has the name.") { store, _ in
        .bool(!store.clusterWide.isEmpty, at: store.clusterWide.first?.metadata?["name"])
      },
    ],
    origin: { Origin($0.name) },
    identity: { "\($0.resource.identity)/\($0.name.text)" })

  static let login: FactType<StoreSecret> = FactType(
    name: "StoreSecret", doc: "A Secret with which a ClusterSecretStore logs in.",
    facts: [
      Fact("store", .string, "The store, as messages name it.") { login, _ in
        .text(login.resource.described)
      },
      Fact("provider", .string, "The provider, as its field is named.") { login, _ in
        .text(login.provider)
      },
      Fact("needsNamespace", .bool, "The provider refuses one without a namespace.") { login, _ in
        .bool(login.needsNamespace)
      },
      Fact("namespace", .string, "The namespace that is written.", in: { $0.node }) { login, _ in
        .text(login.namespace)
      },
      Fact("reference", .dyn, "What names it, as a place.") { login, _ in
        Value(.null, origin: Origin(login.node))
      },
    ],
    origin: { Origin($0.node) },
    identity: { "\($0.resource.identity)/\($0.provider)" })
}
