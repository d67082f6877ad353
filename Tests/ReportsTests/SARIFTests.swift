import Judging
import Foundation
import Proof
import Reports
import Rules
import TestSupport
import Testing

/// What GitHub and GitLab refuse or show badly must never be written.
@Suite struct SARIFTests {
  private static let ruleset = Ruleset.builtIn().selecting(
    [], ignoring: [], persona: .regular)

  private static func run(pages: String? = nil) throws -> SARIFLog.Run {
    let fixture = Fixture(name: "demo", files: Repository.files(in: "fixtures/demo"))
    let ruleset = Self.ruleset
    var report = Report(
      findings: fixture.scan(ruleset).findings, rules: ruleset.rules, failures: [],
      notes: [.init(path: "a b/ü.yaml", message: "cannot be read")], counts: .init(),
      masks: fixture.masks, version: "0.0.0")
    report.rulePages = pages
    let text = try ReportFormat.sarif.write(report)
    let log = try JSONDecoder().decode(SARIFLog.self, from: Data(text.utf8))
    #expect(log.version == "2.1.0")
    #expect(log.runs.count == 1)
    return log.runs[0]
  }

  /// GitHub takes 25,000 results of a run, and refuses two runs that are called alike.
  @Test func manyResultsAreSplitIntoRuns() throws {
    let fixture = Fixture(name: "demo", files: Repository.files(in: "fixtures/demo"))
    let finding = try #require(fixture.scan(Self.ruleset).findings.first)
    let report = Report(
      findings: Array(repeating: finding, count: 25_001), rules: [finding.rule], failures: [],
      notes: [], counts: .init(), masks: fixture.masks, version: "0.0.0")
    let text = try ReportFormat.sarif.write(report)
    let log = try JSONDecoder().decode(SARIFLog.self, from: Data(text.utf8))
    #expect(log.runs.map(\.results.count) == [25_000, 1])
    #expect(Set(log.runs.map(\.automationDetails?.id)).count == 2)
    #expect(text.contains("25001 findings are split into runs of 25000: part 2 of 2"))
  }

  @Test func everyRuleIsDescribed() throws {
    let rules = try Self.run().tool.driver.rules
    #expect(rules.map(\.id) == Self.ruleset.ids)
    for rule in rules {
      #expect((1...1_024).contains(rule.shortDescription.text.count))
      #expect((1...1_024).contains(rule.fullDescription.text.count))
      #expect(!rule.help.text.isEmpty && !rule.help.markdown.isEmpty)
      let severity = try #require(Double(rule.properties.severity))
      #expect(severity > 0 && severity <= 10)
      #expect(["high", "medium", "low"].contains(rule.properties.precision))
      #expect(rule.properties.tags.contains("security") && rule.properties.tags.count <= 20)
    }
  }

  @Test func everyResultHasATightPlaceAndAPrint() throws {
    let run = try Self.run()
    #expect(run.columnKind == "utf16CodeUnits")
    #expect(run.results.count == 21)
    let ids = run.tool.driver.rules.map(\.id)
    for result in run.results {
      #expect(ids[result.ruleIndex] == result.ruleId)
      let place = result.locations[0].physicalLocation
      let uri = place.artifactLocation.uri
      #expect(!uri.hasPrefix("/") && !uri.contains("\\") && !uri.contains(" "))
      let region = try #require(place.region)
      #expect(region.startLine >= 1 && region.startColumn >= 1)
      #expect(region.endLine == region.startLine)
      #expect(region.endColumn > region.startColumn)
      #expect(result.partialFingerprints["primaryLocationLineHash"]?.contains(":") == true)
      #expect(result.message.text.contains("."))
    }
  }

  /// No address is made up: without one, nothing leads to a page of the rule.
  @Test func pagesOfRulesAreLinkedWhereThereAreSome() throws {
    let without = try Self.run().tool.driver
    #expect(without.informationUri == nil && without.rules.allSatisfy { $0.helpUri == nil })
    let pages = "https://acme.example/credlint/rules"
    let with = try Self.run(pages: pages).tool.driver
    #expect(with.informationUri == pages)
    #expect(with.rules.allSatisfy { $0.helpUri == "\(pages)/\($0.id).md" })
  }

  @Test func pathsAreEncodedAndNotesKept() throws {
    let invocation = try Self.run().invocations[0]
    #expect(invocation.executionSuccessful)
    let note = invocation.toolExecutionNotifications[0]
    #expect(note.locations[0].physicalLocation.artifactLocation.uri == "a%20b/%C3%BC.yaml")
  }
}

/// The parts of a log that the tests look at.
private struct SARIFLog: Decodable {
  struct Run: Decodable {
    struct Details: Decodable { let id: String }
    let automationDetails: Details?
    let tool: Tool
    let columnKind: String
    let results: [Result]
    let invocations: [Invocation]
  }

  struct Tool: Decodable { let driver: Driver }

  struct Driver: Decodable {
    let informationUri: String?
    let rules: [Rule]
  }

  struct Text: Decodable { let text: String }

  struct Rule: Decodable {
    let id: String
    let helpUri: String?
    let shortDescription, fullDescription: Text
    let help: Help
    let properties: Properties
  }

  struct Help: Decodable { let text, markdown: String }

  struct Properties: Decodable {
    let tags: [String]
    let precision, severity: String

    enum CodingKeys: String, CodingKey {
      case tags, precision
      case severity = "security-severity"
    }
  }

  struct Result: Decodable {
    let ruleId: String
    let ruleIndex: Int
    let message: Text
    let locations: [Location]
    let partialFingerprints: [String: String]
  }

  struct Invocation: Decodable {
    let executionSuccessful: Bool
    let toolExecutionNotifications: [Notification]
  }

  struct Notification: Decodable { let locations: [Location] }
  struct Location: Decodable { let physicalLocation: Physical }
  struct Artifact: Decodable { let uri: String }

  struct Physical: Decodable {
    let artifactLocation: Artifact
    let region: Region?
  }

  struct Region: Decodable { let startLine, startColumn, endLine, endColumn: Int }

  let version: String
  let runs: [Run]
}
