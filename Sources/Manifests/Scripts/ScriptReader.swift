internal import Credentials
internal import Encodings
internal import YAMLTree

/// Scripts that stand in a scalar.
enum ScriptReader {
  /// The commands that a resource runs: scripts of Tekton's steps, command lines of containers.
  static func read(_ resource: Resource) -> ScriptContent {
    guard [.pipeline, .run, .workload].contains(resource.role) else { return ScriptContent() }
    let schedule = schedule(of: resource)
    var result = ScriptContent()
    for container in Containers.all(in: resource) {
      var variables = ShellVariables()
      let context = container["name"]?.text ?? resource.name
      let scripts = [container["script"].flatMap(script), ContainerCommand.text(of: container)]
      for text in scripts.compactMap(\.self) {
        result += CommandReader.read(text, resource.file, context: context, &variables)
      }
    }
    for index in result.commands.indices {
      result.commands[index].owner = resource
      result.commands[index].schedule = schedule
    }
    for index in result.hardcodedCredentials.indices {
      result.hardcodedCredentials[index].owner = resource.described
    }
    return result
  }

  /// One with the first line of another interpreter is passed over.
  private static func script(_ node: Node) -> ScriptText? {
    guard !node.isAlias, isShell(node.text) else { return nil }
    return ScriptText(node)
  }

  private static func schedule(of resource: Resource) -> Schedule? {
    guard resource.kind == "CronJob" || resource.kind == "CronWorkflow" else { return nil }
    return resource.body.at("spec", "schedule").map { Schedule($0) }
  }

  private static func isShell(_ text: String) -> Bool {
    guard text.hasPrefix("#!") else { return true }
    let line = text.prefix { !$0.isNewline }
    return line.hasSuffix("sh") || line.contains("sh ")
  }

  static func read(
    _ node: Node, _ file: InputFile, context: String, _ variables: inout ShellVariables
  ) -> ScriptContent {
    guard let text = ScriptText(node) else { return ScriptContent() }
    return CommandReader.read(text, file, context: context, &variables)
  }
}

/// The command line of a container, as a shell would be given it.
enum ContainerCommand {
  /// `sh -c SCRIPT` gives the script; a program that is called at once is one command.
  static func text(of container: Node) -> ScriptText? {
    let words = Containers.commandLine(of: container)
    guard let program = words.first else { return nil }
    let name = program.text.lastPathPart
    guard ["sh", "bash", "ash", "dash"].contains(String(name)) else {
      return ProgramRow.of(ProgramRow.program(program.text)) == nil
        ? nil : ScriptText(joining: words)
    }
    guard let option = words.dropFirst().firstIndex(where: isCommandOption),
      let script = words[(option + 1)...].first(where: { !$0.text.hasPrefix("-") }),
      !script.isAlias
    else { return nil }
    let text = Kubernetes.expanded(Array(script.bytes))
    return ScriptText(script, rewritten: (text, Array(text.indices)))
  }

  /// `-c`, also among other letters as in `-ec`.
  private static func isCommandOption(_ node: Node) -> Bool {
    let text = node.text
    return text.hasPrefix("-") && !text.hasPrefix("--") && text.hasSuffix("c")
  }
}
