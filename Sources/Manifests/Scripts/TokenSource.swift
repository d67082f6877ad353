internal import Credentials
internal import Encodings

/// What gives out tokens that end by themselves: variables of a CI, and programs that print one.
package struct TokenSource: Sendable {
  /// As a variable is called, or the words of the program.
  package let name: String
  /// How messages say it.
  package let title: String
  /// It ends with the job that was given it.
  package let endsWithJob: Bool
  /// Hours until it ends; 0 where only the job counts.
  package let hours: Int

  private static func job(_ name: String, _ title: String) -> TokenSource {
    TokenSource(name: name, title: title, endsWithJob: true, hours: 0)
  }

  private static func program(_ name: String, _ hours: Int) -> TokenSource {
    TokenSource(name: name, title: "'\(name)'", endsWithJob: false, hours: hours)
  }

  /// GitLab "Predefined CI/CD variables", GitHub "Automatic token authentication"; the documentation
  /// of each program.
  private static let rows: [TokenSource] = [
    job("CI_JOB_TOKEN", "$CI_JOB_TOKEN"), job("CI_BUILD_TOKEN", "$CI_BUILD_TOKEN"),
    job("CI_REGISTRY_PASSWORD", "$CI_REGISTRY_PASSWORD"),
    job("CI_DEPENDENCY_PROXY_PASSWORD", "$CI_DEPENDENCY_PROXY_PASSWORD"),
    job("CI_REGISTRY_USER", "$CI_REGISTRY_USER"),
    job("CI_DEPENDENCY_PROXY_USER", "$CI_DEPENDENCY_PROXY_USER"),
    job("secrets.GITHUB_TOKEN", "secrets.GITHUB_TOKEN"), job("github.token", "github.token"),
    job("SYSTEM_ACCESSTOKEN", "$SYSTEM_ACCESSTOKEN"),
    job("System.AccessToken", "System.AccessToken"),
    job("BITBUCKET_STEP_OIDC_TOKEN", "$BITBUCKET_STEP_OIDC_TOKEN"),
    program("aws ecr get-login-password", 12), program("aws ecr-public get-login-password", 12),
    program("aws ecr get-login", 12), program("gcloud auth print-access-token", 1),
    program("gcloud auth application-default print-access-token", 1),
    program("az acr login --expose-token", 3), program("oc whoami --show-token", 24),
    program("oc whoami -t", 24), program("kubectl create token", 1),
    program("ibmcloud iam oauth-tokens", 1),
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })

  package static func of(_ name: String) -> TokenSource? { byName[name] }

  private static let programs: [(words: [String], name: String)] = rows.filter {
    $0.name.contains(" ")
  }.map { ($0.name.split(separator: " ").map(String.init), $0.name) }

  /// The programs that print a token into a word, also from inside of another's substitution.
  static func names(in word: ShellWord, _ text: [UInt8], depth: Int = 0) -> [String] {
    guard word.hasCommand, depth < 4 else { return [] }
    return word.bodies.flatMap { body -> [String] in
      let inner = Array(text[body.clamped(to: 0..<text.count)])
      return Shell.commands(in: inner).flatMap { command -> [String] in
        let own = name(of: command.words).map { [$0] } ?? []
        return own + command.words.flatMap { names(in: $0, inner, depth: depth + 1) }
      }
    }
  }

  /// The program's words stand in their order, whatever flags are between them.
  static func name(of words: [ShellWord]) -> String? {
    guard let first = words.first else { return nil }
    let program = String(first.text.lastPathPart)
    return programs.first { row in
      guard row.words.first == program else { return false }
      var rest = words.dropFirst().map(\.text)[...]
      for word in row.words.dropFirst() {
        guard let position = rest.firstIndex(of: word) else { return false }
        rest = rest[(position + 1)...]
      }
      return true
    }?.name
  }
}
