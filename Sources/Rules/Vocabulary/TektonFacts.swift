internal import Graph
internal import CEL
internal import Checks
internal import Credentials
internal import Manifests
internal import YAMLTree

enum TektonFacts {
  static let annotation: FactType<CredentialAnnotation> = FactType(
    name: "CredentialAnnotation",
    doc: "A tekton.dev/git-*, tekton.dev/docker-* or build.knative.dev/* annotation of a Secret.",
    facts: [
      Fact("secret", .message("Secret"), "The Secret.") { annotation, world in
        SecretFacts.secret.value(annotation.secret, world)
      },
      Fact("key", .string, "The annotation.") { annotation, _ in
        .text(annotation.entry.key.text, at: annotation.entry.key)
      },
      Fact("url", .string, "Its value.") { annotation, _ in
        .text(annotation.url, at: annotation.entry.value)
      },
      Fact("consumer", .string, "git, docker, or knative for those that Tekton does not read.") {
        annotation, _ in .text(annotation.consumer.rawValue)
      },
      Fact("first", .bool, "It is the first of its Secret.") { annotation, _ in
        let own = annotation.secret.tektonAnnotations.first { $0.consumer != .knative }
        return .bool(own?.entry.key == annotation.entry.key)
      },
      Fact(
        "twin", .list(.message("CredentialAnnotation")),
        "The first of its basic-auth Secret with the same URL for the same reader; none for that one."
      ) { annotation, world in
        let twin = annotation.twin(in: world.graph)
        return TektonFacts.annotation.list(twin.map { [$0] } ?? [], world)
      },
      Fact(
        "rival", .list(.message("Secret")),
        "Another basic-auth Secret of one of its accounts with the same URL for the same reader."
      ) { annotation, world in
        let rival = annotation.rival(in: world.graph)
        return SecretFacts.secret.list(rival.map { [$0] } ?? [], world)
      },
      Fact("registryProblem", .string, "Why no client finds the login under it; empty if one may.")
      {
        annotation, world in
        annotation.registryProblem(world.graph).map { .text($0, at: annotation.entry.value) }
      },
      Fact("local", .bool, "The host is this machine's or the cluster's own.") { annotation, _ in
        .bool(Hosts.isLocal(String(annotation.bare.prefix { !":/".contains($0) })))
      },
      Fact("template", .bool, "Its value is a template.") { annotation, _ in
        .bool(Placeholder.isTemplate(annotation.url))
      },
      Fact("withScheme", .string, "The value with https:// before it.") { annotation, _ in
        .text("https://" + annotation.bare)
      },
      Fact("withoutScheme", .string, "The value's host, without scheme, user and path.") {
        annotation, _ in .text(String(annotation.bare.prefix { !"/?#".contains($0) }))
      },
    ],
    origin: { Origin($0.entry.value) },
    identity: {
      "\($0.secret.identity)/\($0.entry.key.text)"
    })

  /// A run with the fields that tell who it runs as.
  static let run: FactType<Resource> = FactType(
    name: "Run", doc: "A TaskRun or PipelineRun.",
    facts: [
      Fact("kind", .string, "TaskRun or PipelineRun.") { run, _ in .text(run.kind) },
      Fact("apiVersion", .string, "Its API version.") { run, _ in .text(run.body["apiVersion"]) },
      Fact("describe", .string, "How messages name it.") { run, _ in .text(run.described) },
      Fact("retiredFields", .list(.string), "v1beta1's fields in a v1 PipelineRun.") { run, _ in
        Value(.list(Tekton.retiredFields(of: run).map { .text($0.key.text, at: $0.key) }))
      },
      Fact("taskRunTemplate", .dyn, "Where v1 has them.", in: { $0.body["spec"] }) { run, _ in
        run.body.at("spec", "taskRunTemplate").map { Value(.null, origin: Origin($0)) }
      },
    ],
    origin: { Origin($0.metadata?["name"] ?? $0.body) },
    identity: { $0.identity })
}
