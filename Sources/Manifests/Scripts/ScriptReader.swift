internal import Credentials
internal import YAMLTree

/// Scripts that stand in a scalar.
enum ScriptReader {
  /// The scripts of Tekton's steps; one with the first line of another interpreter is passed over.
  static func commands(of resource: Resource) -> [Command] {
    guard resource.role == .pipeline || resource.role == .run else { return [] }
    return Containers.all(in: resource).flatMap { step -> [Command] in
      guard let script = step["script"], !script.isAlias, isShell(script.text) else { return [] }
      var origins = VariableOrigins()
      let context = step["name"]?.text ?? resource.name
      return commands(in: script, resource.file, context: context, &origins).map { command in
        var command = command
        command.owner = resource
        return command
      }
    }
  }

  private static func isShell(_ text: String) -> Bool {
    guard text.hasPrefix("#!") else { return true }
    let line = text.prefix { !$0.isNewline }
    return line.hasSuffix("sh") || line.contains("sh ")
  }

  static func commands(
    in node: Node, _ file: InputFile, context: String, _ origins: inout VariableOrigins
  ) -> [Command] {
    guard node.kind == .scalar, let map = ScalarMap(node) else { return [] }
    let document = node.document
    return CommandReader.commands(
      in: Array(node.bytes), file, context: context, &origins,
      script: document.place(of: node.range)
    ) { range in
      let start = map.sourceOffset(of: range.lowerBound)
      let end = range.isEmpty ? start : map.sourceOffset(of: range.upperBound - 1) + 1
      return document.place(of: start..<max(start, end))
    }
  }
}
