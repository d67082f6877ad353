internal import Rules

/// Everything about every rule, as one page of Markdown.
enum RuleReference {
  static func text(of ruleset: Ruleset) -> String {
    let groups = Dictionary(grouping: ruleset.rules, by: \.group).sorted { $0.key < $1.key }
    var text = "# Rules\n"
    for (group, rules) in groups {
      text += "\n## \(group)\n"
      for rule in rules { text += "\n" + section(rule) }
    }
    return text
  }

  private static func section(_ rule: Rule) -> String {
    var lines = ["### \(rule.id)", "", "\(rule.title).", ""]
    lines.append(
      "Severity \(rule.severity.rawValue), confidence \(rule.confidence.rawValue), heard by "
        + "\(rule.persona.rawValue).")
    if rule.hasFix { lines[lines.count - 1] += " It has a fix." }
    lines += ["", rule.why, "", "What to do: \(rule.remedy)"]
    if !rule.parameters.isEmpty { lines.append("") }
    for parameter in rule.parameters {
      lines.append(
        "- Parameter `\(parameter.name)` (\(parameter.kind.rawValue), default "
          + "`\(parameter.defaultText)`): \(parameter.description)")
    }
    if !rule.references.isEmpty { lines.append("") }
    lines += rule.references.map { "- <\($0)>" }
    return lines.joined(separator: "\n") + "\n"
  }
}
