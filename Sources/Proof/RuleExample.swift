internal import Rules

/// What a rule finds, or lets pass, as a reader sees it: without the marks of the fixture it is from,
/// with words in place of its macros.
package struct RuleExample: Sendable {
  /// One file of it.
  package struct File: Sendable {
    /// Empty where the name says nothing.
    package let name: String
    package let lines: [String]
    /// Indices of the lines that are reported.
    package let reported: Set<Int>
  }

  package let files: [File]
  /// What holds while it is judged, such as `target tekton=1.0`.
  package let settings: [String]

  /// The example of a built-in rule; nil for a rule without one.
  package static func bad(of rule: String) -> RuleExample? { RuleExample(of: rule, isGood: false) }
  package static func good(of rule: String) -> RuleExample? { RuleExample(of: rule, isGood: true) }

  /// The same as a case that the rule can judge.
  package static func fixture(of rule: String, isGood: Bool) -> Fixture {
    Fixture(
      name: "\(rule) (\(isGood ? "good" : "bad"))",
      files: EmbeddedExample.files(of: rule, isGood: isGood).map {
        Fixture.File(path: $0.path, text: $0.text.description)
      })
  }

  private init?(of rule: String, isGood: Bool) {
    let examples = EmbeddedExample.files(of: rule, isGood: isGood)
    guard !examples.isEmpty else { return nil }
    var settings: [String] = []
    files = examples.map { example in
      let file = Self.read(example.text.description, of: rule)
      settings += file.settings.filter { !settings.contains($0) }
      let isNamed = example.isNamed || examples.count > 1
      return File(
        name: isNamed ? example.path : "", lines: file.lines, reported: file.reported)
    }
    self.settings = settings
  }

  /// A comment of a fixture that begins with its verdict says that it is good, as its place does; nil
  /// where it says nothing else.
  private static func withoutVerdict(_ line: String) -> String? {
    let verdict = "# Looked at and found right"
    guard line.hasPrefix(verdict) else { return line }
    let rest = line.dropFirst(verdict.count).drop { ":. ".contains($0) }
    return rest.isEmpty ? nil : "# " + rest.prefix(1).uppercased() + rest.dropFirst()
  }

  private static func read(
    _ text: String, of rule: String
  ) -> (lines: [String], reported: Set<Int>, settings: [String]) {
    var lines: [String] = []
    var settings: [String] = []
    var marked = Set<Int>()
    var places: [Int: Int] = [:]
    for (index, line) in Fixture.lines(of: FixtureMacros.described(text)).enumerated() {
      let mark = line.firstRange(of: "# expect")
      if let mark, let distance = Fixture.distance(line[mark.lowerBound...], toMarkOf: rule) {
        marked.insert(index + distance)
      }
      let words = line.drop { $0 == " " }
      if words.hasPrefix("# setting: ") {
        settings.append(String(words.dropFirst(11)))
      } else if !words.hasPrefix("# expect"), !words.hasPrefix("# fixed: ") {
        let end = mark.map { line[..<$0.lowerBound] } ?? line
        if let shown = withoutVerdict(String(end.reversed().drop { $0 == " " }.reversed())) {
          places[index] = lines.count
          lines.append(shown)
        }
      }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return (lines, Set(marked.compactMap { places[$0] }), settings)
  }
}
