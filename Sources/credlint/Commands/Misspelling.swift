internal import ArgumentParser
internal import CEL
internal import Repositories

/// What a command line was probably meant to be, where ArgumentParser would take a slip of the pen for
/// the name of a file.
enum Misspelling {
  static func check(_ arguments: [String]) throws {
    for (index, argument) in arguments.enumerated() where argument == "--fix" {
      let next = index + 1 < arguments.count ? arguments[index + 1] : ""
      guard ["safe", "unsafe"].contains(next), !isThere(next) else { continue }
      throw UsageProblem("--fix takes no word of its own; write --fix=\(next)")
    }
    try checkCommand(arguments[...], of: Credlint.self, named: "")
  }

  /// The first word, and the one behind a command that has others.
  private static func checkCommand(
    _ arguments: ArraySlice<String>, of command: any ParsableCommand.Type, named name: String
  ) throws {
    let subcommands = command.configuration.subcommands
    guard let word = arguments.first, !word.hasPrefix("-"), !subcommands.isEmpty else { return }
    let names = subcommands.compactMap { $0.configuration.commandName }
    if let next = subcommands.first(where: { $0.configuration.commandName == word }) {
      return try checkCommand(arguments.dropFirst(), of: next, named: word)
    }
    guard word != "help", !isThere(word) else { return }
    let hint = suggestion(for: word, among: names)
    if name.isEmpty || name == "config" {
      // Both take files, too.
      guard !hint.isEmpty, !word.contains("/"), !word.contains(".") else { return }
      throw UsageProblem("there is no file and no command '\(word)'\(hint)")
    }
    let others = hint.isEmpty ? "; there are \(names.joined(separator: ", "))" : hint
    throw UsageProblem("'\(name)' has no command '\(word)'\(others)")
  }

  private static func isThere(_ path: String) -> Bool { Files.entry(path) != nil }
}
