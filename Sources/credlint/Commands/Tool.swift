internal import ArgumentParser
internal import Credentials
internal import Reports
internal import Repositories

/// The command line. Errors of usage end with 2, not with ArgumentParser's 64.
@main
struct Credlint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Invocation.name,
    abstract: "Find what is wrong with the credentials in a Kubernetes or GitOps repository.",
    discussion: """
      Examples:
        credlint                               scan this folder in its repository
        credlint deploy/ --format sarif        write SARIF for code scanning
        helm template app | credlint -         scan what a chart renders
        credlint baseline write                accept what is found today
        credlint explain unmatchable-registry  why a rule exists, what to do

      Exit codes: 0 nothing found, 1 findings, 2 usage, configuration or rule
      error, 3 the scan was incomplete.
      """,
    version: Release.version,
    subcommands: [
      Check.self, HistoryCommand.self, FleetCommand.self, BaselineCommand.self,
      InventoryCommand.self, Ask.self,
      AuditCommand.self, VerifyCommand.self,
      GraphCommand.self,
      ConfigCommand.self, Explain.self, Rules.self, Facts.self, SchemaCommand.self,
    ],
    defaultSubcommand: Check.self)

  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
  }

  /// `--fix=unsafe` is one option to its user and two flags to ArgumentParser.
  private static func arguments() -> [String] {
    CommandLine.arguments.dropFirst().flatMap { argument -> [String] in
      switch argument {
      case "--fix=unsafe": ["--fix", "--unsafe"]
      case "--fix=safe": ["--fix"]
      default: [argument]
      }
    }
  }

  /// The default command is tried alone: to build the tree of commands takes longer than to parse
  /// a file. Whatever it refuses is for the root, which has the message.
  private static func command(_ arguments: [String]) throws -> any ParsableCommand {
    let rest = arguments.first == "check" ? arguments.dropFirst() : arguments[...]
    try Misspelling.check(arguments)
    let isCheck = !rest.contains(where: commandNames.contains)
    if isCheck, let check = try? Check.parseAsRoot(Array(rest)) as? Check { return check }
    return try parseAsRoot(arguments)
  }

  static func main() {
    System.ignoreBrokenPipes()
    let arguments = arguments()
    if arguments.first?.hasPrefix("--generate-completion-script") == true,
      let script = Completions.script(for: arguments)
    {
      Console.write(script)
      System.exit(Exit.clean.rawValue)
    }
    do {
      var command = try command(arguments)
      try command.run()
    } catch let code as ExitCode {
      System.exit(code.rawValue)
    } catch let end as EarlyEnd {
      System.exit(end.exit.rawValue)
    } catch let problem as UsageProblem {
      Console.tell("credlint: error: \(problem.message)")
      System.exit(Exit.misuse.rawValue)
    } catch {
      let isRequest = exitCode(for: error) == .success
      let text = isRequest ? fullMessage(for: error) : refusal(of: arguments, error)
      let shown = Invocation.inExamples(text) + "\n"
      if isRequest { Console.write(shown) } else { Console.writeAside(shown) }
      System.exit(isRequest ? Exit.clean.rawValue : Exit.misuse.rawValue)
    }
  }

  /// What ArgumentParser says of arguments that it refuses. It repeats them, so it is asked about
  /// harmless ones: an argument can be the name of a file.
  private static func refusal(of arguments: [String], _ error: any Error) -> String {
    let harmless = arguments.map { Terminal.visible(Redaction.scan($0)) }
    guard harmless != arguments else { return inOurWords(fullMessage(for: error)) }
    do {
      _ = try parseAsRoot(harmless)
      return inOurWords("Error: " + Terminal.visible(message(for: error)))
    } catch {
      return inOurWords(fullMessage(for: error))
    }
  }

  /// `Error: Unknown option '--x'. Did you mean '--y'?` as every other error has it.
  private static func inOurWords(_ text: String) -> String {
    guard text.hasPrefix("Error: ") else { return text }
    var message = String(text.dropFirst(7))
    if let end = message.firstRange(of: ". Did you mean") {
      message.replaceSubrange(end, with: "; did you mean")
    }
    let isWord = message.dropFirst().first?.isLowercase ?? false
    if isWord { message = message.prefix(1).lowercased() + message.dropFirst() }
    return "credlint: error: " + message
  }
}
