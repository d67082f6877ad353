package import YAMLTree

/// A program call found in a CI file or a script, with its flags read.
package struct Command: Sendable {
  /// What a command does with credentials.
  package enum Purpose: String, Sendable {
    case createSecret = "create-secret", changeSecret = "change-secret"
    case registryLogin = "registry-login", helm
    case dispatchLogin = "dispatch-login", createModule = "create-module", apply, action, other
  }

  /// One word behind the program, with the flag that it belongs to.
  package struct Argument: Sendable {
    package let word: ShellWord
    /// `--name`, or empty for a positional argument.
    package let flag: String
    /// The argument's own text, without `--name=`.
    package let value: String
    package let place: Place
    /// The value once variables of known text are replaced; what stays open is in braces, `${NAME}`.
    package let resolved: String
    /// Where the resolved value is written: here, or where its variable was given it.
    package let origin: Place

    /// The flag got an equals sign with blanks around it as its value.
    package var isLooseSign: Bool { flag.hasPrefix("--") && value == "=" }

    /// Nothing in the value stays open.
    package var isKnown: Bool {
      word.isLiteral || !(resolved.contains("$") || resolved.contains("`"))
    }
  }

  package let file: InputFile
  package let program: String
  /// As it is written: `oc` is read as kubectl.
  package let programName: String
  /// The positional words after the program, such as `create`, `secret`, `docker-registry`.
  package let verbs: [String]
  package let arguments: [Argument]
  package let purpose: Purpose
  package let place: Place
  /// Variables anywhere in the command, its here-documents and what is piped into it, those that they
  /// were assigned from, and the programs that print a token into them.
  package let variables: [(name: String, place: Place)]
  /// Its own here-documents.
  package let heredocs: [ShellWord]
  /// What each variable came from when it was called; only for a script.
  package let handedOver: [String: [String]]
  /// When the command behind it runs, and what that is.
  package let joint: ShellCommand.Joint
  package let next: String
  /// The job, the step or the script that contains it.
  package let context: String
  /// The whole script.
  package let text: ScriptText
  /// The resource in whose script it stands.
  package internal(set) var owner: Resource?
  /// How often the script runs by itself.
  package internal(set) var schedule: Schedule?

  /// Where the whole script stands: a scalar, or a file.
  package var script: Place { text.place }

  /// What contains it, for ever: the resource, or the file.
  package var home: String {
    owner?.identity ?? file.path
  }

  /// What is written into its arguments is judged with the texts of the script.
  package var isTextual: Bool { ProgramRow.textual.contains(program) }

  /// The last argument behind one of the flags.
  package func flag(_ names: String...) -> Argument? {
    arguments.last { names.contains($0.flag) }
  }

  /// The arguments behind one of the flags.
  package func flags(_ names: String...) -> [Argument] {
    arguments.filter { names.contains($0.flag) }
  }

  /// The name of the Secret whose data it changes; nil where it changes none, or only its metadata.
  package var changedSecret: String? {
    guard purpose == .changeSecret, let object = verbs.first(where: Self.isSecretKind) else {
      return nil
    }
    let patch = flag("-p", "--patch")?.value ?? "$"
    let words = patch.split { !$0.isLetter && $0 != "$" }
    guard words.contains(where: { ["data", "stringData"].contains($0) || $0.hasPrefix("$") }) else {
      return nil
    }
    if let slash = object.firstIndex(of: "/") {
      return String(object[object.index(after: slash)...])
    }
    return verbs.drop { $0 != object }.dropFirst().first
  }

  /// `secret`, `secrets`, or one of them with a name behind a slash.
  static func isSecretKind(_ word: String) -> Bool {
    let kind = word.prefix { $0 != "/" }
    return kind == "secret" || kind == "secrets"
  }

  /// Where kubectl, or what is called like it, is told to work.
  package var namespace: Argument? { flag("-n", "--namespace") }

  /// The positional arguments.
  package var positional: [Argument] { arguments.filter(\.flag.isEmpty) }
}
