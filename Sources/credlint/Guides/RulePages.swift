internal import Proof
internal import Reports
internal import Rules

/// The guides of all rules as pages that link to each other.
enum RulePages {
  /// Names and texts of the files: an index, and a page a rule.
  static func files(of ruleset: Ruleset) -> [(name: String, text: String)] {
    let groups = groups(of: ruleset)
    let pages = groups.flatMap { group, rules in
      rules.map { rule in
        let others = rules.map(\.id).filter { $0 != rule.id }
        let guide = RuleGuide(rule, in: ruleset)
        return (
          RulePage.fileName(rule.id),
          RuleGuideMarkdown.page.text(guide) + "\n" + navigation(group, others)
        )
      }
    }
    return [("README.md", index(groups))] + pages
  }

  /// One page with everything.
  static func page(of ruleset: Ruleset) -> String {
    var text = "# Rules\n"
    for (group, rules) in groups(of: ruleset) {
      text += "\n## \(RuleGuideMarkdown.prose(group))\n"
      for rule in rules {
        text += "\n" + RuleGuideMarkdown.section.text(RuleGuide(rule, in: ruleset))
      }
    }
    return text
  }

  private static func groups(of ruleset: Ruleset) -> [(key: String, value: [Rule])] {
    Dictionary(grouping: ruleset.rules, by: \.group).sorted { $0.key < $1.key }
  }

  private static func index(_ groups: [(key: String, value: [Rule])]) -> String {
    let count = groups.reduce(0) { $0 + $1.value.count }
    var text = "# Rules\n\ncredlint \(Release.version) has \(count) rules.\n"
    for (group, rules) in groups {
      text += "\n## \(RuleGuideMarkdown.prose(group))\n\n"
      text += "| rule | severity | heard by | fix | finds |\n|---|---|---|---|---|\n"
      for rule in rules {
        let fix = rule.body.fix.map { "`\(RuleGuide.option($0))`" } ?? ""
        text +=
          "| [\(RuleGuideMarkdown.prose(rule.id))](\(RulePage.fileName(rule.id))) | \(rule.severity.rawValue) | "
          + "\(rule.persona.rawValue) | \(fix) | \(RuleGuideMarkdown.prose(rule.title)) |\n"
      }
    }
    return text
  }

  private static func navigation(_ group: String, _ others: [String]) -> String {
    let links = others.map { "[\(RuleGuideMarkdown.prose($0))](\(RulePage.fileName($0)))" }
    let more =
      links.isEmpty
      ? "" : " Others about \(RuleGuideMarkdown.prose(group)): \(links.joined(separator: ", "))."
    return "---\n\n[All rules](README.md).\(more)\n"
  }
}
