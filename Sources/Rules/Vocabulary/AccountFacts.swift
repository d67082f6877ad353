internal import Graph
internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

/// ServiceAccounts, and what Tekton and Chains make of their Secrets.
enum AccountFacts {
  static let account: FactType<ServiceAccount> = FactType(
    name: "ServiceAccount", doc: "A ServiceAccount with its Secrets.",
    facts: [
      Fact("name", .string, "Its name.") { account, _ in .text(account.resource.metadata?["name"])
      },
      Fact("namespace", .string, "Its namespace; empty when unknown.") { account, _ in
        account.resource.namespace.map { .text($0) }
      },
      Fact("labels", .map(.string, .string), "Labels.") { account, _ in
        .map(account.resource.labels)
      },
      Fact("describe", .string, "How messages name it.") { account, _ in
        .text(account.resource.described)
      },
      Fact(
        "secrets", .list(.message("Reference")), "Its secrets list.", in: { $0.resource.body }
      ) { account, world in
        account.resource.body["secrets"].map {
          ReferenceFacts.reference.list(account.secrets, world, at: Origin($0))
        }
      },
      Fact("imagePullSecrets", .list(.message("Reference")), "Its imagePullSecrets list.") {
        account, world in ReferenceFacts.reference.list(account.pullSecrets, world)
      },
      Fact("default", .bool, "It is what Pods run as that name none.") { account, _ in
        .bool(account.resource.name == "default")
      },
      Fact("bound", .bool, "A binding of the repository gives it a role.") { account, world in
        let isBound = world.graph.isBound(account)
        return account.resource.hasHoles && !isBound ? .unknown(.bool(false)) : .bool(isBound)
      },
      Fact("runs", .int, "How many Tekton runs name it.") { account, world in
        Value(.int(Int64(world.graph.runs(of: account).count)))
      },
      Fact(
        "automount", .bool, "automountServiceAccountToken, which a pod spec outranks.",
        in: { $0.resource.body }
      ) {
        account, _ in
        account.resource.body["automountServiceAccountToken"].map {
          .bool($0.scalarType != .bool(false), at: $0)
        }
      },
      Fact("pushes", .string, "Which of its runs pushes images, and what tells so.") {
        account, world in Tekton.pushes(account, world.graph).map { .text($0) }
      },
      Fact("unlinkedRun", .string, "Which of its runs makes an image that Chains cannot push for.")
      {
        account, world in
        Chains.unlinked(account, world.graph).map {
          .text($0.run, at: account.resource.metadata?["name"])
        }
      },
      Fact("unlinked", .string, "The login that lies in its namespace and that it does not list.") {
        account, world in
        Chains.unlinked(account, world.graph).map {
          .text($0.secret.described, at: $0.secret.nameNode)
        }
      },
      Fact("handsOverLogin", .bool, "Its secrets hold a registry login, or one may be among them.")
      {
        account, world in .bool(Tekton.handsOverLogin(account, world.graph))
      },
      Fact(
        "runPullSecrets", .list(.message("Reference")),
        "The imagePullSecrets of its runs' pod templates."
      ) {
        account, world in
        ReferenceFacts.reference.list(
          world.graph.runs(of: account).flatMap(\.pullSecrets), world)
      },
      Fact(
        "shadowing", .list(.message("Reference")),
        "Pull secrets for a registry of its secrets, with another login."
      ) {
        account, world in
        ReferenceFacts.reference.list(
          Chains.shadowing(account, account.pullSecrets, world.graph), world)
      },
      Fact(
        "runShadowing", .list(.message("Reference")),
        "The same in the pod templates of its runs."
      ) {
        account, world in
        let references = world.graph.runs(of: account).flatMap(\.pullSecrets)
        return ReferenceFacts.reference.list(
          Chains.shadowing(account, references, world.graph), world)
      },
      Fact("repositories", .list(.string), "Addresses of the repositories that its runs build.") {
        account, world in
        let addresses = Set(world.graph.runs(of: account).flatMap(\.repositories))
        return Value(.list(addresses.sorted().map { .text(Redaction.scan($0)) }))
      },
      Fact("events", .list(.string), "pull_request and push: what starts its runs.") {
        account, world in
        let events = Set(world.graph.runs(of: account).flatMap(\.events))
        return Value(.list(events.sorted().map { .text($0) }))
      },
      Fact("withholding", .string, "The setting by which Tekton hands over none of its secrets.") {
        account, world in
        Tekton.withholding(account, world.graph).map { .text($0.key.text, at: $0.key) }
      },
      Fact("usedByRun", .bool, "A Tekton run names it.") { account, world in
        .bool(!world.graph.runs(of: account).isEmpty)
      },
    ],
    origin: { Origin($0.resource.metadata?["name"] ?? $0.resource.body) },
    identity: { $0.resource.identity },
    formerFields: ["chains": "repository.configuresChains"])

}
