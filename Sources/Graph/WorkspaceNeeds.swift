internal import Manifests
internal import YAMLTree

/// What Tekton's catalogue wants of a Secret that a run binds to a workspace.
extension ResourceGraph {
  /// The file that a task reads in the workspace that the reference fills; nil where none is known.
  func workspaceNeed(of reference: SecretReference) -> SecretNeed? {
    let run = reference.from
    guard run.role == .run, reference.row?.path == "spec.workspaces[].secret",
      let spec = run.body["spec"],
      let binding = (spec["workspaces"]?.elements ?? []).first(where: {
        $0.at("secret", "secretName") == reference.nameNode
      }), binding.at("secret", "items") == nil, let name = binding["name"]?.text
    else { return nil }
    let isNeeded =
      run.kind == "TaskRun"
      ? Self.isKaniko(spec) && name == Self.kanikoWorkspace
      : tasks(of: run).contains { task in
        Self.isKaniko(task)
          && (task["workspaces"]?.elements ?? []).contains {
            $0["name"]?.hasText(Self.kanikoWorkspace) == true
              && ($0["workspace"]?.hasText(name) ?? (name == Self.kanikoWorkspace))
          }
      }
    return isNeeded ? SecretNeed("config.json", keys: [["config.json"]]) : nil
  }

  private func tasks(of run: Resource) -> [Node] {
    let own = run.body.at("spec", "pipelineSpec", "tasks")?.elements
    if let own { return own }
    guard let name = run.body.at("spec", "pipelineRef", "name")?.text else { return [] }
    let pipelines = resources.filter {
      $0.kind == "Pipeline" && $0.name == name && $0.mayShareNamespace(with: run)
    }
    return pipelines.flatMap { $0.body.at("spec", "tasks")?.elements ?? [] }
  }

  /// tektoncd/catalog `task/kaniko`: the workspace is mounted at /kaniko/.docker.
  private static let kanikoWorkspace = "dockerconfig"

  private static func isKaniko(_ task: Node) -> Bool {
    let reference = task["taskRef"]
    return reference?["name"]?.hasText("kaniko") == true
      || (reference?["params"]?.elements ?? []).contains {
        $0["name"]?.hasText("name") == true && $0["value"]?.hasText("kaniko") == true
      }
  }
}
