internal import Credentials
internal import Encodings
package import Manifests
internal import YAMLTree

/// What a Tekton run tells of the images it makes and of the sources it builds.
package struct BuildRun: Sendable {
  package let run: Resource
  /// Why it pushes images, as the end of a sentence; nil without evidence.
  package let push: String?
  /// A result that Chains takes for an image and signs, wherever the login of the push is from.
  package let image: String?
  /// Addresses of repositories among its parameters.
  package let repositories: [String]
  /// `pull_request` and `push`, as Pipelines-as-Code is told.
  package let events: Set<String>
  /// The `imagePullSecrets` of its pod templates.
  package let pullSecrets: [SecretReference]

  init(_ run: Resource, pullSecrets: [SecretReference], in tasks: TaskIndex) {
    self.run = run
    self.pullSecrets = pullSecrets
    // A workspace or volume with a Secret is another way to a login.
    let workspaces = run.body.at("spec", "workspaces")?.elements ?? []
    let isGivenLogin = workspaces.contains { $0["secret"] != nil || $0["projected"] != nil }
    let specs = tasks.specs(of: run)
    push = isGivenLogin ? nil : specs.lazy.compactMap(Self.evidence).first
    image = specs.lazy.compactMap(Self.imageResult).first
    // The first is what it builds; others are what it deploys to, or downloads.
    repositories =
      (run.body.at("spec", "params")?.elements ?? []).lazy.compactMap { parameter in
        parameter["value"].flatMap { $0.kind == .scalar ? Self.repository($0.text) : nil }
      }.first.map { [$0] } ?? []
    let named = run.annotation("pipelinesascode.tekton.dev/on-event")?.text ?? ""
    let expression = run.annotation("pipelinesascode.tekton.dev/on-cel-expression")?.text ?? ""
    let condition = expression.filter { $0 != " " }.replacing("'", with: "\"")
    events = Set(
      ["pull_request", "push"].filter { event in
        named.holds(event) || condition.holds("event==\"\(event)\"")
      })
  }

  /// `host/path` of a repository's address, however it is written.
  private static func repository(_ text: String) -> String? {
    guard !Placeholder.isTemplate(text),
      ["https://", "http://", "ssh://", "git@"].contains(where: text.hasPrefix)
    else { return nil }
    var address = text.firstOffset(of: "://").map { String(text.dropFirst($0 + 3)) } ?? text
    address = address.parts(between: "@").last.map(String.init) ?? address
    if !text.holds("://") { address = address.replacing(":", with: "/") }
    let isNamed = address.hasSuffix(".git")
    if isNamed { address.removeLast(4) }
    while address.hasSuffix("/") { address.removeLast() }
    let parts = address.parts(between: "/")
    let isHosted = ["github.com", "gitlab.com", "bitbucket.org"].contains { parts.first == $0[...] }
    guard isNamed || text.hasPrefix("git@") || (isHosted && parts.count == 3) else { return nil }
    return address
  }

  /// A result that Chains takes for an image (tektoncd/chains `pkg/artifacts/signable.go`).
  private static func imageResult(_ spec: Node) -> String? {
    (spec["results"]?.elements ?? []).lazy.compactMap { $0["name"]?.text }
      .first { $0 == "IMAGES" || $0.hasSuffix("IMAGE_URL") }.map { "result '\($0)'" }
  }

  /// An image among the results, or a step that pushes one.
  private static func evidence(_ spec: Node) -> String? {
    guard !hasOwnLogin(spec) else { return nil }
    if let result = imageResult(spec) { return result }
    for step in spec["steps"]?.elements ?? [] where pushes(step) {
      return step["name"].map { "step '\($0.text)'" } ?? "a step"
    }
    return nil
  }

  /// The task logs in by itself, or is handed a config otherwise.
  private static func hasOwnLogin(_ spec: Node) -> Bool {
    let volumes = spec["volumes"]?.elements ?? []
    if volumes.contains(where: { $0["secret"] != nil || $0["projected"] != nil }) { return true }
    if spec["workspaces"]?.elements.contains(where: { workspace in
      ["docker", "registry", "auth", "cred"].contains {
        workspace["name"]?.text.lowercased().holds($0) == true
      }
    }) == true {
      return true
    }
    return (spec["steps"]?.elements ?? []).contains { step in
      var texts = Containers.commandLine(of: step).map(\.text)
      texts += (step["env"]?.elements ?? []).compactMap { $0["name"]?.text }
      if let script = step["script"] { texts.append(script.text) }
      return texts.contains { text in loginHints.contains(where: text.holds) }
    }
  }

  private static let loginHints = [
    "login", "authfile", "--creds", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE",
  ]

  private static func pushes(_ step: Node) -> Bool {
    let words = Containers.commandLine(of: step).map(\.text)
    if step["image"]?.text.holds("kaniko-project/executor") == true {
      return words.contains { $0.hasPrefix("--destination") }
        && !words.contains { ["--no-push", "--no-push=true"].contains($0) }
    }
    let script = step["script"].map { Shell.commands(in: Array($0.bytes)).map(\.words) } ?? []
    return ([words] + script.map { $0.map(\.text) }).contains(where: isPush)
  }

  private static func isPush(_ words: [String]) -> Bool {
    guard let program = words.first?.lastPathPart,
      pushers.contains(String(program))
    else { return false }
    if program == "skopeo" {
      return words.contains { $0 == "copy" || $0 == "sync" }
        && words.last?.hasPrefix("docker://") == true
    }
    return words.contains("--push") || words.dropFirst().first { !$0.hasPrefix("-") } == "push"
  }

  private static let pushers: Set<String> = [
    "docker", "podman", "buildah", "crane", "img", "oras", "skopeo",
  ]
}

/// The tasks and pipelines of a repository, by kind and name.
struct TaskIndex {
  private let byName: [String: [Resource]]

  init(_ resources: [Resource]) {
    byName = Dictionary(grouping: resources.filter { $0.role == .pipeline }) {
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
    let found = (byName["\(reference["kind"]?.text ?? kind)/\(name)"] ?? []).filter {
      $0.mayShareNamespace(with: run)
    }
    return found.count == 1 ? found[0].body["spec"] : nil
  }
}
