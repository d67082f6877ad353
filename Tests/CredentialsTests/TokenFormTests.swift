import Testing

@testable import Credentials

/// Forms at their edges: the right value, and one that is nearly one.
@Suite struct TokenFormTests {
  /// Text without repetition, of small letters and digits.
  private static func text(_ count: Int, _ letters: String = "k3v9x7q2m4w8z6p5d1r0tgnhj") -> String
  {
    let letters = Array(letters)
    return String((0..<count).map { letters[($0 * 7 + $0 / letters.count) % letters.count] })
  }

  private static func hex(_ count: Int) -> String { text(count, "4e1b9d07a5c28f63") }

  struct Sample: Sendable {
    let kind: String
    let text: String
    let miss: String
  }

  @Test(arguments: [
    Sample(
      kind: "mailchimp-key", text: hex(32) + "-us21", miss: hex(31) + "-us21"),
    Sample(
      kind: "maxmind-key", text: text(6) + "_" + text(29) + "_mmk",
      miss: text(6) + "_" + text(28) + "_mmk"),
    Sample(
      kind: "airtable-token", text: "pat" + text(14) + "." + hex(64),
      miss: "pat" + text(14) + "." + hex(63)),
    Sample(
      kind: "azure-client-secret", text: "~Gg8Q~" + text(33), miss: "~Gg9Q~" + text(33)),
    Sample(
      kind: "slack-app-token", text: "xoxe-1-" + text(146), miss: "xoxe-1-" + text(145)),
    Sample(
      kind: "slack-webhook", text: "hooks.slack.com/services/" + text(44),
      miss: "hooks.slack.com/services/" + text(42)),
    Sample(
      kind: "onepassword-secret-key", text: "A3-K7ZQX9-5WTCRS-FHYUG-KXMDV-N3B9W-4PYHL",
      miss: "A3-K7ZQX9-5WTCRS-FHYUG-KXMDV-N3B9W"),
    Sample(
      kind: "sourcegraph-token", text: "sgp_local_" + hex(40), miss: "sgp_local_" + hex(39) + "g"),
    Sample(
      kind: "plaid-token", text: "access-production-5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a12",
      miss: "access-production-5b0c93d7-1e8f-4a26-b9d3-70f4c2e85a1"),
    Sample(
      kind: "gitlab-session-cookie", text: "_gitlab_session=" + text(32),
      miss: "_gitlab_session=" + text(31)),
    Sample(
      kind: "yandex-token", text: "t1." + text(20) + "==." + text(86),
      miss: "t1." + text(20) + "==." + text(80)),
    Sample(
      kind: "square-token", text: "sq0atp-" + text(22), miss: "sq0atp-" + text(20)),
    Sample(kind: "square-token", text: "EAAA" + text(60), miss: "EAAA" + text(62)),
    Sample(kind: "vault-legacy-token", text: "s." + text(24), miss: "s." + text(23)),
    Sample(
      kind: "facebook-app-token", text: "482915730264817|" + text(27),
      miss: "48291573026481|" + text(27)),
    Sample(kind: "lob-key", text: "live_" + hex(35), miss: "live_" + hex(36)),
    Sample(kind: "gocardless-token", text: "sandbox_" + text(40), miss: "sandbox_" + text(39)),
    Sample(
      kind: "telegram-token", text: "4829157302:AA" + text(33), miss: "48291573024:AA" + text(33)),
  ])
  func formsEndWhereTheyShould(_ sample: Sample) {
    #expect(kinds("value: \(sample.text)") == [sample.kind])
    #expect(kinds("value: \(sample.miss)").isEmpty)
    #expect(isWorthALook(sample.text))
  }

  private func isWorthALook(_ text: String) -> Bool {
    TokenScanner.isWorthALook(Array(text.utf8).span)
  }

  private func kinds(_ text: String) -> [String] {
    TokenScanner.tokens(in: text).map(\.classification.kind.id)
  }

  /// Three letters that begin words as well are no reason for a closer look.
  @Test(arguments: [
    "path: /srv/data", "patch --user root", "desc_text: a", "test1.example.dev",
    "objects.apps", "a|b or c | grep d", "live_migration: true", "it is plan b.or c",
  ])
  func shortAnchorsAreLookedAtWhole(_ text: String) {
    #expect(!isWorthALook(text))
  }

  /// What is no more than a short prefix and a length must be random as well.
  @Test(arguments: [
    "s.getElementsByClassNameAt", "b.theAnswerToEverythingIs4",
    "live_migration-of-the-virtual-machines-of-the-zo",
  ])
  func namesOfAFormAreNone(_ text: String) {
    #expect(kinds("value: \(text)").isEmpty)
    #expect(Classification.recognise(text) == nil)
  }

  /// The published reference values of FNV-1a.
  @Test func publishedKeysAreKnownByTheirNumber() {
    #expect(PublishedKeys.number(of: "") == 0xCBF2_9CE4_8422_2325)
    #expect(PublishedKeys.number(of: "a") == 0xAF63_DC4C_8601_EC8C)
    #expect(PublishedKeys.number(of: "foobar") == 0x8594_4171_F739_67E8)
  }

  @Test func whatIsTooRegularIsNone() {
    #expect(kinds("glc_" + String(repeating: "1", count: 41) + "=").isEmpty)
    #expect(kinds("GR1348941" + "12312312312312312312").isEmpty)
    #expect(kinds("sntryu_" + String(repeating: "a", count: 64)).isEmpty)
  }

  @Test func whatAFileEndingFollowsIsNone() {
    let name = "ico-" + Self.hex(32)
    #expect(kinds("https://cdn.acme.dev/video_box.\(name).png").isEmpty)
    #expect(kinds("It was \(name).") == ["infracost-key"])
  }

  /// Grafana's old keys and Power BI's addresses are JSON that begins alike.
  @Test func reportsAreNoKeys() {
    let key =
      "eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWm1ja2ZYblgiLCJuIjoiY2kgb2YgdGhlIHNob3AiLCJpZCI6MX0="
    let report =
      "eyJrIjoiM2Y3YzFhYTItOGM0Zi00ZDMxLTk2YjUtN2UwZDRiNmM4YTkxIiwidCI6IjBhOWI4YzdkLTZlNWYtNGEzYi05YzJkLTFlMGY5YThiN2M2ZCIsImMiOjl9"
    #expect(kinds("key: \(key)") == ["grafana-api-key"])
    #expect(kinds("https://app.powerbi.com/view?r=\(report)").isEmpty)
  }
}
