internal import YAMLTree

/// Containers of pod specs and steps of Tekton tasks.
enum Containers {
  /// The containers of a pod spec.
  static func inPod(_ spec: Node) -> [Node] {
    ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.elements ?? [] }
  }

  /// Everything in a resource that has `env`, `args` and `command`.
  static func all(in resource: Resource) -> [Node] {
    let pods = (resource.row?.podPaths ?? []).compactMap { resource.body.at($0) }.flatMap(inPod)
    guard resource.row?.role == .pipeline || resource.row?.role == .run else { return pods }
    let specs = [["spec"], ["spec", "taskSpec"]].compactMap { resource.body.at($0) }
    let tasks = (resource.body.at("spec", "tasks")?.elements ?? []).compactMap { $0["taskSpec"] }
    return pods
      + (specs + tasks).flatMap { spec in
        ["steps", "sidecars"].flatMap { spec[$0]?.elements ?? [] }
          + [spec["stepTemplate"]].compactMap(\.self)
      }
  }
}
