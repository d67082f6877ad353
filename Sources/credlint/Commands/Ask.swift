internal import ArgumentParser
internal import CEL
internal import Questions
internal import Reports
internal import Repositories
internal import Rules

extension AnswerFormat: Choice {}

/// Questions that a reviewer asks, answered from files.
struct Ask: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Ask who can read a Secret, what a leak comes to, what breaks, what ends.",
    discussion: """
      Questions:
        who-can read|write|use NAME   whoever comes to a Secret, and how
        path SUBJECT NAME             the shortest way from somebody to a Secret
        rights SUBJECT                what somebody may do that leads to Secrets
        leak NAME                     what it opens, who could read it, what to do
        breaks NAME                   what stops when it is gone or revoked
        push HOST[/PATH]              which credentials may push there
        expires --before DATE         what has ended, or ends before the date

      Names are those of the inventory: Secret/ns/name, Group/x, User/x,
      ServiceAccount/ns/name, Deployment/ns/name; the last part is enough where
      it is one thing. Exit codes: 0 answered, 1 nothing, 2 the question is not
      understood, 3 something that bears on it could not be resolved.

      Examples:
        credlint ask who-can read Secret/shop/db
        credlint ask path Group/devs db
        credlint ask expires --before 2027-03-31 --env prod
      """)

  @Argument(
    help: ArgumentHelp("The question and its names.", valueName: "question"),
    completion: .custom { words, index, _ in AskCompletion.candidates(in: words, at: index) })
  var words: [String] = []

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp("The folder or file to read. Default: this repository.", valueName: "path"),
    completion: .file())
  var path: [String] = []

  @Option(help: ArgumentHelp("For expires: the first moment that is too late.", valueName: "date"))
  var before: String?

  @Option(
    help: ArgumentHelp(
      "Only what is deployed to this environment, or may be, such as prod.", valueName: "name"))
  var env: String?

  @Flag(help: "Do not read .credlint.yaml.")
  var noConfig = false

  @Option(help: ArgumentHelp("Judge expiry as of this time (date or RFC 3339).", valueName: "time"))
  var now: String?

  @Option(
    help: ArgumentHelp("Where references may lead: 'none', or a folder.", valueName: "context"))
  var context: String?

  @Option(
    help: ArgumentHelp(
      "How to write it: \(AnswerFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: AnswerFormat = .text

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  func run() throws {
    let question = try AskedQuestion(words, before: before)
    var request = ScanRequest()
    request.paths = path
    request.now = now
    request.context = context
    request.readsConfiguration = !noConfig
    let scan = try ScanPipeline(request: request).run { $0.withoutRules }
    let world = try env.map { try AskedEnvironment($0).world(of: scan) } ?? scan.world
    let answer: Answer
    do {
      answer = try question.answer(in: world)
    } catch let problem as NameProblem {
      Console.tell("credlint: error: \(problem.message)")
      for candidate in problem.candidates.prefix(20) { Console.tell("  \(candidate)") }
      throw EarlyEnd(exit: .misuse)
    }
    let text = try format.write(answer)
    if let output { try OutputFile.create(output, text) } else { Console.write(text) }
    scan.writeNotes()
    if answer.isAnswered { return }
    let isOpen = answer.isIncomplete || scan.isIncomplete || !answer.rows.isEmpty
    throw ExitCode(isOpen ? Exit.incomplete.rawValue : Exit.findings.rawValue)
  }
}

/// A question as it was typed.
enum AskedQuestion {
  case whoCan(AccessQuestions.Deed, String)
  case path(String, String)
  case rights(String)
  case leak(String)
  case breaks(String)
  case push(String)
  case expires(Timestamp)

  static let forms = [
    "who-can read|write|use NAME", "path SUBJECT NAME", "rights SUBJECT", "leak NAME",
    "breaks NAME", "push HOST[/PATH]", "expires --before DATE",
  ]

  init(_ words: [String], before: String?) throws {
    let rest = Array(words.dropFirst())
    switch (words.first, rest.count) {
    case ("who-can", 2):
      guard let deed = AccessQuestions.Deed(rawValue: rest[0]) else { throw Self.misuse(words) }
      self = .whoCan(deed, rest[1])
    case ("path", 2): self = .path(rest[0], rest[1])
    case ("rights", 1): self = .rights(rest[0])
    case ("leak", 1): self = .leak(rest[0])
    case ("breaks", 1): self = .breaks(rest[0])
    case ("push", 1): self = .push(rest[0])
    case ("expires", 0):
      guard let before, let time = Timestamp(parsing: before, allowsBareDate: true) else {
        throw UsageProblem("expires takes --before with a date such as 2027-03-31")
      }
      self = .expires(time)
    default: throw Self.misuse(words)
    }
  }

  private static func misuse(_ words: [String]) -> UsageProblem {
    let names = forms.compactMap { $0.split(separator: " ").first.map(String.init) }
    let hint = words.first.map { suggestion(for: $0, among: names) } ?? ""
    return UsageProblem("the questions are: \(forms.joined(separator: "; "))\(hint)")
  }

  func answer(in world: RuleContext) throws -> Answer {
    switch self {
    case .whoCan(let deed, let name): try AccessQuestions(world).whoCan(deed, name)
    case .path(let subject, let name): try AccessQuestions(world).path(subject, name)
    case .rights(let subject): try AccessQuestions(world).rights(subject)
    case .leak(let name): try CredentialQuestions(world).leak(name, AccessQuestions(world))
    case .breaks(let name): try AccessQuestions(world).breaks(name)
    case .push(let place): CredentialQuestions(world).push(place)
    case .expires(let time): CredentialQuestions(world).expires(before: time)
    }
  }
}
