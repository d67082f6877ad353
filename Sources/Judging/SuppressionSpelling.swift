/// Tells what was meant as a suppression: spellings of other linters, and slips.
enum SuppressionSpelling {
  /// What other linters call it.
  private static let verbs = [
    "ignore", "disable", "allow", "suppress", "skip", "noqa", "nolint", "off",
  ]

  private static let annotation = "credlint.dev/"

  /// - Parameter text: the comment with its `#`.
  /// - Returns: what is wrong with it; nil for a text that only names the tool.
  static func problem(inComment text: String) -> String? {
    let words = text.drop { $0 == "#" || $0 == " " }
    let tool = words.prefix(8)
    guard tool.lowercased() == "credlint" else { return nil }
    let rest = words.dropFirst(8)
    let isMarked = rest.first == ":"
    let command = rest.drop { ":- ".contains($0) }
    guard let verb = verbs.first(where: { command.lowercased().hasPrefix($0) }) else { return nil }
    let behind = command.dropFirst(verb.count)
    guard behind.first?.isLetter != true else { return nil }
    // "credlint ignore rules" may begin a sentence; with a mark it is a command.
    guard isMarked || rest.first == "-" || "[(:=-".contains(behind.first ?? ":") else { return nil }
    let isRight = tool == "credlint" && isMarked && command.hasPrefix("ignore")
    return isRight
      ? "rules stand in brackets: ignore[rule-id] reason"
      : "a suppression is written '# credlint: ignore[rule-id] reason'"
  }

  /// - Parameter key: of an annotation that is no `credlint.dev/ignore.<rule-id>`.
  static func problem(inAnnotation key: String) -> String? {
    guard key.lowercased().hasPrefix(annotation) else { return nil }
    let rest = key.dropFirst(annotation.count)
    guard let verb = verbs.first(where: { rest.lowercased().hasPrefix($0) }),
      rest.dropFirst(verb.count).first?.isLetter != true
    else { return nil }
    return "the rule stands in the key: credlint.dev/ignore.rule-id, with the reason as its value"
  }
}
