internal import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

/// References to Secrets, and the workloads and accounts that hold them.
enum ReferenceFacts {
  static let reference: FactType<SecretReference> = FactType(
    name: "Reference", doc: "A name of a Secret in some field.",
    facts: [
      Fact("name", .string, "The name.") { reference, _ in
        .text(reference.name, at: reference.nameNode)
      },
      Fact(
        "field", .string,
        "imagePullSecrets, secrets, env, envFrom, volume, projectedVolume, source, or object."
      ) {
        reference, _ in .text(reference.field.rawValue)
      },
      Fact("key", .string, "The key that is asked for.") { reference, _ in .text(reference.key) },
      Fact("remote", .bool, "It is applied together with what another repository holds.") {
        reference, world in .bool(world.graph.isBesideRemoteParts(reference.from))
      },
      Fact(
        "provided", .bool,
        "A controller or a policy copies or makes it where it is asked for, or may."
      ) {
        reference, world in
        .bool(
          world.graph.isProvided(reference)
            || InstalledSecrets.contains(reference.name)
            || InstalledSecrets.isMadeByJob(reference.name, world.graph))
      },
      Fact(
        "namedElsewhere", .bool,
        "A text that is no manifest names it; looked for where a rule of the inventory runs."
      ) {
        reference, world in .bool(world.settings.namesElsewhere.contains(reference.name))
      },
      Fact(
        "carried", .bool, "It stands among the sources of a program, which brings what it needs."
      ) {
        reference, _ in .bool(reference.from.file.isAmongSources)
      },
      Fact("volumeItem", .bool, "One key of a volume, beside the reference to the whole Secret.") {
        reference, _ in .bool(reference.isItem)
      },
      Fact("optional", .bool, "Its absence is allowed.") { reference, _ in
        .bool(reference.isOptional)
      },
      Fact("literal", .bool, "The name is known text, not a template or a field that is filled in.")
      { reference, world in
        .bool(
          reference.isLiteral && !world.graph.isFilled(reference.nameNode, of: reference.from))
      },
      Fact("from", .string, "What refers, as messages name it.") { reference, _ in
        .text(reference.from.described)
      },
      Fact("namespace", .string, "The namespace in which it is looked up; empty when unknown.") {
        reference, world in
        let namespaces = Set(world.graph.namespaces(of: reference))
        guard namespaces.count == 1, let only = namespaces.first, let known = only else {
          return nil
        }
        return .text(known)
      },
      Fact("targets", .list(.message("Secret")), "Secrets that it names, certainly or possibly.") {
        reference, world in
        SecretFacts.secret.list(
          world.graph.resolve(reference).targets, world,
          at: Origin(flags: world.graph.mayBeRendered(reference) ? .open : []))
      },
      Fact("certain", .list(.message("Secret")), "Secrets that it names in every reading.") {
        reference, world in
        SecretFacts.secret.list(world.graph.resolve(reference).certain, world)
      },
      Fact("namesakes", .list(.message("Secret")), "Secrets of the name in other known namespaces.")
      {
        reference, world in
        SecretFacts.secret.list(world.graph.resolve(reference).namesakes, world)
      },
      Fact("commanded", .bool, "A command of the repository makes it, as far as namespaces tell.") {
        reference, world in .bool(world.graph.isMadeByCommand(reference))
      },
      Fact("external", .bool, "The configuration says that it exists outside the repository.") {
        reference, world in
        let namespaces = world.graph.namespaces(of: reference)
        return .bool(world.settings.isExternal(reference.name, namespaces: namespaces))
      },
      Fact(
        "meant", .list(.message("Secret")),
        "One in the same namespace whose name is nearly its own."
      ) {
        reference, world in
        SecretFacts.secret.list(
          world.graph.nearMiss(of: reference).map { [$0] } ?? [], world)
      },
      Fact(
        "renamed", .list(.message("Secret")),
        "The Secret that it names, where kustomize changes the name and does not change it here."
      ) {
        reference, world in
        SecretFacts.secret.list(
          world.graph.renamedTarget(of: reference).map { [$0] } ?? [], world)
      },
      Fact("unmetNeed", .string, "What it wants of the Secret, where that certainly lacks it.") {
        reference, world in .text(world.graph.unmetNeed(of: reference)?.words ?? "")
      },
      Fact(
        "unmountedClass", .string,
        "The SecretProviderClass that makes it while a Pod mounts it, where none does."
      ) {
        reference, world in
        world.graph.unmountedClass(of: reference).map {
          .text($0.name, at: $0.metadata?["name"])
        }
      },
      Fact("removed", .bool, "What it names was there before the change that is judged.") {
        reference, world in
        .bool(
          world.graph.resolve(reference).targets.isEmpty
            && world.settings.wasThere(
              reference.name, namespaces: world.graph.namespaces(of: reference))
        )
      },
      Fact("missing", .bool, "In some known namespace, nothing in the repository provides it.") {
        reference, world in .bool(world.graph.resolve(reference).isMissingSomewhere)
      },
    ],
    origin: { Origin($0.nameNode) },
    identity: {
      "\($0.from.identity)/\($0.field.rawValue)/\($0.name)"
    },
    formerFields: ["item": "volumeItem"])

  static let workload: FactType<Workload> = FactType(
    name: "Workload", doc: "A pod template, wherever it stands, or that of a Tekton run.",
    facts: [
      Fact("kind", .string, "The kind of the resource.") { workload, _ in
        .text(workload.resource.kind)
      },
      Fact("name", .string, "The name of the resource.") { workload, _ in
        .text(workload.resource.metadata?["name"])
      },
      Fact("namespace", .string, "Its namespace; empty when unknown.") { workload, _ in
        workload.resource.namespace.map { .text($0) }
      },
      Fact(
        "namespaceObject", .message("Resource"),
        "The Namespace it stands in; unset where that is not certain, or not in the repository."
      ) {
        workload, world in
        world.namespaceObject(
          of: world.graph.instances(of: workload.resource), near: workload.resource
        ).map { ManifestFacts.resource.value($0, world) }
      },
      Fact("labels", .map(.string, .string), "Labels of the resource.") { workload, _ in
        .map(workload.resource.labels)
      },
      Fact("run", .bool, "It is the pod template of a Tekton run.") { workload, _ in
        .bool(workload.resource.role == .run)
      },
      Fact("describe", .string, "How messages name it.") { workload, _ in
        .text(workload.resource.described)
      },
      Fact("images", .list(.message("Image")), "Its images.") { workload, world in
        image.list(workload.images.map { OwnedImage(workload: workload, use: $0) }, world)
      },
      Fact("ownPullSecrets", .list(.message("Reference")), "The imagePullSecrets it lists itself.")
      {
        workload, world in
        reference.list(
          workload.pullSecrets, world, at: workload.spec["imagePullSecrets"].map { Origin($0) })
      },
      Fact(
        "pullSecrets", .list(.message("Reference")),
        "What kubelet is given: its own, or else the account's."
      ) {
        workload, world in reference.list(world.graph.effectivePullSecrets(of: workload), world)
      },
      Fact(
        "droppedPullSecrets", .list(.message("Reference")),
        "Pull secrets of its account, which its own replace, and that an image needs."
      ) {
        workload, world in
        reference.list(PullSecrets.dropped(workload, world.graph), world)
      },
      Fact(
        "unattached", .list(.message("Secret")),
        "A pull secret beside it for one of its images, where it is given none."
      ) {
        workload, world in
        SecretFacts.secret.list(
          world.graph.unattachedLogin(of: workload).map { [$0.secret] } ?? [], world)
      },
      Fact("unattachedImage", .string, "The image that it is for.") { workload, world in
        world.graph.unattachedLogin(of: workload).flatMap { use in
          use.image.image.map { .text($0.text, at: use.image.node) }
        }
      },
      Fact(
        "references", .list(.message("Reference")),
        "How its containers get Secrets: the first reference to each in the environment, and in volumes."
      ) {
        workload, world in
        reference.list(world.graph.firstReferences(of: workload), world)
      },
      Fact(
        "carried", .bool, "It stands among the sources of a program, which brings what it needs."
      ) {
        workload, _ in .bool(workload.resource.file.isAmongSources)
      },
      Fact("account", .string, "The ServiceAccount it runs as.") { workload, _ in
        .text(workload.accountName, at: workload.accountNode)
      },
      Fact(
        "accounts", .list(.message("ServiceAccount")),
        "The ServiceAccounts of the repository that it may run as: several if namespaces are unknown."
      ) {
        workload, world in
        AccountFacts.account.list(
          world.graph.accounts(of: workload), world,
          at: Origin(flags: world.graph.mayAccountBeRendered(of: workload) ? .open : []))
      },
      Fact("remote", .bool, "It is applied together with what another repository holds.") {
        workload, world in .bool(world.graph.isBesideRemoteParts(workload.resource))
      },
      Fact(
        "accountNamed", .bool, "A text that is no manifest, such as a script, names its account."
      ) { workload, world in
        .bool(world.settings.namesElsewhere.contains(workload.accountName))
      },
      Fact("automount", .bool, "automountServiceAccountToken of the pod spec.", in: { $0.spec }) {
        workload, _ in
        workload.spec["automountServiceAccountToken"].map {
          .bool($0.scalarType != .bool(false), at: $0)
        }
      },
      Fact("pullKeysKnown", .bool, "Every pull secret resolves to a readable docker config.") {
        workload, world in .bool(PullSecrets.keys(of: workload, world.graph) != nil)
      },
      Fact("covered", .bool, "A pull secret covers at least one of its images.") {
        workload, world in
        let keys = PullSecrets.keys(of: workload, world.graph) ?? []
        return .bool(
          workload.images.contains { $0.image.map { RegistryKey.covers(keys, $0) } ?? true })
      },
    ],
    origin: { Origin($0.resource.metadata?["name"] ?? $0.resource.body) },
    identity: { $0.resource.identity })

  static let image: FactType<OwnedImage> = FactType(
    name: "Image", doc: "An image of a workload.",
    facts: [
      Fact("name", .string, "The image in full, without its tag.") { owned, _ in
        owned.use.image.map { .text($0.text, at: owned.use.node) }
      },
      Fact("registry", .string, "Its registry.") { owned, _ in
        owned.use.image.map { .text($0.registry, at: owned.use.node) }
      },
      Fact("literal", .bool, "It is an image name, not a template.") { owned, _ in
        .bool(owned.use.image != nil)
      },
      Fact("covered", .bool, "A pull secret of the workload covers it.") { owned, world in
        let keys = PullSecrets.keys(of: owned.workload, world.graph) ?? []
        return .bool(
          owned.use.image.map { RegistryKey.covers(keys, $0) } ?? true, at: owned.use.node)
      },
      Fact(
        "pulls", .list(.message("PullCredential")),
        "What kubelet is given to pull it with, and why each applies or does not."
      ) {
        owned, world in
        PullFacts.credential.list(
          owned.use.image.map { world.graph.pullCredentials(of: owned.workload, for: $0) } ?? [],
          world)
      },
      Fact(
        "nearMiss", .string,
        "A registry of the pull secrets that nearly is the image's; empty if none is."
      ) {
        owned, world in PullSecrets.nearMiss(owned, world.graph).map { .text($0) }
      },
    ],
    origin: { Origin($0.use.node) },
    identity: {
      "\($0.workload.resource.identity)/\($0.use.node.text)"
    },
    formerFields: ["known": "literal"])

}
