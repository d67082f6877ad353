internal import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Manifests
internal import YAMLTree

/// Commands of CI files, Makefiles, scripts and containers.
enum CommandFacts {
  static let command: FactType<Command> = FactType(
    name: "Command", doc: "A program call in a CI file, a Makefile or a script.",
    facts: [
      Fact("program", .string, "kubectl, docker, helm, dispatch, kyma …") { command, _ in
        Value(.string(command.program), origin: Origin(command.place))
      },
      Fact("tool", .string, "The same as it is written: podman is read like docker.") {
        command, _ in .text(command.programName, at: Origin(command.place))
      },
      Fact("verbs", .list(.string), "Its positional words.") { command, _ in .texts(command.verbs)
      },
      Fact(
        "purpose", .string,
        "create-secret, change-secret, registry-login, helm, dispatch-login, create-module, apply, action or other."
      ) {
        command, _ in .text(command.purpose.rawValue)
      },
      Fact("context", .string, "The job, or the script, that contains it.") { command, _ in
        .text(command.context)
      },
      Fact(
        "variables", .list(.message("Variable")),
        "Variables it uses, also in what is piped into it."
      ) {
        command, world in
        variable.list(command.variables.map { VariableUse(name: $0.name, place: $0.place) }, world)
      },
      Fact(
        "token", .string,
        "A token that ends by itself and that it uses: a variable of the CI, or a program; empty if none."
      ) { command, world in
        DyingTokens.token(in: command, world.graph).map {
          Value(.string($0.source.title), origin: Origin($0.place))
        }
      },
      Fact("tokenEnd", .string, "When that token ends, as the end of a sentence.") {
        command, world in
        DyingTokens.token(in: command, world.graph).map { .text(DyingTokens.end(of: $0.source)) }
      },
      Fact(
        "remoteToken", .string,
        "The variable of a token in an address that git keeps in its configuration; empty if none."
      ) { command, _ in
        GitRemotes.token(in: command).map {
          Value(.string($0.name), origin: Origin($0.place))
        }
      },
      Fact("renewed", .bool, "It runs again by itself, so that its token is renewed.") {
        command, world in .bool(DyingTokens.isRenewed(command, world.graph))
      },
      Fact("temporary", .bool, "The cluster, or what it makes, ends with its job.") {
        command, world in .bool(JobLifetime.ends(command, world.graph))
      },
      Fact("tested", .bool, "It stands in a script in a folder of tests or examples.") {
        command, _ in
        .bool(command.file.isInTestFolder && ShellScripts.isScript(command.file.name))
      },
      Fact("ignoresFailure", .bool, "Whether it fails makes no difference: || true.") {
        command, _ in
        .bool(command.joint == .or && ["true", ":", "echo"].contains(command.next))
      },
      Fact("replaces", .bool, "An earlier command deletes what it makes.") { command, world in
        .bool(JobLifetime.isReplaced(command, world.graph))
      },
      Fact("missingVerb", .string, "A verb on Secrets that its account lacks; empty if none.") {
        command, world in
        RefresherRights.missing(command, world.graph).map { .text($0.verb, at: $0.role) }
      },
      Fact("mountedOnly", .string, "A pull secret that it gives an account to mount, not to pull.")
      { command, world in
        CommandChecks.mountedOnly(command, world.graph).map {
          .text($0.name, at: $0.nameNode)
        }
      },
      Fact("loginAccount", .string, "The ServiceAccount of a dispatch login, if it is known text.")
      {
        command, _ in
        guard command.purpose == .dispatchLogin, let account = command.flag("--service-account"),
          account.word.isLiteral
        else { return nil }
        return Value(.string(account.value), origin: Origin(account.place))
      },
      Fact(
        "foreignServer", .string,
        "The registry of a pull secret it makes, where workloads pull from another with it."
      ) {
        command, world in
        CommandChecks.foreignImage(command, world.graph).map {
          Value(.string(Redaction.scan($0.server.resolved)), origin: Origin($0.server.place))
        }
      },
      Fact("foreignImage", .string, "An image of that other registry.") { command, world in
        CommandChecks.foreignImage(command, world.graph).map {
          .text(Redaction.scan($0.image.text))
        }
      },
      Fact("arguments", .list(.message("Argument")), "Its arguments, in order.") { command, world in
        argument.list(
          command.arguments.map { OwnedArgument(command: command, argument: $0) }, world)
      },
      Fact("flags", .map(.string, .string), "Its flags with their arguments. Sensitive.") {
        command, _ in
        flags(of: command)
      },
    ],
    origin: { Origin($0.place) },
    identity: { "\($0.home)/\($0.context)" })

  private static func flags(of command: Command) -> Value {
    var map = ValueMap()
    for argument in command.arguments where !argument.flag.isEmpty {
      let value = Value(
        .string(argument.value),
        origin: Origin(document: PlaceBox(argument.place), flags: .sensitive))
      _ = map.insert(.text(argument.flag), value)
    }
    return Value(
      .map(map), origin: Origin(document: PlaceBox(command.place), flags: .holdsSensitive))
  }

  static let argument: FactType<OwnedArgument> = FactType(
    name: "Argument", doc: "One argument of a command.",
    facts: [
      Fact("flag", .string, "The flag, such as --password; empty for a positional one.") {
        owned, _ in
        Value(.string(owned.argument.flag), origin: Origin(owned.argument.place))
      },
      Fact("value", .string, "Its value. Sensitive.") { owned, _ in
        Value(
          .string(owned.argument.value),
          origin: Origin(document: PlaceBox(owned.argument.place), flags: .sensitive))
      },
      Fact("looseSign", .bool, "It is an equals sign that has blanks around it.") { owned, _ in
        .bool(owned.argument.isLooseSign)
      },
      Fact("literal", .bool, "What stands there is what the program gets.") { owned, _ in
        .bool(owned.argument.word.isLiteral)
      },
      Fact("credential", .string, "The kind of credential that it holds; empty if none.") {
        owned, _ in
        CommandChecks.credential(in: owned).map { text in
          Value(.string(text), origin: Origin(owned.argument.place))
        }
      },
      Fact("selectorProblem", .string, "Why a registry credential selector finds nothing.") {
        owned, world in
        CommandChecks.selectorProblem(owned, world.graph).map { text in
          Value(.string(text), origin: Origin(owned.argument.place))
        }
      },
    ],
    origin: { Origin($0.argument.place) },
    identity: { "\($0.command.file.path)/\($0.command.context)/\($0.argument.flag)" })

  struct VariableUse: Sendable {
    let name: String
    let place: Place
  }

  static let variable: FactType<VariableUse> = FactType(
    name: "Variable", doc: "A variable that a command uses.",
    facts: [
      Fact("name", .string, "Its name, without $.") { use, _ in
        Value(.string(use.name), origin: Origin(use.place))
      }
    ],
    origin: { Origin($0.place) }, identity: { $0.name })

  static let encoded: FactType<EncodedValue> = FactType(
    name: "EncodedValue",
    doc: "A credential that a script encodes with base64, or a docker config that it prints.",
    facts: [
      Fact("newline", .bool, "A line break is encoded with it.") { value, _ in
        Value(.bool(value.addsNewline), origin: Origin(value.place))
      },
      Fact("wraps", .bool, "The result has several lines.") { value, _ in
        Value(.bool(value.wraps), origin: Origin(value.place))
      },
      Fact("losesQuotes", .bool, "JSON of which the shell takes the quotes away.") { value, _ in
        Value(.bool(value.losesQuotes), origin: Origin(value.place))
      },
      Fact("context", .string, "The job, or the script, that contains it.") { value, _ in
        Value(.string(value.context), origin: Origin(value.place))
      },
    ],
    origin: { Origin($0.place) }, identity: { "\($0.file.path)/\($0.context)" })
}
