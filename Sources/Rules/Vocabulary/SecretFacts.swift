internal import Graph
internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

/// Secrets, their entries, and the docker configs in them.
enum SecretFacts {
  static let secret: FactType<Secret> = FactType(
    name: "Secret",
    doc: "A Secret from any producer: manifest, SealedSecret, ExternalSecret, generator …",
    facts: [
      Fact("name", .string, "Its name.") { secret, _ in .text(secret.name, at: secret.nameNode) },
      Fact("namespace", .string, "Its namespace; empty when unknown.") { secret, _ in
        secret.namespace.map { .text($0, at: secret.resource.metadata?["namespace"]) }
      },
      Fact(
        "namespaceObject", .message("Resource"),
        "The Namespace it stands in; unset where that is not certain, or not in the repository."
      ) {
        secret, world in
        world.namespaceObject(of: world.graph.instances(of: secret), near: secret.resource).map {
          ManifestFacts.resource.value($0, world)
        }
      },
      Fact("type", .string, "Its type as written; empty means Opaque.", in: { $0.typeParent }) {
        secret, _ in
        .text(secret.typeNode)
      },
      Fact("labels", .map(.string, .string), "Labels.", in: { $0.metadata }) { secret, _ in
        labels(of: secret)
      },
      Fact("annotations", .map(.string, .string), "Annotations.", in: { $0.metadata }) {
        secret, _ in
        .map(secret.metadata?["annotations"])
      },
      Fact("body", .dyn, "The whole resource, as a place.") { secret, _ in
        Value(.null, origin: Origin(secret.resource.body, .sensitive))
      },
      Fact("metadata", .dyn, "The metadata, as a place.") { secret, _ in
        secret.metadata.map { Value(.null, origin: Origin($0)) }
      },
      Fact(
        "origin", .string,
        "What makes it: Secret, secretGenerator, the kind of another producer, or a command."
      ) {
        secret, _ in .text(secret.producer)
      },
      Fact("describe", .string, "How messages name it.") { secret, _ in .text(secret.described) },
      Fact("encrypted", .bool, "Encrypted as a whole, or fetched by a controller.") { secret, _ in
        .bool(secret.isEncrypted)
      },
      Fact(
        "unchangedSince", .optional(.timestamp),
        "Since when none of its encrypted values was changed, as SOPS or git's history says."
      ) {
        secret, world in
        world.unchangedSince(secret).map { time, node in
          let place = node ?? secret.nameNode ?? secret.resource.body
          return CredentialFacts.optional(time, at: Origin(place), world)
        }
      },
      Fact("commanded", .bool, "A command makes it.") { secret, _ in
        .bool(secret.origin == .command)
      },
      Fact("embedded", .bool, "It stands in a script, whose command is judged by itself.") {
        secret, _ in .bool(secret.resource.body.document.embedding != nil)
      },
      Fact("live", .bool, "Read from a cluster, not from a repository.") { secret, _ in
        .bool(secret.resource.isLive)
      },
      Fact("filledByController", .bool, "Filled or copied by a controller.") { secret, _ in
        .bool(secret.isFilledElsewhere)
      },
      Fact("copied", .bool, "Copied to other namespaces by a controller or a policy.") {
        secret, world in .bool(world.graph.isCopied(secret))
      },
      Fact("mergesIntoExisting", .bool, "It adds to a Secret that exists already.") { secret, _ in
        .bool(secret.isMerged)
      },
      Fact("patch", .bool, "It stands in a file that kustomize applies as a patch.") {
        secret, world in .bool(world.graph.isPatch(secret))
      },
      Fact("created", .bool, "It is made, and not only added to one that something else makes.") {
        secret, _ in .bool(secret.isCreated)
      },
      Fact("hasAllKeys", .bool, "All of its keys are in the repository.") { secret, _ in
        .bool(secret.hasClosedKeys)
      },
      Fact("templated", .bool, "Its type is a template.") { secret, _ in
        .bool(Placeholder.isTemplate(secret.type))
      },
      Fact("docker", .bool, "Has one of the two docker types.", in: { $0.typeParent }) {
        secret, _ in
        secret.typeNode.map { .bool(secret.isDockerType, at: $0) }
      },
      Fact("holdsLogin", .bool, "A login to a registry or to git is in it, or may be.") {
        secret, _ in .bool(secret.holdsLogin)
      },
      Fact("keys", .list(.string), "The keys of its data.") { secret, _ in
        Value(.list(secret.entries.map { .text($0.key, at: $0.keyNode) }), origin: body(secret))
      },
      Fact("entries", .list(.message("Entry")), "Its keys with their values.") { secret, world in
        entry.list(
          secret.entries.map { OwnedEntry(secret: secret, entry: $0) }, world, at: body(secret))
      },
      Fact("dockerConfigs", .list(.message("DockerConfig")), "Docker configs among its values.") {
        secret, world in
        config.list(
          secret.dockerConfigs.map { OwnedConfig(secret: secret, config: $0) }, world,
          at: body(secret))
      },
      Fact("consumers", .list(.message("Reference")), "What refers to it.") { secret, world in
        // What a chart makes, anything that it makes can name.
        ReferenceFacts.reference.list(
          world.graph.consumers(of: secret), world,
          at: Origin(flags: secret.resource.hasHoles ? .open : []))
      },
      Fact(
        "mentioned", .bool, "Some text may name it, in a field of any kind, or a conventional use."
      ) { secret, world in
        .bool(
          world.graph.isMentioned(secret) || UnnamedUses.reads(secret, world.graph)
            || world.settings.namesElsewhere.contains(secret.name))
      },
      Fact("carried", .bool, "It stands among the sources of a program, which reads it.") {
        secret, _ in .bool(secret.resource.file.isAmongSources)
      },
      Fact("removed", .bool, "Patches take it out of every kustomization that lists it.") {
        secret, world in .bool(world.graph.isRemoved(secret))
      },
      Fact("pulled", .bool, "Something uses it as an image pull secret.") { secret, world in
        .bool(world.graph.isPulled(secret))
      },
      Fact("meantType", .string, "The built-in type that its type seems to mean; empty if none.") {
        secret, _ in
        SecretTypes.meant(by: secret.type).map { .text($0, at: secret.typeNode) }
      },
      Fact("holdsAccountToken", .bool, "A service account's token stands in it in clear.") {
        secret, _ in .bool(SecretValues.holdsAccountToken(secret))
      },
      Fact("size", .int, "Bytes of all decoded values.") { secret, _ in
        let sizes = Dictionary(
          secret.entries.map { ($0.key, $0.decoded?.count ?? 0) },
          uniquingKeysWith: { _, last in last })
        return Value(.int(Int64(sizes.values.reduce(0, +))), origin: body(secret))
      },
      Fact("immutable", .bool, "Its data can never change.") { secret, _ in
        immutable(secret).map { .bool($0.scalarType == .bool(true), at: $0) }
      },
      Fact("lastApplied", .dyn, "The last-applied annotation, where it repeats data.") {
        secret, _ in
        SecretValues.lastApplied(secret).map { Value(.bool(true), origin: Origin($0)) }
      },
      Fact("refused", .string, "Why the API server refuses it; empty if nothing tells.") {
        secret, world in
        RefusedObjects.problem(of: secret, world.graph).map { .text($0.text, at: $0.node) }
      },
      Fact("misplaced", .list(.string), "data and stringData that stand under metadata.") {
        secret, _ in
        let nodes = (secret.origin == .manifest ? ["data", "stringData"] : []).compactMap {
          secret.resource.metadata?.entry($0)
        }
        return Value(.list(nodes.map { .text($0.key.text, at: $0.key) }))
      },
      Fact("misnamed", .string, "How a key would have to be named for what uses it.") {
        secret, world in
        SecretKeyNames.problem(of: secret, world.graph).map { .text($0.text, at: $0.key) }
      },
      Fact(
        "misnamedMounts", .list(.message("Reference")), "What mounts it where another name is read."
      ) { secret, world in
        ReferenceFacts.reference.list(SecretKeyNames.mounts(of: secret, world.graph), world)
      },
      Fact("misnamedKey", .string, "The key that would have to be named otherwise.") {
        secret, world in
        SecretKeyNames.problem(of: secret, world.graph).map { .text($0.key.text, at: $0.key) }
      },
      Fact("meantKey", .string, "What it would have to be named; empty if that is not certain.") {
        secret, world in
        SecretKeyNames.problem(of: secret, world.graph).flatMap(\.meant).map { .text($0) }
      },
      Fact("certificateProblem", .string, "Why tls.crt and tls.key do not work together.") {
        secret, _ in TLSCertificates.problem(of: secret).map { .text($0.text, at: $0.node) }
      },
      Fact("argoProblem", .string, "Why Argo CD cannot use it; empty if nothing is known.") {
        secret, _ in ArgoSecrets.problem(of: secret).map { .text($0.text, at: $0.node) }
      },
      Fact("unknownHost", .string, "A host that it is used for, and that its known_hosts lacks.") {
        secret, world in
        KnownHostLines.missing(in: secret, world.graph).map { .text($0.host, at: $0.node) }
      },
      Fact("sshSource", .string, "Tekton or Flux, where it logs in by SSH; empty otherwise.") {
        secret, world in PrivateKeySlot.sshConsumer(of: secret, world.graph).map { .text($0) }
      },
      Fact("signingProblem", .string, "Why Chains cannot use its signing key; empty if it can.") {
        secret, world in
        Chains.signingProblem(secret, world.graph).map { .text($0.text, at: $0.node) }
      },
      Fact(
        "accounts", .list(.message("ServiceAccount")), "ServiceAccounts that list it under secrets."
      ) {
        secret, world in AccountFacts.account.list(world.graph.accounts(listing: secret), world)
      },
      Fact(
        "tektonAnnotations", .list(.message("CredentialAnnotation")),
        "Its annotations that tell Tekton what it is for."
      ) {
        secret, world in TektonFacts.annotation.list(CredentialAnnotation.all(of: secret), world)
      },
      Fact("use", .string, "push or pull, as far as what refers to it tells; else empty.") {
        secret, world in .text(CredentialUses.use(of: secret, world.graph))
      },
      Fact(
        "environment", .string, "The environment that a folder of its path names, as prod."
      ) {
        secret, _ in CredentialUses.environment(of: secret).map { .text($0) }
      },
      Fact("runsHere", .bool, "Tekton runs use an account of the repository in its namespace.") {
        secret, world in .bool(Tekton.runsHere(secret, world.graph))
      },
      Fact("conflict", .string, "Another definition of it with other content.") { secret, world in
        world.graph.conflicts(with: secret).map {
          .text($0.resource.file.path, at: secret.nameNode)
        }
      },
      Fact(
        "cloudKey", .string,
        "The key of a cloud that its keys are called after; empty if none is."
      ) {
        secret, _ in CloudKeys.title(of: secret).map { .text($0.text, at: $0.node) }
      },
      Fact("programs", .list(.string), "The controllers and workloads that use it, each once.") {
        secret, world in
        Value(
          .list(CloudKeys.users(of: secret, world.graph).map { .text($0.name, at: $0.node) }),
          origin: body(secret))
      },
    ] + ProducerFacts.ofSecret + [
      Fact("selected", .bool, "A module's layer selects it by its labels.") { secret, world in
        .bool(LifecycleManager.isSelected(secret, world.graph))
      }
    ],
    origin: { secret in
      secret.nameNode.map { Origin($0) } ?? Origin(secret.resource.body)
    },
    identity: { secret in
      secret.identity
    },
    formerFields: [
      "filled": "filledByController", "merged": "mergesIntoExisting", "closed": "hasAllKeys",
      "moduleUnmatched": "repository.hasUnmatchedLayer",
    ])

  /// Where the Secret's data stands, or would stand.
  private static func body(_ secret: Secret) -> Origin {
    let body = secret.resource.body
    return Origin(body["data"] ?? body["stringData"] ?? body)
  }

  /// A generator's labels come from several fields of its kustomization.
  static func labels(of secret: Secret) -> Value? {
    let own = secret.metadata?["labels"]
    guard secret.origin == .generator else { return .map(own) }
    let body = secret.resource.body
    let pairs = (body["labels"]?.elements ?? []).compactMap { $0["pairs"] }
    let sources = [own, body.at("generatorOptions", "labels"), body["commonLabels"]] + pairs
    var map = ValueMap()
    for entry in sources.compactMap(\.self).flatMap(\.entries) where entry.value.kind == .scalar {
      let key = Value.text(entry.key.text, at: entry.key)
      if map[key.payload] == nil { _ = map.insert(key, .text(entry.value.text, at: entry.value)) }
    }
    return map.entries.isEmpty ? nil : Value(.map(map), origin: Origin(own ?? body))
  }

  private static func immutable(_ secret: Secret) -> Node? {
    let body = secret.resource.body
    return switch secret.origin {
    case .external: body.at("spec", "target", "immutable")
    case .sealed: body.at("spec", "template", "immutable")
    default: body["immutable"]
    }
  }

}
