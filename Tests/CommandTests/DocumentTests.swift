import Foundation
import Rules
import TestSupport
import Testing

/// Documents say what is there.
@Suite struct DocumentTests {
  /// The rules that each version brought, and what they were called before.
  private static var rulesByVersion: String {
    let rules = Ruleset.builtIn().rules
    let versions = Dictionary(grouping: rules, by: \.since).sorted { $0.key > $1.key }
    return versions.map { version, rules in
      let lines = rules.map { rule in
        let earlier = rule.aliases.isEmpty ? "" : " (was \(rule.aliases.joined(separator: ", ")))"
        return "- `\(rule.id)`\(earlier): \(rule.title)\n"
      }
      return "### Rules since \(version)\n\n" + lines.joined()
    }.joined(separator: "\n")
  }

  @Test func theChangelogListsTheRules() throws {
    let path = ".github/CHANGELOG.md"
    let text = try Repository.text(path)
    let start = try #require(text.range(of: "RECORD=1 -->\n"))
    let end = try #require(text.range(of: "<!-- end of rules -->"))
    let wanted = "\n" + Self.rulesByVersion + "\n"
    guard text[start.upperBound..<end.lowerBound] != wanted else { return }
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try (text[..<start.upperBound] + wanted + text[end.lowerBound...])
        .write(toFile: Repository.path(path), atomically: true, encoding: .utf8)
    }
    Issue.record("\(path) lists other rules: record it with RECORD=1")
  }

  /// `Folder/File.swift` and `Folder/` in documents are names of what exists.
  @Test(arguments: [
    "README.md", ".github/ARCHITECTURE.md", ".github/CONTRIBUTING.md", "rules/README.md",
  ]) func namedFilesExist(_ document: String) throws {
    let text = try Repository.text(document)
    let names = text.matches(
      of:
        /`((?:Sources|Tests|rules|fixtures|\.ci|\.github|\.gitlab|\.packaging)\/[A-Za-z0-9_.\/-]*)`/
    )
    #expect(!names.isEmpty)
    for name in names.map({ String($0.output.1) }) {
      #expect(FileManager.default.fileExists(atPath: Repository.path(name)), "\(document): \(name)")
    }
  }
}
