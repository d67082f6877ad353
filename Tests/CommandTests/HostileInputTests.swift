import TestSupport
import Testing

/// Whatever the bytes, the other files keep their findings.
@Suite struct HostileInputTests {
  private static let marker = "b.yaml:6:3: high[docker-config-in-opaque-secret]"

  private func outcome(_ name: String, _ bytes: [UInt8]) throws -> Tool.Outcome {
    let folder = try Tool.Folder()
    try folder.write("b.yaml", CommandTests.opaque)
    try folder.write(name, bytes)
    return try Tool.run("--format", "short", in: folder)
  }

  private func check(_ name: String, _ text: String, code: Int32, _ message: String) throws {
    let outcome = try outcome(name, Array(text.utf8))
    #expect(outcome.code == code)
    #expect(outcome.output.contains(Self.marker))
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
      #expect(outcome.output.contains(Self.marker))
    }
  }

  @Test func aliasBombsStaySmall() throws {
    var text =
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: bomb\n  annotations:\n    a0: &a0 x\n"
    for level in 1...40 {
      text +=
        "    a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
    }
    let outcome = try outcome("x.yaml", Array(text.utf8))
    #expect(outcome.output.contains(Self.marker))
  }

  @Test func hugeFilesAreRefusedWithTheirSize() throws {
    let outcome = try outcome("x.yaml", [UInt8](repeating: UInt8(ascii: "a"), count: 100_000_000))
    #expect(outcome.code == 3)
    #expect(
      outcome.errors.contains("x.yaml: file has 100000000 bytes, more than the limit of 64 MiB"))
    #expect(outcome.output.contains(Self.marker))
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
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("x.yaml:10:7: medium[unreadable-document]"))
    #expect(outcome.output.contains("x.yaml:6:3: high[docker-config-in-opaque-secret]"))
    #expect(outcome.output.contains("x.yaml:17:3: high[docker-config-in-opaque-secret]"))
  }
}
