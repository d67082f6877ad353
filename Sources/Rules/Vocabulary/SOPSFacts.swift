internal import CEL
internal import Checks
internal import Graph
internal import Manifests
internal import YAMLTree

/// What SOPS, and Flux with it, make of a repository's rules.
enum SOPSFacts {
  static let ruleKey: FactType<CreationRuleKey> = FactType(
    name: "CreationRuleKey", doc: "One key of a creation rule of .sops.yaml.",
    facts: [
      Fact("key", .string, "The key.") { key, _ in
        .text(key.entry.key.text, at: key.entry.key)
      },
      Fact("meant", .string, "The key that is misspelt; empty if none is.") { key, _ in
        key.meant.map { .text($0) }
      },
      Fact("problem", .string, "Why SOPS does not do what it says; empty if nothing tells.") {
        key, world in
        key.problem(in: world.graph, matches: world.patterns.isFound).map {
          .text($0, at: key.meant == nil ? key.entry.value : key.entry.key)
        }
      },
    ],
    origin: { Origin($0.entry.key) },
    identity: { "\($0.rule.file.path)/\($0.entry.key.text)" })

  static let creationRule: FactType<CreationRule> = FactType(
    name: "CreationRule", doc: "A creation rule of .sops.yaml.",
    facts: [
      Fact("covers", .string, "The expression of the paths that it is for; empty for every file.") {
        rule, _ in .text(rule.rule.pathExpression ?? "", at: rule.rule.node)
      },
      Fact("keyless", .bool, "It names no key to encrypt for.") { rule, _ in
        .bool(rule.isKeyless)
      },
      Fact("keyedSibling", .bool, "Another rule of the file names one.") { rule, _ in
        .bool(rule.hasKeyedSibling)
      },
    ],
    origin: { Origin($0.rule.node) },
    identity: { "\($0.rule.file.path)/\($0.rule.pathExpression ?? "")" })

  static let kustomization: FactType<Resource> = FactType(
    name: "FluxKustomization", doc: "A Kustomization of Flux.",
    facts: [
      Fact("describe", .string, "How messages name it.") { resource, _ in
        .text(resource.described, at: resource.metadata?["name"])
      },
      Fact("undecrypted", .string, "A file in cipher text that it applies as it is.") {
        resource, world in
        FluxDecryption.undecrypted(by: resource, world.graph).map {
          .text($0, at: resource.body.at("spec", "path") ?? resource.body["spec"])
        }
      },
      Fact("unusableKey", .string, "Why it cannot decrypt with its Secret; empty if it can.") {
        resource, world in
        FluxDecryption.unusableKey(of: resource, world.graph).map { .text($0.text, at: $0.node) }
      },
      Fact(
        "account", .string, "The ServiceAccount with whose rights it applies; empty for none.",
        in: { $0.body["spec"] }
      ) { resource, _ in .text(resource.body.at("spec", "serviceAccountName")) },
      Fact("remote", .bool, "It applies with the rights of a kubeconfig.", in: { $0.body["spec"] })
      {
        resource, _ in resource.body.at("spec", "kubeConfig").map { .bool(true, at: $0) }
      },
      Fact(
        "restricted", .bool, "Where it names no account, the controllers act as one without rights."
      ) { _, world in .bool(world.graph.flux.isRestricted) },
      Fact("patched", .bool, "A patch may give it what it lacks.") { resource, world in
        .bool(
          world.graph.isPatchFile(resource.file.path) || world.graph.patchesKind(resource.kind))
      },
      Fact("tenant", .string, "What says that its namespace is a tenant's; empty if nothing does.")
      {
        resource, world in FluxTenancy.evidence(of: resource, world.graph).map { .text($0) }
      },
    ],
    origin: { Origin($0.body) }, identity: \.identity)
}
