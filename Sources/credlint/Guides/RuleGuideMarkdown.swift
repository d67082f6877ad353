internal import Proof
internal import Reports
internal import Rules

/// Guides as Markdown: one page each, or sections of one page.
struct RuleGuideMarkdown: Sendable {
  /// How many # the title of a rule has.
  let level: Int
  /// Where the guide of a rule stands, as a link.
  let address: @Sendable (String) -> String

  static let page = RuleGuideMarkdown(level: 1) { RulePage.fileName($0) }
  static let section = RuleGuideMarkdown(level: 3) { "#\($0)" }

  func text(_ guide: RuleGuide) -> String {
    let rule = guide.rule
    var blocks = [
      heading(rule.id), "\(Self.prose(rule.title)).", facts(guide), Self.prose(rule.why),
    ]
    blocks += [heading("What to do", 1), Self.prose(rule.remedy)]
    if let bad = guide.bad { blocks += [heading("Bad", 1)] + example(bad) }
    if let good = guide.good { blocks += [heading("Good", 1)] + example(good) }
    if !guide.commands.isEmpty {
      let lines = guide.commands.map { "# \($0.does)\n\($0.run)" }.joined(separator: "\n")
      blocks += [heading("Commands", 1), Self.fenced(lines, as: "sh")]
    }
    if !rule.parameters.isEmpty { blocks += [heading("Parameters", 1), parameters(rule)] }
    blocks += [
      heading("If it is meant", 1),
      "\(Self.code(guide.suppression)) on the line or above it; a reason is mandatory.",
    ]
    let links =
      rule.references.map { "- <\(Self.plain($0))>" }
      + guide.weaknesses.map { "- [\($0.name)](\($0.address))" }
    if !links.isEmpty { blocks += [heading("References", 1), links.joined(separator: "\n")] }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func heading(_ text: String, _ depth: Int = 0) -> String {
    String(repeating: "#", count: level + depth) + " " + Self.prose(text)
  }

  private func facts(_ guide: RuleGuide) -> String {
    let rule = guide.rule
    var rows = [
      ("Severity", rule.severity.rawValue), ("Confidence", rule.confidence.rawValue),
      ("Heard by", rule.persona.rawValue), ("Group", Self.prose(rule.group)),
    ]
    if let fix = rule.body.fix {
      rows.append(("Fix", "\(Self.prose(fix.title)) (`\(RuleGuide.option(fix))`)"))
    }
    if !rule.tags.isEmpty {
      rows.append(("Tags", rule.tags.map(Self.code).joined(separator: ", ")))
    }
    if !rule.controls.isEmpty {
      rows.append(
        ("Controls", rule.controls.map { Self.prose($0.described) }.joined(separator: "<br>")))
    }
    if !rule.since.isEmpty { rows.append(("Since", Self.prose(rule.since))) }
    if !rule.aliases.isEmpty {
      rows.append(("Earlier", rule.aliases.map(Self.code).joined(separator: ", ")))
    }
    if !guide.supersedes.isEmpty { rows.append(("Speaks instead of", links(guide.supersedes))) }
    if !guide.supersededBy.isEmpty { rows.append(("Silent beside", links(guide.supersededBy))) }
    return "| | |\n|---|---|\n" + rows.map { "| \($0) | \($1) |" }.joined(separator: "\n")
  }

  private func links(_ ids: [String]) -> String {
    ids.map { "[\(Self.prose($0))](\(address($0)))" }.joined(separator: ", ")
  }

  private func parameters(_ rule: Rule) -> String {
    let rows = rule.parameters.map { parameter in
      "| \(Self.code(parameter.name)) | \(parameter.kind.rawValue) | "
        + "\(parameter.defaultText.isEmpty ? "" : Self.code(parameter.defaultText)) | "
        + "\(Self.prose(parameter.description)) |"
    }
    return "| name | type | default | |\n|---|---|---|---|\n" + rows.joined(separator: "\n")
  }

  private func example(_ example: RuleExample) -> [String] {
    var blocks =
      example.options.isEmpty ? [] : [Self.prose(example.options.joined(separator: ", ")) + ":"]
    for file in example.files {
      if !file.name.isEmpty { blocks.append("\(Self.code(file.name)):") }
      blocks.append(Self.fenced(file.lines.joined(separator: "\n"), as: language(file)))
      let numbers = file.reported.sorted().map { String($0 + 1) }
      if !numbers.isEmpty {
        let word = numbers.count == 1 ? "Line" : "Lines"
        let verb = numbers.count == 1 ? "is" : "are"
        blocks.append("\(word) \(numbers.joined(separator: ", ")) \(verb) reported.")
      }
    }
    return blocks
  }

  private func language(_ file: RuleExample.File) -> String {
    let end = file.name.split(separator: ".").last.map(String.init) ?? ""
    switch end {
    case "", "yaml", "yml", "tpl": return "yaml"
    case "sh": return "sh"
    case "Makefile": return "makefile"
    default: return ""
    }
  }

  // MARK: Escapes

  /// A rule of a repository may hold anything.
  private static func plain(_ text: String) -> String { Terminal.visible(text) }

  static func prose(_ text: String) -> String {
    var result = ""
    for character in plain(text.split(whereSeparator: \.isNewline).joined(separator: " ")) {
      if "\\`*_[]<>|#".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }

  private static func code(_ text: String) -> String {
    "`" + plain(text).replacing("`", with: "'").replacing("|", with: "\\|") + "`"
  }

  /// With a fence that the content cannot close.
  private static func fenced(_ text: String, as language: String) -> String {
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      plain(String($0))
    }
    return "\(fence)\(language)\n\(lines.joined(separator: "\n"))\n\(fence)"
  }
}
