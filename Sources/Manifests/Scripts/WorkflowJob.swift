internal import Credentials
package import YAMLTree

/// A job of a GitHub workflow that `pull_request_target` starts: for a change that a stranger proposes,
/// with the secrets of the repository that it is proposed to
/// (docs.github.com, "Events that trigger workflows").
package struct WorkflowJob: Sendable {
  package let file: InputFile
  /// The key under `jobs`.
  package let key: Node
  /// `pull_request_target`, where it stands.
  package let trigger: Node
  /// Where it reads a secret of the repository first; the token that every job is given is none.
  package let secret: (name: String, node: Node)?
  /// `id-token: write`, which gives it the identity that clouds trust.
  package let identity: Node?
  /// What makes it check out the proposed change.
  package let checkout: Node?
  /// A condition on who proposes, a label, or an environment with people who approve may stand before.
  package let isGuarded: Bool

  /// - Parameter root: of a workflow's document.
  static func all(in root: Node, _ file: InputFile) -> [WorkflowJob] {
    guard let events = root["on"] ?? root["true"], let trigger = trigger(in: events) else {
      return []
    }
    let jobs = root["jobs"]?.entries ?? []
    let isLabelled = events["pull_request_target"]?["types"].map {
      $0.elements.isEmpty ? $0.hasText("labeled") : $0.elements.allSatisfy { $0.hasText("labeled") }
    }
    let guarded = isLabelled == true ? Set(jobs.map(\.key.text)) : self.guarded(jobs)
    let shared = root["env"].flatMap(secret)
    return jobs.map { job in
      WorkflowJob(
        file: file, key: job.key, trigger: trigger,
        secret: secret(in: job.value) ?? shared,
        identity: identity(in: job.value["permissions"] ?? root["permissions"]),
        checkout: checkout(in: job.value), isGuarded: guarded.contains(job.key.text))
    }
  }

  private static func trigger(in events: Node) -> Node? {
    let name = "pull_request_target"
    if events.kind == .scalar { return events.hasText(name) ? events : nil }
    return events.elements.first { $0.hasText(name) } ?? events.entry(name)?.key
  }

  // MARK: Guards

  /// Those with a guard of their own, and those that wait for one that has.
  private static func guarded(_ jobs: [Node.Entry]) -> Set<String> {
    var result = Set(jobs.filter { hasGuard($0.value) }.map(\.key.text))
    for _ in jobs {
      let waiting = jobs.filter { job in
        let needs = job.value["needs"]
        let names = needs.map { $0.kind == .scalar ? [$0.text] : $0.elements.map(\.text) } ?? []
        return !result.contains(job.key.text) && names.contains(where: result.contains)
      }
      guard !waiting.isEmpty else { break }
      result.formUnion(waiting.map(\.key.text))
    }
    return result
  }

  private static func hasGuard(_ job: Node) -> Bool {
    let condition = job["if"]?.text.lowercased() ?? ""
    return job["environment"] != nil || guards.contains(where: condition.holds)
  }

  /// What a condition asks of whoever proposes, or of those who look at it.
  private static let guards = [
    "head.repo", "author_association", "label", "github.actor", "user.login", "sender",
    "triggering_actor", "merged", "head.user", "github.ref", "needs.",
  ]

  // MARK: What it has

  private static func identity(in permissions: Node?) -> Node? {
    guard let permissions else { return nil }
    if permissions.hasText("write-all") { return permissions }
    return permissions["id-token"].flatMap { $0.hasText("write") ? $0 : nil }
  }

  private static func secret(in node: Node) -> (name: String, node: Node)? {
    if let handedOn = node["secrets"], handedOn.hasText("inherit") { return ("all", handedOn) }
    var found: (name: String, node: Node)?
    node.forEachScalar {
      $0.count > 12 && marks.finds(in: $0)
    } _: { scalar in
      guard found == nil else { return }
      found = secretName(in: scalar.text).map { ($0, scalar) }
    }
    return found
  }

  private static let marks = ByteSearch("secrets")

  /// The first name of `${{ secrets.NAME }}` and `${{ secrets['NAME'] }}` beside the job's own token.
  private static func secretName(in text: String) -> String? {
    for part in text.split(separator: "${{").dropFirst(text.hasPrefix("${{") ? 0 : 1) {
      let expression = part.prefix { $0 != "}" }
      let names = expression.matches(of: /\bsecrets\s*(?:\.\s*(\w+)|\[\s*'(\w+)'\s*\])/).compactMap
      {
        $0.output.1 ?? $0.output.2
      }
      let own = names.first { $0.lowercased() != "github_token" }
      if let own { return String(own) }
      if expression.contains("toJSON(secrets") { return "all" }
    }
    return nil
  }

  private static func checkout(in job: Node) -> Node? {
    for step in job["steps"]?.elements ?? [] {
      if let action = step["uses"], action.text.hasPrefix("actions/checkout@") {
        let inputs = [step.at("with", "ref"), step.at("with", "repository")].compactMap(\.self)
        if let proposed = inputs.first(where: isProposed) { return proposed }
      }
      if let script = step["run"], script.text.holds("gh pr checkout") { return script }
    }
    return nil
  }

  private static func isProposed(_ input: Node) -> Bool {
    let text = input.text
    return proposals.contains(where: text.holds)
  }

  private static let proposals = [
    "github.event.pull_request.head", "github.head_ref", "refs/pull/",
    "github.event.pull_request.merge_commit_sha", "github.event.number",
    "github.event.pull_request.number",
  ]
}
