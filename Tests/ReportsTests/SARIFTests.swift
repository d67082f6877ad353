import Foundation
import Policy
import Reports
import TestSupport
import Testing

/// What GitHub and GitLab refuse or show badly must never be written.
@Suite struct SARIFTests {
  private static func run() throws -> [String: Any] {
    let fixture = Fixture(name: "demo", files: Repository.files(in: "fixtures/demo"))
    let ruleset = Ruleset.builtIn()
    let report = Report(
      findings: fixture.scan(ruleset).findings, rules: ruleset.rules, failures: [],
      notes: [.init(path: "a b/ü.yaml", message: "cannot be read")], counts: .init(),
      masks: fixture.masks, version: "0.0.0")
    let text = try ReportFormat.sarif.write(report)
    let log = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    return try #require((log["runs"] as? [[String: Any]])?.first)
  }

  private static func rules(_ run: [String: Any]) throws -> [[String: Any]] {
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    return try #require(driver["rules"] as? [[String: Any]])
  }

  @Test func everyRuleIsDescribed() throws {
    let rules = try Self.rules(try Self.run())
    #expect(rules.compactMap { $0["id"] as? String } == Ruleset.builtIn().ids)
    for rule in rules {
      let short = (rule["shortDescription"] as? [String: Any])?["text"] as? String ?? ""
      let full = (rule["fullDescription"] as? [String: Any])?["text"] as? String ?? ""
      let help = rule["help"] as? [String: Any]
      let properties = rule["properties"] as? [String: Any]
      #expect(!short.isEmpty && short.count <= 1_024)
      #expect(!full.isEmpty && full.count <= 1_024)
      #expect((help?["markdown"] as? String)?.isEmpty == false)
      #expect((help?["text"] as? String)?.isEmpty == false)
      let severity = try #require(Double(properties?["security-severity"] as? String ?? ""))
      #expect(severity > 0 && severity <= 10)
      #expect(["high", "medium", "low"].contains(properties?["precision"] as? String ?? ""))
      #expect((properties?["tags"] as? [String])?.contains("security") == true)
    }
  }

  @Test func everyResultHasATightPlaceAndAPrint() throws {
    let run = try Self.run()
    #expect(run["columnKind"] as? String == "utf16CodeUnits")
    let results = try #require(run["results"] as? [[String: Any]])
    let ids = try Self.rules(run).compactMap { $0["id"] as? String }
    #expect(results.count == 12)
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(ids[index] == result["ruleId"] as? String)
      let location = try #require(
        (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
      let uri = try #require((location["artifactLocation"] as? [String: Any])?["uri"] as? String)
      #expect(!uri.hasPrefix("/") && !uri.contains("\\") && !uri.contains(" "))
      let region = try #require(location["region"] as? [String: Int])
      let start = try #require(region["startLine"])
      #expect(start >= 1 && region["startColumn"] ?? 0 >= 1)
      #expect(region["endLine"] == start)
      #expect(region["endColumn"] ?? 0 > region["startColumn"] ?? 0)
      let prints = try #require(result["partialFingerprints"] as? [String: String])
      #expect(prints["primaryLocationLineHash"]?.contains(":") == true)
      let message = (result["message"] as? [String: Any])?["text"] as? String ?? ""
      #expect(message.contains("."))
    }
  }

  @Test func pathsAreEncodedAndNotesKept() throws {
    let run = try Self.run()
    let invocation = try #require((run["invocations"] as? [[String: Any]])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == true)
    let text = String(
      decoding: try JSONSerialization.data(withJSONObject: invocation), as: UTF8.self)
    #expect(text.contains("a%20b\\/%C3%BC.yaml") || text.contains("a%20b/%C3%BC.yaml"))
  }
}
