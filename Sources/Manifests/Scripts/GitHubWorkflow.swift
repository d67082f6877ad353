internal import Credentials
internal import YAMLTree

/// GitHub workflows and composite actions: the commands of their steps, and the actions that they use.
enum GitHubWorkflow {
  /// - Parameter root: of a document of the file.
  static func isWorkflow(_ file: InputFile, _ root: Node) -> Bool {
    if file.path.holds(".github/workflows/") { return true }
    return ["action.yml", "action.yaml"].contains(file.name) && root["runs"]?["steps"] != nil
  }

  static func read(_ root: Node, _ file: InputFile) -> ScriptContent {
    var variables = ShellVariables()
    add(root["env"], to: &variables)
    let schedule = (root.at("on", "schedule") ?? root.at("true", "schedule"))?.elements.first
    var result = ScriptContent()
    for job in root["jobs"]?.entries ?? [] {
      var own = variables
      add(job.value["env"], to: &own)
      result += steps(job.value["steps"], file, context: job.key.text, own)
    }
    result += steps(root.at("runs", "steps"), file, context: root["name"]?.text ?? "", variables)
    if let cron = schedule?["cron"] {
      for index in result.commands.indices { result.commands[index].schedule = Schedule(cron) }
    }
    return result
  }

  private static func steps(
    _ list: Node?, _ file: InputFile, context: String, _ variables: ShellVariables
  ) -> ScriptContent {
    var shared = variables
    var result = ScriptContent()
    for step in list?.elements ?? [] {
      if let action = step["uses"] {
        result.commands += used(action, step["with"], file, context)
      } else if let script = step["run"], !script.isAlias, isShell(step["shell"]?.text) {
        var own = shared
        add(step["env"], to: &own)
        result += ScriptReader.read(script, file, context: context, &own)
        // What a script assigns ends with its step; files stay.
        shared.keepFiles(of: own)
      }
    }
    return result
  }

  /// An action is a program whose inputs are its flags.
  private static func used(
    _ action: Node, _ inputs: Node?, _ file: InputFile, _ context: String
  ) -> [Command] {
    guard let text = ScriptText(action) else { return [] }
    let name = String(action.text.prefix { $0 != "@" })
    let place = text.place
    let arguments = (inputs?.entries ?? []).compactMap { entry -> Command.Argument? in
      guard entry.value.kind == .scalar, let value = ScriptText(entry.value) else { return nil }
      let found = Substitutions.find(value.bytes, value.bytes.indices)
      let word = ShellWord(
        text: entry.value.text, range: value.bytes.indices, variables: found.variables,
        hasCommand: false, pattern: entry.value.text, bodies: [])
      return Command.Argument(
        word: word, flag: "--" + entry.key.text, value: word.text, place: value.place,
        resolved: word.text, origin: value.place)
    }
    return [
      Command(
        file: file, program: name, programName: name, verbs: [], arguments: arguments,
        purpose: .action, place: place, variables: [], heredocs: [], handedOver: [:],
        joint: .sequence, next: "",
        context: context, text: text)
    ]
  }

  private static func add(_ environment: Node?, to variables: inout ShellVariables) {
    for entry in environment?.entries ?? [] where entry.value.kind == .scalar {
      let bytes = Array(entry.value.bytes)
      let found = Substitutions.find(bytes, bytes.indices).variables
      variables.assign(found, to: entry.key.text)
      variables.assign(entry.value.text, at: entry.value.place, to: entry.key.text)
    }
  }

  private static func isShell(_ name: String?) -> Bool {
    name.map { $0.hasPrefix("bash") || $0.hasPrefix("sh") } ?? true
  }
}
