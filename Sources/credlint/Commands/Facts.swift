internal import ArgumentParser
internal import CEL
internal import Graph
internal import Repositories
internal import Rules

struct Facts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts", abstract: "Show the facts that rules can use.",
    discussion: "Examples: credlint facts, credlint facts Credential")

  @Argument(
    help: ArgumentHelp("Only this fact.", valueName: "fact"),
    completion: .custom { _, _, _ in FactSchema.all.map(\.name) })
  var name: String?

  func run() throws {
    let all = FactSchema.all
    if let name, !all.contains(where: { $0.name == name }) {
      throw UsageProblem(
        "there is no fact '\(name)'\(suggestion(for: name, among: all.map(\.name))); there are \(all.map(\.name).joined(separator: ", "))"
      )
    }
    for fact in all where name == nil || fact.name == name {
      Console.say("\(fact.name)\(fact.access): \(fact.doc)")
      for field in fact.fields { Console.say("  \(field.name): \(field.type)  \(field.doc)") }
      Console.say("")
    }
  }
}
