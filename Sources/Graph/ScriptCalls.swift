internal import Encodings
package import Manifests

/// Who calls a script of the repository, and with what.
extension ResourceGraph {
  /// Variables of a command in a script, with what those that call the script hand over.
  ///
  /// - Parameter counts: which calls.
  package func origins(
    of variable: String, in command: Command, where counts: (Command) -> Bool
  ) -> [String] {
    guard ShellScripts.isScript(command.file.name), !scriptCalls.isEmpty else { return [] }
    return (scriptCalls[command.file.name] ?? []).flatMap { call -> [String] in
      guard call.file.path != command.file.path, mayMean(call, command.file),
        counts(call)
      else { return [] }
      guard let position = Int(variable) else { return call.handedOver[variable] ?? [] }
      let words = call.arguments
      guard position >= 1, position <= words.count else { return [] }
      return words[position - 1].word.variables.flatMap { call.handedOver[$0] ?? [$0] }
    }
  }

  /// The call's path ends as the file's does.
  private func mayMean(_ call: Command, _ file: InputFile) -> Bool {
    let parts = call.programName.parts(between: "/").filter { $0 != "." && $0 != ".." }
    let own = file.path.parts(between: "/")
    return parts.drop { $0.contains("$") }.reversed().elementsEqual(
      own.suffix(parts.drop { $0.contains("$") }.count).reversed())
  }
}
