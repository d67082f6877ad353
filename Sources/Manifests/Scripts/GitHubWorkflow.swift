internal import Credentials
internal import YAMLTree

/// GitHub workflows: the commands of their steps.
enum GitHubWorkflow {
  static func isWorkflow(_ path: String) -> Bool { path.holds(".github/workflows/") }

  static func commands(in root: Node, _ file: InputFile) -> [Command] {
    (root["jobs"]?.entries ?? []).flatMap { job in
      var origins = VariableOrigins()
      return (job.value["steps"]?.elements ?? []).flatMap { step -> [Command] in
        guard let script = step["run"], !script.isAlias, isShell(step["shell"]?.text) else {
          return []
        }
        return ScriptReader.commands(in: script, file, context: job.key.text, &origins)
      }
    }
  }

  private static func isShell(_ name: String?) -> Bool {
    name.map { $0.hasPrefix("bash") || $0.hasPrefix("sh") } ?? true
  }
}
