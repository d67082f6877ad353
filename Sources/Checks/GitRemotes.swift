package import Manifests
internal import Credentials
package import YAMLTree

/// Addresses that git keeps: it writes what it is given, with the login, to `.git/config` of the clone
/// or to the user's configuration, where later steps, caches, artifacts and images have it (git
/// `Documentation/git-remote.adoc`, `builtin/clone.c`). One that it fetches from or pushes to once, it
/// keeps nowhere.
package enum GitRemotes {
  /// The variable of a kept address that is its password, where it is written; nil where none is.
  /// A token that is written out is a credential in a command, whatever the command does.
  package static func token(in command: Command) -> (name: String, place: Place)? {
    guard command.program == "git", let argument = keptAddress(command),
      let login = login(of: argument.word.text)
    else { return nil }
    let parts = login.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let password = String(parts[parts.count - 1])
    let named = argument.word.variables.first { password.holds($0) }
    guard let named, password.holds("$"), parts.count == 2 || isTokenName(named) else {
      return nil
    }
    return (named, argument.place)
  }

  private static func keptAddress(_ command: Command) -> Command.Argument? {
    let verbs = command.verbs
    switch (verbs.first, verbs.dropFirst().first) {
    case ("clone", _): return command.positional.dropFirst().first
    case ("remote", "add"), ("remote", "set-url"), ("submodule", "add"), ("config", _):
      return command.positional.first { login(of: $0.word.text) != nil }
    default: return nil
    }
  }

  /// What stands between `https://` and `@`.
  private static func login(of address: String) -> String? {
    guard let match = address.firstMatch(of: /https?:\/\/((?:\$\{\{[^{}]*\}\}|[^\/@])+)@/) else {
      return nil
    }
    return String(match.output.1)
  }

  /// A variable alone may be the name of a user.
  private static func isTokenName(_ name: String) -> Bool {
    SecretNames.matches(name) || name.lowercased().hasSuffix("pat")
  }
}
