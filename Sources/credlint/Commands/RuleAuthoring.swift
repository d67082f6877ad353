internal import Encodings
internal import Judging
internal import ArgumentParser
internal import Graph
internal import Manifests
internal import Proof
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// `credlint rules new`: a rule that works, to be changed.
struct NewRule: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Start a rule of your own, with fixtures that prove it.",
    discussion: """
      Give the id a prefix of your organisation, such as acme.unowned-secret, so
      that no later built-in rule has the same. What is written passes
      'credlint rules test': change the rule, then the fixtures.

      Example: credlint rules new acme.unowned-secret --folder policies
      """)

  @Argument(help: ArgumentHelp("The id: small letters, digits, - and .", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("Where your rules are.", valueName: "folder"), completion: .directory)
  var folder = "policies"

  func run() throws {
    let isName = id.utf8.allSatisfy {
      $0.isLowercase || $0.isDigit || "-.".utf8.contains($0)
    }
    guard isName, id.first?.isLetter == true, id.last?.isLetter == true || id.last?.isNumber == true
    else {
      throw UsageProblem("an id has small letters, digits, - and ., such as acme.unowned-secret")
    }
    let ruleset = Ruleset.builtIn()
    guard ruleset.rule(id) == nil else {
      throw UsageProblem("there is a built-in rule '\(id)'; give yours a prefix, as in acme.\(id)")
    }
    let files = RuleTemplate.files(id).map { (folder + "/" + $0.path, $0.text) }
    for (path, _) in files where Files.entry(path) != nil {
      throw UsageProblem("'\(path)' is there already")
    }
    for (path, text) in files {
      try OutputFile.createInFolder(path, text)
      Console.say("\(path)")
    }
    Console.tell("next: credlint rules test --rules \(folder)")
  }
}

private enum RuleTemplate {
  static func files(_ id: String) -> [(path: String, text: String)] {
    [
      ("\(id).yaml", rule(id)), ("fixtures/\(id)/hits.yaml", hits(id)),
      ("fixtures/\(id)/misses.yaml", misses),
    ]
  }

  private static func rule(_ id: String) -> String {
    "# 'credlint facts' lists what a rule can see, 'credlint rules eval' tries expressions.\n"
      + RuleManual.example(id)
  }

  private static func hits(_ id: String) -> String {
    """
    # Lines with a mark must be reported, and every other line must stay silent.
    apiVersion: v1
    kind: Secret
    metadata: # expect: \(id)
      name: nobodys
    type: Opaque
    ---
    apiVersion: v1
    kind: Secret
    metadata:
      name: labelled
      labels: # expect: \(id)
        app: shop
    type: Opaque

    """
  }

  private static let misses = """
    # Near misses: what looks like a hit and is none.
    apiVersion: v1
    kind: Secret
    metadata:
      name: owned
      labels:
        team: payments
    type: Opaque
    ---
    apiVersion: bitnami.com/v1alpha1
    kind: SealedSecret
    metadata:
      name: sealed
    spec:
      encryptedData:
        token: AgBy3i4OJSWK

    """
}

/// `credlint rules eval`: what an expression says of real files.
struct EvaluateExpression: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Show what an expression says of each row of a scan.",
    discussion: """
      What comes from secret material prints as ‹redacted›, whatever the
      expression does to it. 'credlint facts' lists collections and their fields.

      Examples:
        credlint rules eval "secret.type" deploy/
        credlint rules eval --for "c in Credential" "c.registry"
      """)

  @Argument(help: ArgumentHelp("An expression in CEL.", valueName: "expression"))
  var expression: String

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("What it ranges over, as in a rule file.", valueName: "clause"))
  var clause = "secret in Secret"

  @OptionGroup var options: ScanOptions

  func run() throws {
    let probe = Ruleset.probe(expression, for: clause)
    try Problems.check(probe.problems)
    let scan = try ScanPipeline(request: try options.request).run { _ in probe }
    for finding in scan.result.findings {
      Console.say("\(at: finding.place): \(finding.message)")
    }
    scan.writeNotes()
    scan.writeFailures()
    if !scan.result.failures.isEmpty { throw ExitCode(Exit.misuse.rawValue) }
  }
}

/// `credlint rules import`: rules from the cluster's own admission policies.
struct ImportPolicy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make rules of a ValidatingAdmissionPolicy.",
    discussion: """
      One rule for each validation; what a policy asks about a request, the old
      object or its parameters no file can answer, and that is said. Without
      --folder the rules are printed.

      Example: credlint rules import policy.yaml --prefix acme --folder policies
      """)

  @Argument(help: ArgumentHelp("The policy's file.", valueName: "file"), completion: .file())
  var path: String

  @Option(help: ArgumentHelp("What the ids begin with.", valueName: "prefix"))
  var prefix = "policy"

  @Option(
    help: ArgumentHelp("Write a file for each rule.", valueName: "folder"), completion: .directory)
  var folder: String?

  func run() throws {
    guard let bytes = try? Files.read(path, limit: 10_000_000) else {
      throw UsageProblem("'\(path)' cannot be read")
    }
    let imported = PolicyImport(SourceFile(path: path, bytes: bytes), prefix: prefix)
    for rule in imported.rules {
      guard let folder else {
        Console.write(rule.text + (rule.id == imported.rules.last?.id ? "" : "---\n"))
        continue
      }
      let path = folder + "/" + rule.id + ".yaml"
      guard Files.entry(path) == nil else { throw UsageProblem("'\(path)' is there already") }
      try OutputFile.createInFolder(path, rule.text)
      Console.say("\(path)")
    }
    // Not every validation has an answer in files: those that have are rules by now.
    for problem in imported.problems {
      Console.tell(Problems.text("\(problem.message)", problem.place))
    }
    if !imported.problems.isEmpty { throw ExitCode(Exit.misuse.rawValue) }
  }
}
