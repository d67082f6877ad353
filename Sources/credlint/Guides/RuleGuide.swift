internal import Proof
internal import Rules

/// Everything that a reader may want to know about a rule. What `explain`, the pages of `rules docs`
/// and the list of `rules list` say comes from here.
struct RuleGuide {
  let rule: Rule
  /// What it finds, and what it lets pass; rules of a user have none.
  let bad: RuleExample?
  let good: RuleExample?
  let commands: [RuleCommand]
  /// Rules that are silent where this one speaks, and those where this one is.
  let supersedes: [String]
  let supersededBy: [String]

  init(_ rule: Rule, in ruleset: Ruleset) {
    self.rule = rule
    bad = .bad(of: rule.id)
    good = .good(of: rule.id)
    commands = rule.commands
    supersedes = rule.supersedes
    supersededBy = ruleset.rules.filter { $0.supersedes.contains(rule.id) }.map(\.id)
  }

  /// The option that makes the fix.
  static func option(_ fix: FixRecipe) -> String { fix.isSafe ? "--fix" : "--fix=unsafe" }

  var suppression: String { "# credlint: ignore[\(rule.id)] reason" }

  /// Pages of the weaknesses that the rule is about.
  var weaknesses: [(name: String, address: String)] {
    rule.cwe.map { ("CWE-\($0)", "https://cwe.mitre.org/data/definitions/\($0).html") }
  }
}

extension Rule.Parameter {
  /// The default, and what the configuration sets instead.
  var defaults: String {
    let standard = defaultText.isEmpty ? "empty" : defaultText
    return text == defaultText ? "default \(standard)" : "default \(standard), here \(text)"
  }
}

extension RuleExample {
  /// What is set while the example is judged, as a command line has it.
  var options: [String] {
    settings.compactMap { setting in
      let words = setting.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { return nil }
      switch words[0] {
      case "target": return "with --target \(words[1])"
      case "parameter": return "with the parameter \(words[1])"
      case "external-secret": return "with external-secrets: [\(words[1])]"
      case "private-registry": return "with private-registries: [\(words[1])]"
      case "earlier-secret": return "after a commit that removes the Secret '\(words[1])'"
      case "forbid-suppression": return "with suppressions: {forbid: [\(words[1])]}"
      case "ticket": return "with suppressions: {ticket: '\(words[1])'}"
      case "live": return "with \(words[1]) read from a cluster"
      case "clear-in-git": return "with \(words[1]) in clear in git"
      default: return nil
      }
    }
  }
}
