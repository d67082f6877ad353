internal import Credentials
package import YAMLTree

/// Containers of pod specs and steps of Tekton tasks.
package enum Containers {
  /// The containers of a pod spec, or of the templates of an Argo workflow.
  static func inPod(_ spec: Node) -> [Node] {
    let own = lists.flatMap { spec[$0]?.elements ?? [] }
    let templates = spec["templates"]?.elements ?? []
    return own
      + templates.flatMap { template in
        [template["container"], template["script"]].compactMap(\.self)
          + (lists + ["sidecars"]).flatMap { template[$0]?.elements ?? [] }
          + (template.at("containerSet", "containers")?.elements ?? [])
      }
  }

  private static let lists = ["initContainers", "containers", "ephemeralContainers"]

  /// Everything in a resource that has `env`, `args` and `command`.
  package static func all(in resource: Resource) -> [Node] {
    let pods = (resource.row?.podPaths ?? []).compactMap { resource.body.at($0) }.flatMap(inPod)
    guard resource.role == .pipeline || resource.role == .run else { return pods }
    let specs = [["spec"], ["spec", "taskSpec"]].compactMap { resource.body.at($0) }
    if resource.kind == "StepAction" { return [resource.body["spec"]].compactMap(\.self) }
    let tasks = (resource.body.at("spec", "tasks")?.elements ?? []).compactMap { $0["taskSpec"] }
    return pods
      + (specs + tasks).flatMap { spec in
        ["steps", "sidecars"].flatMap { spec[$0]?.elements ?? [] }
          + [spec["stepTemplate"]].compactMap(\.self)
      }
  }

  /// `command` and `args`, as one list.
  package static func commandLine(of container: Node) -> [Node] {
    ["command", "args"].flatMap { container[$0]?.elements ?? [] }.filter { $0.kind == .scalar }
  }

  /// Values of variables with the name of a secret, and arguments of flags with such a name, whatever
  /// they look like.
  package static func passwords(in container: Node) -> [Node] {
    let variables = (container["env"]?.elements ?? []).compactMap { variable -> Node? in
      guard let name = variable["name"], SecretNames.matches(name.text) else { return nil }
      return variable["value"]
    }
    return variables + flagged(in: container).map(\.node)
  }

  /// Arguments of flags with the name of a secret: the flag, the argument, and the offset of the
  /// value in its text.
  static func flagged(in container: Node) -> [(flag: String, node: Node, offset: Int)] {
    ["command", "args"].flatMap { key -> [(flag: String, node: Node, offset: Int)] in
      let arguments = (container[key]?.elements ?? []).filter { $0.kind == .scalar }
      return arguments.indices.compactMap { index in
        let text = arguments[index].text
        if text.hasPrefix("--"), let equals = text.firstIndex(of: "=") {
          let flag = String(text[..<equals].dropFirst(2))
          let offset = text.utf8.distance(from: text.startIndex, to: equals) + 1
          return SecretNames.matches(flag) ? (flag, arguments[index], offset) : nil
        }
        let before = index > 0 ? arguments[index - 1].text : ""
        let flag = String(before.dropFirst(2))
        return before.hasPrefix("--") && SecretNames.matches(flag)
          ? (flag, arguments[index], 0) : nil
      }
    }
  }
}
