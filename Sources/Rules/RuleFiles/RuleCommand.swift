internal import YAMLTree

/// A command that follows a remedy.
package struct RuleCommand: Sendable {
  /// What it is for, in the imperative.
  package let does: String
  /// What to type; words in capitals are the reader's.
  package let run: String
}

/// `commands.yaml`: commands that rules name, because several of them have the same.
enum CommandTable {
  static func builtIn() -> [String: RuleCommand] {
    guard let table = EmbeddedRules.tables.first(where: { $0.path == "commands.yaml" }) else {
      return [:]
    }
    let source = SourceFile(path: "rules/commands.yaml", bytes: Array(table.text.description.utf8))
    let entries = ParsedFile(yaml: source).documents.first?.root?.entries ?? []
    return Dictionary(
      entries.compactMap { entry in command(entry.value).map { (entry.key.text, $0) } },
      uniquingKeysWith: { _, last in last })
  }

  static func command(_ node: Node) -> RuleCommand? {
    guard let does = node["does"], let run = node["run"] else { return nil }
    return RuleCommand(does: does.text, run: run.text)
  }
}

/// A command as a rule's file has it: the name of one, or one of its own.
enum CommandChoice: Sendable {
  case named(String)
  case own(RuleCommand)
}

extension Rule {
  /// What to type to follow the remedy.
  package var commands: [RuleCommand] {
    let choices = contents.commands
    guard !choices.isEmpty else { return [] }
    let table = CommandTable.builtIn()
    return choices.compactMap { choice in
      switch choice {
      case .named(let name): table[name]
      case .own(let command): command
      }
    }
  }
}
