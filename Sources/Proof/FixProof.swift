internal import Graph
internal import Judging
internal import Manifests
internal import Rules
internal import YAMLTree

/// Makes the fixes of a rule in its fixtures and looks at what they leave.
struct FixProof {
  private let rule: Rule
  private let ruleset: Ruleset
  private let knownRules: RuleNames
  /// Fixes that were made.
  private(set) var count = 0

  init(_ rule: Rule, _ ruleset: Ruleset, knownRules: RuleNames) {
    self.rule = rule
    self.ruleset = ruleset
    self.knownRules = knownRules
  }

  /// What is wrong with the fixes of a case, in each form that its files can have.
  mutating func problems(_ fixture: Fixture) -> [String] {
    guard rule.body.fix != nil else { return [] }
    var problems: [String] = []
    let forms = [
      ("", fixture), ("CRLF", FixtureVariation.withCRLF(fixture)),
      ("no final line break", FixtureVariation.withoutFinalBreak(fixture)),
      ("JSON", FixtureVariation.asJSON(fixture)),
    ]
    for (name, form) in forms {
      guard let form else { continue }
      let label = fixture.name + (name.isEmpty ? "" : " (\(name))")
      problems += prove(form).map { "\(label): \($0)" }
    }
    return problems
  }

  private func findings(_ fixture: Fixture) -> [Finding] {
    fixture.run(ruleset, knownRules: knownRules).findings.filter { $0.rule.id == rule.id }
  }

  private mutating func prove(_ fixture: Fixture) -> [String] {
    var current = fixture
    var found = findings(fixture)
    var problems: [String] = []
    for _ in 0..<Self.rounds {
      let fixes = found.compactMap(\.fix)
      guard !fixes.isEmpty else { break }
      let (next, applied, strays) = Self.apply(fixes, to: current)
      problems += strays.map { "the fix changes a line that it does not name: \($0)" }
      let left = findings(next)
      count += applied
      if applied == 0 { problems.append("the fix cannot be made") }
      if left.count > found.count - applied {
        problems.append("finding is still there after its fix: \(found[0].message)")
      }
      guard problems.isEmpty else { return problems }
      (current, found) = (next, left)
    }
    if found.contains(where: { $0.fix != nil }) {
      problems.append("the fix changes its own result")
    }
    if Self.unreadable(current) > Self.unreadable(fixture) {
      problems.append("file cannot be read after the fix")
    }
    for (before, after) in zip(fixture.files, current.files) {
      problems += Self.disorder(before, after) + Self.missing(in: after)
    }
    return problems
  }

  /// `# fixed: text` on a line of its own: a line begins with the text once the fixes are made.
  private static func missing(in file: Fixture.File) -> [String] {
    let lines = Fixture.lines(of: file.text).map { $0.drop { $0 == " " } }
    return lines.filter { $0.hasPrefix("# fixed: ") }.map { $0.dropFirst(9) }
      .filter { text in !lines.contains { $0.hasPrefix(text) } }
      .map { "no line begins with '\($0)' after the fixes" }
  }

  private static let rounds = 5

  private static func unreadable(_ fixture: Fixture) -> Int {
    fixture.graph.problems.count { $0.kind == .unreadable }
  }

  private static func apply(
    _ fixes: [Fix], to fixture: Fixture
  ) -> (Fixture, applied: Int, strays: [String]) {
    var count = 0
    var strays: [String] = []
    let files = fixture.files.map { file in
      let (applied, edits) = Fix.compose(fixes.filter { $0.file.path == file.path })
      let old = Array(file.text.utf8)
      guard let bytes = Edit.apply(edits, to: old) else { return file }
      count += applied.count
      strays += Self.strays(from: old, to: bytes, edits)
      return Fixture.File(path: file.path, text: String(decoding: bytes, as: UTF8.self))
    }
    return (fixture.withFiles(files), count, strays)
  }

  /// Lines that are gone although no edit touches them.
  private static func strays(from old: [UInt8], to new: [UInt8], _ edits: [Edit]) -> [String] {
    let lines = old.split(separator: 10, omittingEmptySubsequences: false)
    let difference = new.split(separator: 10, omittingEmptySubsequences: false)
      .difference(from: lines)
    return difference.removals.compactMap { change -> String? in
      guard case .remove(_, let line, _) = change else { return nil }
      let isTouched = edits.contains {
        $0.range.lowerBound <= line.endIndex && line.startIndex <= $0.range.upperBound
      }
      return isTouched ? nil : String(decoding: line, as: UTF8.self)
    }
  }

  /// What an edit must leave as it is: line breaks, the end of the file, comments.
  private static func disorder(_ before: Fixture.File, _ after: Fixture.File) -> [String] {
    let (old, new) = (Array(before.text.utf8), Array(after.text.utf8))
    var problems: [String] = []
    if isCRLF(old), !isCRLF(new) { problems.append("the fix mixes line breaks") }
    if !old.contains(13), new.contains(13) { problems.append("the fix mixes line breaks") }
    if (old.last == 10) != (new.last == 10) {
      problems.append("the fix changes the end of the file")
    }
    return problems
  }

  /// Every line ends in CRLF.
  private static func isCRLF(_ bytes: [UInt8]) -> Bool {
    bytes.contains(13) && zip([0] + bytes, bytes).allSatisfy { $1 != 10 || $0 == 13 }
  }
}
