import Foundation
import TestSupport
import Testing

/// Where the value of a credential stands again, in files of any kind.
@Suite struct ValueCopyTests {
  private static let value = "q9XkL7vZ3Pt2BnW5yR8s"

  private func folder() throws -> Tool.Folder {
    let folder = try Tool.Folder()
    try folder.write("values.yaml", "db:\n  password: \(Self.value)\n")
    try folder.write("values-two.yaml", "db:\n  password: \(Self.value)\n")
    try folder.write("README.md", "Log in with `\(Self.value)`.\nNot with \(Self.value)x.\n")
    try folder.write("cmd/main.go", "package main\n\nconst p = \"\(Self.value)\"\n")
    try folder.write(".env", "DB_PASSWORD=\(Self.value)\n")
    try folder.write("Dockerfile", "FROM scratch\nENV DB_PASSWORD \(Self.value)\n")
    try folder.write(
      "db.yaml",
      "apiVersion: acme.io/v1\nkind: Db\nmetadata: {name: d}\nspec: {password: \(Self.value)}\n")
    return folder
  }

  @Test func oneValueIsOneFindingOfAKindWithItsPlaces() throws {
    let outcome = try Tool.run("--format", "json", in: folder())
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let findings = try #require(report["findings"] as? [[String: Any]])
    func path(_ item: [String: Any]) -> String {
      let location = item["location"] as? [String: Any] ?? item
      return "\(location["path"] ?? ""):\(location["line"] ?? "")"
    }
    let values = findings.filter { $0["rule"] as? String == "credential-in-values" }
    #expect(values.map(path) == ["values-two.yaml:2"])
    let related = try #require(values.first?["related"] as? [[String: Any]])
    #expect(
      Set(related.map(path)) == [
        ".env:1", "Dockerfile:2", "README.md:1", "cmd/main.go:3", "db.yaml:4", "values.yaml:2",
      ])
    let files = findings.filter { $0["rule"] as? String == "credential-file" }
    #expect(files.map(path) == [".env:1"])
  }

  @Test(arguments: [
    "text", "short", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html",
  ])
  func noOutputHoldsTheValue(_ format: String) throws {
    let outcome = try Tool.run("--format", format, in: folder())
    #expect(outcome.code == 1)
    let letters = Array(Self.value)
    for start in 0...(letters.count - 6) {
      let part = String(letters[start..<start + 6])
      #expect(!outcome.output.contains(part) && !outcome.errors.contains(part))
    }
  }
}
