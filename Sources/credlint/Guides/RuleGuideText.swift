internal import Proof
internal import Rules

extension RuleGuide {
  /// For a terminal: paragraphs under headings, commands and examples as they are.
  var text: String {
    var blocks = [header, rule.why, section("What to do", Self.wrapped(rule.remedy))]
    if let bad { blocks.append(section("Bad: the marked lines are reported", lines(of: bad))) }
    if let good { blocks.append(section("Good", lines(of: good))) }
    if let fix = rule.body.fix {
      blocks.append(section("Fix (\(Self.option(fix)))", Self.wrapped(fix.title)))
    }
    if !commands.isEmpty {
      blocks.append(section("Commands", commands.flatMap { ["# \($0.does)", $0.run] }))
    }
    if !rule.parameters.isEmpty {
      blocks.append(
        section(
          "Parameters",
          rule.parameters.flatMap { parameter in
            Self.wrapped(
              "\(parameter.name) (\(parameter.kind.rawValue), \(parameter.defaults)): "
                + parameter.description)
          }))
    }
    blocks.append(section("To suppress", [suppression]))
    if !rule.controls.isEmpty {
      blocks.append(section("Controls", rule.controls.map { "\($0.id)  \($0.described)" }))
    }
    let links = rule.references + weaknesses.map(\.address)
    if !links.isEmpty { blocks.append(section("See", links)) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var header: String {
    var facts = ["severity \(rule.severity.rawValue)", "group \(rule.group)"]
    if rule.confidence != .high { facts.append("confidence \(rule.confidence.rawValue)") }
    if rule.persona != .regular { facts.append("heard by --persona \(rule.persona.rawValue)") }
    if rule.isPreview { facts.append("preview") }
    if !rule.aliases.isEmpty { facts.append("was \(rule.aliases.joined(separator: ", "))") }
    return "\(rule.id): \(rule.title)\n\(facts.joined(separator: "; "))"
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    ([title] + lines.map { $0.isEmpty ? "" : "  " + $0 }).joined(separator: "\n")
  }

  /// A reported line has a mark before it, where no content can be mistaken for it.
  private func lines(of example: RuleExample) -> [String] {
    let files = example.files.flatMap { file -> [String] in
      let name = file.name.isEmpty ? [] : ["\(file.name):"]
      return name
        + file.lines.enumerated().map { index, line in
          (file.reported.contains(index) ? "> " : line.isEmpty ? "" : "  ") + line
        }
    }
    return example.options.map { "(\($0))" } + files
  }

  /// Prose in lines of at most 96 columns.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.count + 1 + word.count > 96 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
