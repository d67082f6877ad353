import TestSupport
import Testing

/// What the tool says to somebody who slipped.
@Suite struct UsageTests {
  @Test(arguments: [
    (
      ["explian", "plaintext-secret"],
      "there is no file and no command 'explian'; did you mean 'explain'?"
    ),
    (["rules", "tset"], "'rules' has no command 'tset'; did you mean 'test'?"),
    (["rules", "zzzz"], "'rules' has no command 'zzzz'; there are list, docs, new, "),
    (["baseline", "wriet"], "'baseline' has no command 'wriet'; did you mean 'write'?"),
    (["config", "shwo"], "there is no file and no command 'shwo'; did you mean 'show'?"),
    (["--fix", "unsafe"], "--fix takes no word of its own; write --fix=unsafe"),
    (["--fomrat", "json"], "unknown option '--fomrat'; did you mean '--format'?"),
    (["--report", "sarif"], "--report takes FORMAT=FILE, FORMAT being "),
  ]) func slipsAreToldWithWhatIsMeant(_ arguments: [String], _ message: String) throws {
    let outcome = try Tool.run(arguments, in: try Tool.Folder())
    #expect(outcome.code == 2)
    #expect(outcome.errors.hasPrefix("credlint: error: " + message), "\(outcome.errors)")
  }

  /// A file can be called like a slip.
  @Test func filesAreNoCommands() throws {
    let folder = try Tool.Folder()
    try folder.write("explian", "a: b\n")
    try folder.write("unsafe", "a: b\n")
    #expect(try Tool.run("explian", in: folder).code == 0)
    #expect(try Tool.run("--fix", "unsafe", in: folder).code == 0)
  }

  @Test func kubectlRunsItAsItsOwnCommand() throws {
    let folder = try Tool.Folder()
    let help = try Tool.shell(
      "ln -s \"$CREDLINT\" kubectl-credlint; ./kubectl-credlint --help; ./kubectl-credlint rules tset",
      in: folder)
    #expect(help.output.contains("USAGE: kubectl credlint <subcommand>"))
    #expect(help.output.contains("\n  helm template app | kubectl credlint - "))
    #expect(!help.output.contains("\n  credlint "))
  }

  @Test func rulesOfTheConfigurationAreTested() throws {
    let folder = try Tool.Folder()
    #expect(try Tool.run("rules", "new", "acme.unowned-secret", in: folder).code == 0)
    try folder.write(".credlint.yaml", "rules: [policies]\nparameters: {}\n")
    let tested = try Tool.run("rules", "test", in: folder)
    #expect(tested.output == "1 rule tested, 0 problems\n")
    try folder.remove(".credlint.yaml")
    #expect(
      try Tool.run("rules", "test", "--rules", "policies", in: folder).output == tested.output)
  }

  @Test func unconnectedNodesAreDrawnWhenAsked() throws {
    let folder = try Tool.Folder()
    try folder.write(
      "a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {b: c}\n")
    let without = try Tool.run("graph", "--format", "dot", in: folder)
    #expect(without.errors.contains(" connected with nothing are not drawn; --orphans draws them"))
    let with = try Tool.run("graph", "--format", "dot", "--orphans", in: folder)
    #expect(with.output.contains("shape=note") && !without.output.contains("shape=note"))
    #expect(with.errors.isEmpty)
    let json = try Tool.run("graph", "--format", "json", in: folder)
    #expect(json.output.contains("\"secret\"") && json.errors.isEmpty)
  }
}
