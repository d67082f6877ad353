import TestSupport
import Testing

/// Whatever the bytes, the other files keep their findings.
@Suite struct HostileInputTests {
  private static let marker = "b.yaml:6:3: error[docker-config-in-opaque-secret]"

  private func outcome(_ name: String, _ bytes: [UInt8]) throws -> Tool.Outcome {
    let folder = try Tool.Folder()
    try folder.write("b.yaml", CommandTests.opaque)
    try folder.write(name, bytes)
    return try Tool.run("--format", "short", in: folder)
  }

  private func check(_ name: String, _ text: String, code: Int32, _ message: String) throws {
    let outcome = try outcome(name, Array(text.utf8))
    #expect(outcome.code == code)
    #expect(outcome.found.contains(Self.marker))
    #expect((outcome.output + outcome.errors).contains(message))
  }

  @Test func limitsAreToldAndLeaveTheScanIncomplete() throws {
    try check(
      "n.yaml", "a: " + String(repeating: "[", count: 100_000), code: 3,
      "nests deeper than 200 levels")
    try check(
      "t.yaml", String(repeating: "%TAG !a! tag:a,2000:\n", count: 100_000) + "---\na: b\n",
      code: 3, "more than 64 %TAG")
    try check(
      "j.json", String(repeating: "[", count: 100_000), code: 3, "nests deeper than 200 levels")
  }

  @Test func emptyBinaryAndCommentOnlyFilesAreSilent() throws {
    for bytes in [
      [], Array("# only\n".utf8), [0, 1, 2, 3], [0xEF, 0xBB, 0xBF], Array("---\n---\n".utf8),
    ] as [[UInt8]] {
      let outcome = try outcome("x.yaml", bytes)
      #expect(outcome.code == 1)
      #expect(outcome.found.contains(Self.marker))
    }
  }

  /// A short text that stands for a long one: the document is given up, no other is.
  @Test(
    arguments: [
      { level, last in "a\(level): &a\(level) [\(repeated("*\(last)", 9))]" },
      { level, last in "a\(level): &a\(level)\n  <<: [\(repeated("*\(last)", 9))]\n  k\(level): v"
      },
    ] as [@Sendable (Int, String) -> String])
  func aliasesThatRepeatTooMuchAreToldAsALimit(_ line: @Sendable (Int, String) -> String) throws {
    var text = "a0: &a0 {k: v}\n"
    for level in 1...40 { text += line(level, "a\(level - 1)") + "\n" }
    text += "apiVersion: v1\nkind: Secret\nmetadata: {name: bomb}\nstringData: *a40\n"
    try check("x.yaml", text, code: 3, "aliases repeat more than 200000 nodes or 16 MiB of text")
  }

  @Test func aliasesOfLongTextsAreCountedInBytes() throws {
    let long = String(repeating: "x", count: 100_000)
    let text = "a: &a \(long)\nb: [\(repeated("*a", 1_000))]\n"
    try check("x.yaml", text, code: 3, "aliases repeat more than 200000 nodes or 16 MiB of text")
  }

  @Test func aliasesOfOneAnchorAreNoLimit() throws {
    let text = "a: &a {k: v}\nb: [\(repeated("*a", 10_000))]\n"
    #expect(try outcome("x.yaml", Array(text.utf8)).code == 1)
  }

  /// Times at the ends of what can be written end no rule.
  @Test(arguments: [
    "9999-12-31", "9999-12-31T23:59:59.999999999Z", "0001-01-01", "0001-01-01T00:00:00Z",
    "0000-01-01", "1677-09-21", "2262-04-12", "-9999-01-01", "99999-01-01", "1e300",
  ])
  func farDatesEndNoRule(_ date: String) throws {
    let text = """
      apiVersion: v1
      kind: Secret
      metadata:
        name: far
        annotations: {credlint.dev/expires: "\(date)", credlint.dev/rotated: "\(date)"}
      stringData: {token: \(Self.token)}

      """
    let outcome = try outcome("x.yaml", Array(text.utf8))
    #expect(outcome.code == 1, "\(outcome.errors)")
  }

  private static let token = "glpat-" + "Zk3vQ9xW7rT2mB5nC8dF"

  @Test(arguments: [
    ("253402300800", "-62135596801"), ("1e300", "-1e300"), ("9223372036854775807", "0"),
    ("-9223372036854775808", "9223372036854775807"), ("-1e18", "1e18"), ("1.5", "0.5"),
  ])
  func farTokensEndNoRule(_ expires: String, _ issued: String) throws {
    let claims = #"{"iss":"https://a.example.org","sub":"b","exp":\#(expires),"iat":\#(issued)}"#
    let parts = [#"{"alg":"RS256","typ":"JWT"}"#, claims, String(repeating: "s", count: 64)]
    let token = parts.map { part in
      Tool.encoded(part).replacing("+", with: "-").replacing("/", with: "_").replacing(
        "=", with: "")
    }.joined(separator: ".")
    let text =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: far}\nstringData: {token: \(token)}\n"
    let outcome = try outcome("x.yaml", Array(text.utf8))
    #expect(outcome.code == 1, "\(outcome.errors)")
  }

  @Test func hugeFilesAreRefusedWithTheirSize() throws {
    let outcome = try outcome("x.yaml", [UInt8](repeating: UInt8(ascii: "a"), count: 100_000_000))
    #expect(outcome.code == 3)
    #expect(
      outcome.errors.contains("x.yaml: file has 100000000 bytes, more than the limit of 64 MiB"))
    #expect(outcome.found.contains(Self.marker))
  }

  @Test func linksAreNotFollowed() throws {
    let outside = try Tool.Folder()
    try outside.write("s.yaml", CommandTests.opaque)
    let folder = try Tool.Folder()
    try folder.write("b.yaml", CommandTests.opaque)
    try folder.link("loop", to: ".")
    try folder.link("out.yaml", to: outside.path("s.yaml"))
    let outcome = try Tool.run("--format", "short", in: folder)
    #expect(outcome.code == 1)
    #expect(outcome.output.split(separator: "\n").count == 2)
  }

  @Test func brokenDocumentsCostNoOther() throws {
    let text =
      CommandTests.opaque + "---\napiVersion: v1\nkind: Secret\ndata: [\n---\n"
      + CommandTests.opaque
    let outcome = try outcome("x.yaml", Array(text.utf8))
    #expect(outcome.code == 3)
    #expect(outcome.found.contains("x.yaml:10:7: warning[unreadable-document]"))
    #expect(outcome.found.contains("x.yaml:6:3: error[docker-config-in-opaque-secret]"))
    #expect(outcome.found.contains("x.yaml:17:3: error[docker-config-in-opaque-secret]"))
  }
}

private func repeated(_ text: String, _ count: Int) -> String {
  Array(repeating: text, count: count).joined(separator: ", ")
}
