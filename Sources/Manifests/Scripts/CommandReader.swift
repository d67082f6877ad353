internal import YAMLTree

/// Which variables a variable's value was made of.
struct VariableOrigins {
  private var sources: [String: [String]] = [:]

  mutating func assign(_ variables: [String], to name: String) {
    sources[name] = variables.filter { $0 != name }
  }

  /// The variables and all that they come from, each once.
  func resolving(_ variables: [String]) -> [String] {
    var result = variables
    var index = 0
    while index < result.count {
      for source in sources[result[index]] ?? [] where !result.contains(source) {
        result.append(source)
      }
      index += 1
    }
    return result
  }
}

/// What the functions of a script are called with.
private struct FunctionCalls {
  /// By function: the variables of each argument, from the first.
  private var arguments: [String: [[String]]] = [:]
  private static let maximumArguments = 9
  /// Of one argument in all calls together.
  private static let maximumVariables = 50

  /// A body stands before its calls and is read with all of them.
  init(_ shells: [ShellCommand], _ known: VariableOrigins) {
    let functions = Set(shells.lazy.map(\.function).filter { !$0.isEmpty })
    guard !functions.isEmpty else { return }
    var origins = known
    for shell in shells {
      for (name, value) in shell.assignments { origins.assign(value.variables, to: name) }
      guard let name = shell.words.first?.text, functions.contains(name) else { continue }
      for (index, word) in shell.words.dropFirst().prefix(Self.maximumArguments).enumerated() {
        var own = arguments[name] ?? []
        if own.count <= index { own.append([]) }
        for variable in origins.resolving(word.variables)
        where own[index].count < Self.maximumVariables && !own[index].contains(variable) {
          own[index].append(variable)
        }
        arguments[name] = own
      }
    }
  }

  /// Makes `$1` and those after it what they are in the function; outside they are the script's.
  func enter(_ function: String, _ origins: inout VariableOrigins) {
    guard !arguments.isEmpty else { return }
    let own = arguments[function] ?? []
    for index in 0..<Self.maximumArguments {
      origins.assign(index < own.count ? own[index] : [], to: String(index + 1))
    }
  }
}

/// Turns shell text into commands.
enum CommandReader {
  /// - Parameters:
  ///   - origins: what variables were assigned from; assignments of the text are added.
  ///   - script: where the whole text stands.
  ///   - place: gives the place of a range of bytes of `text`.
  static func commands(
    in text: [UInt8], _ file: InputFile, context: String, _ origins: inout VariableOrigins,
    script: Place, place: (Range<Int>) -> Place
  ) -> [Command] {
    var result: [Command] = []
    let shells = Shell.commands(in: text)
    let calls = FunctionCalls(shells, origins)
    var function: String?
    for shell in shells {
      if shell.function != function { calls.enter(shell.function, &origins) }
      function = shell.function
      for (name, value) in shell.assignments { origins.assign(value.variables, to: name) }
      if let command = command(of: shell, file, context: context, origins, script, place: place) {
        result.append(command)
      }
    }
    return result
  }

  private static func command(
    of shell: ShellCommand, _ file: InputFile, context: String, _ origins: VariableOrigins,
    _ script: Place, place: (Range<Int>) -> Place
  ) -> Command? {
    guard let first = shell.words.first else { return nil }
    let program = first.text.split(separator: "/").last.map(String.init) ?? first.text
    let name = aliases[program] ?? program
    guard let flags = valueFlags[name] else { return nil }
    let arguments = read(shell.words.dropFirst(), valueFlags: flags, place: place)
    let verbs = arguments.filter(\.flag.isEmpty).map(\.value)
    var uses: [(name: String, place: Place)] = []
    // What logs the program in to a server is not kept in what it makes.
    let logins = arguments.filter { Self.loginFlags[name]?.contains($0.flag) == true }
    let passed = Set(logins.map(\.word.range))
    for word in shell.words + shell.heredocs + shell.input where !passed.contains(word.range) {
      for variable in origins.resolving(word.variables) {
        uses.append((variable, place(word.range)))
      }
    }
    let end = shell.words.last?.range.upperBound ?? first.range.upperBound
    return Command(
      file: file, program: name, verbs: verbs, arguments: arguments,
      purpose: purpose(name, verbs),
      place: place(first.range.lowerBound..<end), variables: uses, context: context, script: script)
  }

  /// Variables that hold the usual programs in Makefiles and scripts.
  private static let aliases: [String: String] = [
    "$(KUBECTL)": "kubectl", "${KUBECTL}": "kubectl", "$KUBECTL": "kubectl", "k": "kubectl",
    "$(HELM)": "helm", "${HELM}": "helm", "helm3": "helm", "oc": "kubectl", "podman": "docker",
    "buildah": "docker", "nerdctl": "docker", "skopeo": "docker", "crane": "docker",
  ]

  /// Programs that are read, with their short flags that take a value.
  private static let valueFlags: [String: Set<String>] = [
    "kubectl": ["-n", "-f", "-o", "-l", "-p", "-c", "-s"], "helm": ["-f", "-n", "-u", "-p"],
    "docker": ["-u", "-p"], "dispatch": ["-n", "-u"], "kyma": ["-c", "-n"], "modulectl": ["-c"],
  ]

  private static let loginFlags: [String: Set<String>] = [
    "helm": ["--username", "--password", "--kube-token"],
    "kubectl": ["--token", "--username", "--password", "--server"],
  ]

  /// Long flags without a value; every other one takes the next word.
  private static let switches: Set<String> = [
    "--password-stdin", "--dry-run", "--append-hash", "--insecure-webhook-skip-tls-verify",
    "--install", "--atomic", "--wait", "--create-namespace", "--force", "--debug", "--verbose",
    "--all", "--save-config", "--validate", "--server-side", "--overwrite", "--record",
    "--ignore-not-found", "--reset-values", "--reuse-values", "--insecure", "--recursive",
  ]

  private static func read(
    _ words: ArraySlice<ShellWord>, valueFlags: Set<String>, place: (Range<Int>) -> Place
  ) -> [Command.Argument] {
    var result: [Command.Argument] = []
    var pending: String?
    for word in words {
      if let flag = pending {
        result.append(argument(word, flag: flag, value: word.text, place))
        pending = nil
      } else if word.text.hasPrefix("--"), let equals = word.text.firstIndex(of: "=") {
        let value = String(word.text[word.text.index(after: equals)...])
        result.append(argument(word, flag: String(word.text[..<equals]), value: value, place))
      } else if word.text.hasPrefix("--"), word.text.count > 2 {
        if switches.contains(word.text) {
          result.append(argument(word, flag: word.text, value: "", place))
        } else {
          pending = word.text
        }
      } else if word.text.hasPrefix("-"), word.text.count >= 2 {
        let short = String(word.text.prefix(2))
        if word.text.count == 2, valueFlags.contains(short) {
          pending = short
        } else {
          var value = String(word.text.dropFirst(2))
          if value.hasPrefix("=") { value.removeFirst() }
          result.append(argument(word, flag: short, value: value, place))
        }
      } else {
        result.append(argument(word, flag: "", value: word.text, place))
      }
    }
    return result
  }

  private static func argument(
    _ word: ShellWord, flag: String, value: String, _ place: (Range<Int>) -> Place
  ) -> Command.Argument {
    Command.Argument(word: word, flag: flag, value: value, place: place(word.range))
  }

  private static func purpose(
    _ program: String, _ verbs: [String]
  ) -> Command.Purpose {
    switch (program, verbs.first ?? "", verbs.dropFirst().first ?? "") {
    case ("kubectl", "create", "secret"), ("kubectl", "secrets", "new-dockercfg"),
      ("kubectl", "patch", "secret"), ("kubectl", "create", "configmap"):
      .createSecret
    case ("kubectl", "apply", _), ("kubectl", "create", _), ("kubectl", "replace", _): .apply
    case ("docker", "login", _), ("helm", "registry", "login"), ("docker", "auth", "login"):
      .registryLogin
    case ("helm", "install", _), ("helm", "upgrade", _): .helm
    case ("dispatch", "login", _): .dispatchLogin
    case ("kyma", "alpha", "create"), ("modulectl", "create", _): .createModule
    default: .other
    }
  }
}
