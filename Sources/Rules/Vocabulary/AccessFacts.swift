internal import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

/// Who may read or use credentials.
enum AccessFacts {
  static let grant: FactType<Grant> = FactType(
    name: "Grant",
    doc: "What one rule of a role gives, once per binding; once without one if nothing binds it.",
    facts: [
      Fact("role", .string, "The role, as messages name it.") { grant, _ in
        .text(grant.described, at: grant.role.metadata?["name"])
      },
      Fact("bound", .bool, "A binding of the repository gives it to somebody.") { grant, _ in
        .bool(grant.binding != nil)
      },
      Fact("binding", .string, "The binding, as messages name it.") { grant, _ in
        grant.binding.map { .text($0.described, at: $0.metadata?["name"]) }
      },
      Fact("extent", .string, "Where it holds, as the end of a sentence.") { grant, _ in
        .text(grant.extent)
      },
      Fact("clusterWide", .bool, "A ClusterRoleBinding gives it.") { grant, _ in
        .bool(grant.isClusterWide)
      },
      Fact(
        "through", .string, "The role of Kubernetes' own by which it is given, such as edit."
      ) { grant, _ in grant.through.map { .text($0.text, at: $0) } },
      Fact("collected", .bool, "That role collects it from another by a label.") { grant, _ in
        .bool(grant.through != nil && !grant.rule.isBuiltIn)
      },
      Fact(
        "widens", .string, "The role of Kubernetes' own that collects its rules by a label."
      ) { grant, _ in grant.widens.map { .text($0) } },
      Fact("upstream", .bool, "A well-known operator ships it for its own controller.") {
        grant, _ in .bool(UpstreamOperators.ships(grant))
      },
      Fact("toWhom", .string, "The worst of those it is given to, as messages say it.") {
        grant, _ in
        grant.worstSubject.map { .text($0.described, at: $0.node["name"] ?? $0.node) }
      },
      Fact("does", .string, "What a rule with * lets somebody do, as the end of a sentence.") {
        grant, _ in .text(AccessRights.extent(of: grant))
      },
      Fact("readsSecrets", .bool, "get, list or watch on Secrets.") { grant, _ in
        .bool(grant.rule.allows(oneOf: AccessRights.reading, "secrets"))
      },
      Fact("listsSecrets", .bool, "list or watch on Secrets.") { grant, _ in
        .bool(grant.rule.allows(oneOf: ["list", "watch"], "secrets"))
      },
      Fact("writesSecrets", .bool, "update, patch or delete on Secrets, which may be others'.") {
        grant, _ in .bool(grant.rule.allows(oneOf: AccessRights.overwriting, "secrets"))
      },
      Fact(
        "voidsNames", .bool, "It reads all Secrets, and another rule of the role names some."
      ) { grant, _ in .bool(AccessRights.voidsNames(grant)) },
      Fact("escalation", .string, "The right by which one gets others, as it is written.") {
        grant, world in
        (Escalation.of(grant)?.right ?? Deputy.acting(for: grant, world.graph)?.right).map {
          .text($0)
        }
      },
      Fact("effect", .string, "What comes of that right, as the end of a sentence.") {
        grant, world in
        (Escalation.of(grant)?.effect ?? Deputy.acting(for: grant, world.graph)?.effect).map {
          .text($0)
        }
      },
      Fact("detour", .string, "A right that leads to Secrets by a controller, as it is written.") {
        grant, _ in Deputy.detour(of: grant).map { .text($0.right) }
      },
      Fact("detourEffect", .string, "What comes of that right, as the end of a sentence.") {
        grant, _ in Deputy.detour(of: grant).map { .text($0.effect) }
      },
      Fact("decryptionKey", .string, "A Secret it names that decrypts what stands in git.") {
        grant, world in
        AccessRights.decryptionKey(grant, world.graph).map { .text($0.text, at: $0) }
      },
      Fact("entry", .string, "The right by which one gets into Pods, as it is written.") {
        grant, _ in AccessRights.entry(grant.rule).map { .text($0) }
      },
      Fact("entered", .string, "A workload that one gets into, and that is given a Secret.") {
        grant, world in
        AccessRights.entered(by: grant, world.graph).map {
          .text($0.resource.described, at: $0.resource.metadata?["name"])
        }
      },
      Fact("named", .bool, "It is restricted to names.") { grant, _ in
        .bool(grant.rule.hasNames)
      },
      Fact("wildcard", .bool, "Its verbs or its resources are *.") { grant, _ in
        .bool(grant.rule.isWildcard)
      },
      Fact("mintsTokens", .bool, "create on serviceaccounts/token.") { grant, _ in
        .bool(grant.rule.allows("create", "serviceaccounts/token"))
      },
      Fact("createsPods", .bool, "create on Pods, or a change of what makes them.") {
        grant, _ in .bool(AccessRights.createsPods(grant.rule))
      },
      Fact(
        "toEverybody", .list(.string), "default accounts and groups of everybody it is given to."
      ) { grant, _ in subjects(grant, .everybody) },
      Fact("toPersons", .list(.string), "Users and groups it is given to.") { grant, _ in
        subjects(grant, .person)
      },
      Fact("toAccounts", .list(.string), "ServiceAccounts of workloads it is given to.") {
        grant, _ in subjects(grant, .account)
      },
      Fact("credentials", .list(.message("Secret")), "Secrets of the namespace where it holds.") {
        grant, world in
        AccessRights.credentials(in: grant, world.graph).map {
          SecretFacts.secret.list($0, world)
        }
      },
      Fact("verbs", .list(.string), "Its verbs.") { grant, _ in
        .texts(grant.rule.verbs.sorted(), at: grant.rule.node["verbs"] ?? grant.rule.node)
      },
      Fact("resources", .list(.string), "Its resources, as a place.") { grant, _ in
        .texts(grant.rule.resources.sorted(), at: grant.rule.node["resources"] ?? grant.rule.node)
      },
    ],
    origin: { Origin($0.rule.node["resources"] ?? $0.rule.node) },
    identity: {
      "\($0.role.identity)/\($0.binding?.name ?? "")"
    })

  static let defaulted: FactType<DefaultedSubject> = FactType(
    name: "DefaultedSubject",
    doc: "A subject of a binding whose name is a variable with a default.",
    facts: [
      Fact("binding", .string, "The binding, as messages name it.") { subject, _ in
        .text(subject.binding.described, at: subject.binding.metadata?["name"])
      },
      Fact("role", .string, "The role that it gives, as messages name it.") { subject, _ in
        let role = subject.binding.body["roleRef"]
        return .text("\(role?["kind"]?.text ?? "role") '\(role?["name"]?.text ?? "")'", at: role)
      },
      Fact("kind", .string, "Group, User or ServiceAccount.") { subject, _ in
        .text(subject.subject.kind)
      },
      Fact("variable", .string, "The variable.") { subject, _ in
        .text(subject.variable, at: subject.subject.node["name"])
      },
      Fact("fallback", .string, "Its name where nothing sets the variable.") { subject, _ in
        .text(subject.fallback, at: subject.subject.node["name"])
      },
      Fact("everybody", .bool, "That name stands for everybody, or for all accounts.") {
        subject, _ in .bool(subject.isEverybody)
      },
      Fact("set", .bool, "Every Kustomization of Flux that applies the binding sets the variable.")
      {
        subject, world in .bool(subject.isSet(in: world.graph))
      },
    ],
    origin: { Origin($0.subject.node["name"] ?? $0.subject.node) },
    identity: { "\($0.binding.identity)/\($0.variable)" })

  private static func subjects(_ grant: Grant, _ category: AccessSubject.Category) -> Value {
    Value(
      .list(
        grant.subjects.filter { $0.category == category }.map {
          .text($0.described, at: $0.node["name"] ?? $0.node)
        }))
  }

}
