internal import Credentials
internal import YAMLTree

/// What a Tekton run tells of the images it makes and of the sources it builds.
package struct BuildRun: Sendable {
  package let run: Resource
  /// Why it pushes images, as the end of a sentence; nil without evidence.
  package let push: String?
  /// Addresses of repositories among its parameters.
  package let repositories: [String]
  /// `pull_request` and `push`, as Pipelines-as-Code is told.
  package let events: Set<String>
  /// The `imagePullSecrets` of its pod templates.
  package let pullSecrets: [SecretReference]

  init(_ run: Resource, pullSecrets: [SecretReference], in tasks: TaskIndex) {
    self.run = run
    self.pullSecrets = pullSecrets
    push = tasks.specs(of: run).lazy.compactMap(Self.evidence).first
    repositories = (run.body.at("spec", "params")?.elements ?? []).compactMap { parameter in
      guard let value = parameter["value"], value.kind == .scalar else { return nil }
      return Self.isRepository(value.text) ? value.text : nil
    }
    let event = run.annotation("pipelinesascode.tekton.dev/on-event")?.text ?? ""
    events = Set(["pull_request", "push"].filter(event.holds))
  }

  private static func isRepository(_ text: String) -> Bool {
    guard !Placeholder.isTemplate(text) else { return false }
    let isAddress = ["https://", "http://", "ssh://", "git@"].contains(where: text.hasPrefix)
    return isAddress
      && (text.hasSuffix(".git") || text.hasPrefix("git@") || text.hasPrefix("ssh://")
        || ["github.com/", "gitlab.com/", "bitbucket.org/"].contains(where: text.holds))
  }

  /// A result that Chains takes for an image (tektoncd/chains `pkg/artifacts/signable.go`), or a
  /// step that pushes one.
  private static func evidence(_ spec: Node) -> String? {
    for result in spec["results"]?.elements ?? [] {
      guard let name = result["name"]?.text else { continue }
      if name == "IMAGES" || name.hasSuffix("IMAGE_URL") { return "result '\(name)'" }
    }
    for step in spec["steps"]?.elements ?? [] where pushes(step) {
      return step["name"].map { "step '\($0.text)'" } ?? "a step"
    }
    return nil
  }

  private static func pushes(_ step: Node) -> Bool {
    let words = ["command", "args"].flatMap { step[$0]?.elements ?? [] }.map(\.text)
    if step["image"]?.text.holds("kaniko-project/executor") == true {
      return words.contains { $0.hasPrefix("--destination") }
        && !words.contains { ["--no-push", "--no-push=true"].contains($0) }
    }
    let script = step["script"].map { Shell.commands(in: Array($0.bytes)).map(\.words) } ?? []
    return ([words] + script.map { $0.map(\.text) }).contains { words in
      words.count > 1
        && pushers.contains(words[0].split(separator: "/").last.map(String.init) ?? "")
        && words.dropFirst().contains("push")
    }
  }

  private static let pushers: Set<String> = ["docker", "podman", "buildah", "crane", "img", "oras"]
}

/// The tasks and pipelines of a repository, by kind and name.
struct TaskIndex {
  private let byName: [String: [Resource]]

  init(_ resources: [Resource]) {
    byName = Dictionary(grouping: resources.filter { $0.row?.role == .pipeline }) {
      "\($0.kind)/\($0.name)"
    }
  }

  /// Task specs that the run executes, as far as the repository holds them, and its pipelines'
  /// specs, whose results count as well.
  func specs(of run: Resource) -> [Node] {
    guard let spec = run.body["spec"] else { return [] }
    let tasks = [spec["taskSpec"], named(spec["taskRef"], "Task", run)].compactMap(\.self)
    let pipelines = [spec["pipelineSpec"], named(spec["pipelineRef"], "Pipeline", run)]
      .compactMap(\.self)
    return tasks
      + pipelines.flatMap { pipeline in
        let steps = ["tasks", "finally"].flatMap { pipeline[$0]?.elements ?? [] }
        return [pipeline]
          + steps.flatMap { step in
            [step["taskSpec"], named(step["taskRef"], "Task", run)].compactMap(\.self)
          }
      }
  }

  /// The spec a reference by name leads to; none where two resources could be meant.
  private func named(_ reference: Node?, _ kind: String, _ run: Resource) -> Node? {
    guard let reference, reference["resolver"] == nil, reference["bundle"] == nil,
      let name = reference["name"]?.text
    else { return nil }
    let found = (byName["\(reference["kind"]?.text ?? kind)/\(name)"] ?? []).filter { resource in
      resource.namespace == nil || run.namespace == nil || resource.namespace == run.namespace
    }
    return found.count == 1 ? found[0].body["spec"] : nil
  }
}
