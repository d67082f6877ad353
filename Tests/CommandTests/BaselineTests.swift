import TestSupport
import Testing

/// Findings that are accepted once, and what becomes of them.
@Suite struct BaselineTests {
  private static func secret(_ name: String, _ password: String = "Xk29fLq0Zv7RtB4n") -> String {
    """
    apiVersion: v1
    kind: Secret
    metadata:
      name: \(name)
      namespace: shop
    stringData:
      password: \(password)

    """
  }

  private func repository() throws -> Tool.Folder {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", Self.secret("a"))
    try folder.write("b.yaml", Self.secret("b"))
    let outcome = try Tool.run("baseline", "write", in: folder)
    #expect(outcome.code == 0)
    return folder
  }

  private func shown(_ folder: Tool.Folder) throws -> [String] {
    try Tool.run("--format", "short", in: folder).output.split(separator: "\n").map(String.init)
  }

  @Test func acceptedFindingsAreCountedAndNotTold() throws {
    let folder = try repository()
    let outcome = try Tool.run(in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("2 findings in the baseline"))
    #expect(try Tool.run("--no-baseline", in: folder).code == 1)
    #expect(try Tool.run("--no-suppressions", in: folder).code == 1)
    try folder.write("c.yaml", Self.secret("c"))
    #expect(try shown(folder).count == 1)
  }

  @Test func movingReformattingAndReorderingChangeNothing() throws {
    let folder = try repository()
    try folder.remove("a.yaml")
    try folder.remove("b.yaml")
    try folder.write(
      "moved/all.yaml",
      "# moved\n---\n" + Self.secret("b")
        + "---\n{kind: Secret, apiVersion: v1, stringData: {\"password\": Xk29fLq0Zv7RtB4n}, "
        + "metadata: {namespace: shop, name: a}}\n")
    #expect(try shown(folder) == [])
  }

  @Test func anotherSecretInTheSameFieldStaysHidden() throws {
    let folder = try repository()
    let before = try folder.read(".credlint-baseline.json")
    try folder.write("a.yaml", Self.secret("a", "9Qw3eRt6YuI0pAsD"))
    #expect(try shown(folder) == [])
    #expect(try Tool.run("baseline", "update", in: folder).code == 0)
    #expect(try folder.read(".credlint-baseline.json") == before)
  }

  @Test func staleEntriesAreToldAndRemoved() throws {
    let folder = try repository()
    try folder.remove("b.yaml")
    try folder.write("c.yaml", Self.secret("c"))
    let outcome = try Tool.run(in: folder)
    #expect(outcome.errors.contains("1 entry matches no finding"))
    #expect(try Tool.run("a.yaml", in: folder).errors == "")
    #expect(try Tool.run("baseline", "prune", in: folder).errors.contains("1 dropped, 0 added"))
    #expect(try shown(folder).count == 1)
    #expect(try Tool.run("baseline", "update", "--add", in: folder).code == 0)
    #expect(try shown(folder) == [])
    #expect(try Tool.run(in: folder).errors == "")
  }

  @Test func mistakesAreSaid() throws {
    let folder = try repository()
    #expect(try Tool.run("baseline", "write", in: folder).errors.contains("--force"))
    #expect(try Tool.run("baseline", "prune", "a.yaml", in: folder).code == 2)
    #expect(try Tool.run("--baseline", "none.json", in: folder).code == 2)
    try folder.write(".credlint-baseline.json", "{\"version\": 1, \"findings\": [{}]}")
    let outcome = try Tool.run(in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains(".credlint-baseline.json:1:29: error: an entry has"))
    try folder.remove(".credlint-baseline.json")
    #expect(try Tool.run("baseline", "update", in: folder).code == 2)
  }

  /// The file is the repository's, wherever one stands in it.
  @Test func aSubfolderWritesTheWholeRepositorysBaseline() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write("a.yaml", CommandTests.opaque)
    try folder.write("below/b.yaml", CommandTests.opaque)
    let below = try folder.subfolder("below")
    #expect(try Tool.run("baseline", "write", in: below).code == 0)
    #expect(try Tool.run(in: folder).code == 0)
  }
}
