internal import CEL
internal import Manifests
internal import YAMLTree

/// GitHub workflows beside the commands of their steps.
enum WorkflowFacts {
  static let job: FactType<WorkflowJob> = FactType(
    name: "WorkflowJob",
    doc: "A job of a GitHub workflow that pull_request_target starts, for changes of strangers.",
    facts: [
      Fact("name", .string, "Its key.") { job, _ in .text(job.key) },
      Fact("trigger", .string, "pull_request_target, as a place.") { job, _ in
        .text(job.trigger)
      },
      Fact("secret", .string, "A secret of the repository that it reads; empty for none.") {
        job, _ in job.secret.map { .text($0.name, at: $0.node) }
      },
      Fact("identity", .string, "id-token: write, which clouds take for a login; empty if not so.")
      {
        job, _ in job.identity.map { .text("id-token: write", at: $0) }
      },
      Fact(
        "checkout", .string, "What makes it check out the proposed change; empty if nothing does."
      ) { job, _ in job.checkout.map { .text("the proposed change", at: $0) } },
      Fact("guarded", .bool, "A condition, a label or an environment may stand before it.") {
        job, _ in .bool(job.isGuarded)
      },
    ],
    origin: { Origin($0.key) }, identity: { "\($0.file.path)/\($0.key.text)" })
}
