package import YAMLTree

/// A program call found in a CI file or a script, with its flags read.
package struct Command: Sendable {
  /// What a command does with credentials.
  package enum Purpose: String, Sendable {
    case createSecret = "create-secret", registryLogin = "registry-login", helm
    case dispatchLogin = "dispatch-login", createModule = "create-module", apply, other
  }

  /// One word behind the program, with the flag that it belongs to.
  package struct Argument: Sendable {
    package let word: ShellWord
    /// `--name`, or empty for a positional argument.
    package let flag: String
    /// The argument's own text, without `--name=`.
    package let value: String
    package let place: Place
  }

  package let file: InputFile
  package let program: String
  /// The positional words after the program, such as `create`, `secret`, `docker-registry`.
  package let verbs: [String]
  package let arguments: [Argument]
  package let purpose: Purpose
  package let place: Place
  /// Variables anywhere in the command, its here-documents and what is piped into it, and those
  /// that they were assigned from.
  package let variables: [(name: String, place: Place)]
  /// The job, the step or the script that contains it.
  package let context: String
  /// The whole script: a scalar, or a file.
  package let script: Place
  /// The resource in whose script it stands.
  package internal(set) var owner: Resource?

  /// What contains it, for ever: the resource, or the file.
  package var home: String {
    owner?.identity ?? file.path
  }

  /// The last argument behind one of the flags.
  package func flag(_ names: String...) -> Argument? {
    arguments.last { names.contains($0.flag) }
  }
}
