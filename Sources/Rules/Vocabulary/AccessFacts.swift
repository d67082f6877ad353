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
      Fact("readsSecrets", .bool, "get, list or watch on Secrets.") { grant, _ in
        .bool(["get", "list", "watch"].contains { grant.rule.allows($0, "secrets") })
      },
      Fact("listsSecrets", .bool, "list or watch on Secrets.") { grant, _ in
        .bool(["list", "watch"].contains { grant.rule.allows($0, "secrets") })
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
      Fact("createsPods", .bool, "create on Pods, or on a workload that makes them.") {
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

  private static func subjects(_ grant: Grant, _ category: AccessSubject.Category) -> Value {
    Value(
      .list(
        grant.subjects.filter { $0.category == category }.map {
          .text($0.described, at: $0.node["name"] ?? $0.node)
        }))
  }

}
