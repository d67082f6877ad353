/// What a user types: kubectl runs a binary called `kubectl-credlint` as `kubectl credlint`.
enum Invocation {
  static let name = name(of: CommandLine.arguments)

  static func name(of arguments: [String]) -> String {
    let file = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    // A shell completes the names of files that it runs.
    let isForShell = arguments.dropFirst().first?.hasPrefix("--generate-completion-script") ?? false
    return file == "kubectl-credlint" && !isForShell ? "kubectl credlint" : "credlint"
  }

  /// Help with the commands of its examples as they are typed.
  static func inExamples(_ help: String) -> String {
    guard name != "credlint" else { return help }
    return help.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let text = line.drop { $0 == " " }
      let start = line[..<text.startIndex] + (text.hasPrefix("credlint ") ? "kubectl " : "")
      return start + text.replacing("| credlint ", with: "| kubectl credlint ")
    }.joined(separator: "\n")
  }
}
