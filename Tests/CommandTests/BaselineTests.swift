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

  /// One object in several folders: each copy is accepted by itself.
  @Test(arguments: [
    ([], []), (["a"], ["a/s.yaml"]), (["0", "z"], ["0/s.yaml", "z/s.yaml"]),
  ])
  func aCopyIsNewAndWhatWasThereIsNot(_ added: [String], _ expected: [String]) throws {
    let folder = try copies(["b", "c"])
    for name in added { try folder.write("\(name)/s.yaml", Self.secret("s")) }
    #expect(try paths(folder) == expected)
    #expect(try !Tool.run(in: folder).errors.contains("no finding"))
  }

  @Test func aCopyMayMove() throws {
    let folder = try copies(["b", "c"])
    try folder.remove("c/s.yaml")
    try folder.write("d/s.yaml", Self.secret("s"))
    #expect(try paths(folder) == [])
    #expect(try Tool.run(in: folder).errors == "")
    // One of the two is a move: as many are new as there are more.
    try folder.write("a/s.yaml", Self.secret("s"))
    #expect(try paths(folder).count == 1)
    #expect(try !paths(folder).contains("b/s.yaml"))
    #expect(try Tool.run("baseline", "update", "--add", in: folder).errors.contains("0 dropped, 1"))
    try folder.remove("a/s.yaml")
    #expect(try paths(folder) == [])
    #expect(try Tool.run(in: folder).errors.contains("1 entry matches no finding"))
  }

  /// What is equal in one file is counted there.
  @Test func filesMayBeJoinedAndTakenApart() throws {
    let folder = try copies(["b", "c"])
    try folder.remove("b/s.yaml")
    try folder.write("c/s.yaml", Self.secret("s") + "---\n" + Self.secret("s"))
    #expect(try paths(folder) == [])
    #expect(try Tool.run("baseline", "update", in: folder).errors.contains("0 dropped, 0 added"))
    try folder.write("c/s.yaml", Self.secret("s"))
    try folder.write("e/s.yaml", Self.secret("s"))
    #expect(try paths(folder) == [])
  }

  @Test func entriesAreSortedAndOfOneFileEach() throws {
    let folder = try copies(["b", "c"])
    let before = try folder.read(".credlint-baseline.json").split(separator: "\n")
    #expect(before.filter { $0.contains("\"file\":") }.count == 2)
    try folder.write("a/s.yaml", Self.secret("s"))
    #expect(try Tool.run("baseline", "update", "--add", in: folder).code == 0)
    let after = try folder.read(".credlint-baseline.json").split(separator: "\n")
    #expect(after.count == before.count + 1 && Set(before).isSubset(of: after))
  }

  /// A baseline without files counts equal findings in all of them.
  @Test func anOlderBaselineIsRead() throws {
    let folder = try copies([])
    for name in ["b", "c"] { try folder.write("\(name)/s.yaml", Self.secret("s")) }
    let report = try Tool.run("--format", "jsonl", "--no-baseline", in: folder).output
    let prints = report.matches(of: /"fingerprint":"([0-9a-f]+)"/).map { $0.output.1 }
    #expect(Set(prints).count == 2)
    let entries = prints.map {
      #"{"fingerprint":"\#($0)","rule":"plaintext-password","subject":"Secret/shop/s"}"#
    }
    try folder.write(
      ".credlint-baseline.json",
      #"{"version": 1, "findings": [\#(entries.joined(separator: ","))]}"#)
    #expect(try paths(folder) == [])
    #expect(try Tool.run(in: folder).errors == "")
    try folder.remove("b/s.yaml")
    try folder.write("x/s.yaml", Self.secret("s"))
    #expect(try paths(folder) == [])
    #expect(try Tool.run("baseline", "update", in: folder).code == 0)
    try folder.write("a/s.yaml", Self.secret("s"))
    #expect(try paths(folder) == ["a/s.yaml"])
  }

  private func copies(_ names: [String]) throws -> Tool.Folder {
    let folder = try Tool.Folder()
    for name in names { try folder.write("\(name)/s.yaml", Self.secret("s")) }
    #expect(try Tool.run("baseline", "write", in: folder).code == 0)
    return folder
  }

  private func paths(_ folder: Tool.Folder) throws -> [String] {
    try shown(folder).map { String($0.prefix { $0 != ":" }) }
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

  /// With an organisation's key another token in the same field is told, and the same one is not.
  @Test func aKeyTellsWhatWasReplaced() throws {
    var canaries = Canaries(seed: 71)
    let folder = try Tool.Folder()
    let map = { (token: String) in
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  TOKEN: \(token)\n"
    }
    let (first, second) = ("glpat-\(canaries.make(20))", "glpat-\(canaries.make(20))")
    try folder.write("a.yaml", map(first))
    try folder.shell(
      "head -c 32 /dev/urandom > key; head -c 32 /dev/urandom > other; chmod 600 key other")
    _ = try Tool.run("baseline", "write", "--key-file", "key", in: folder)
    #expect(canaries.leaks(in: try folder.read(".credlint-baseline.json")).isEmpty)
    #expect(try Tool.run(".", "--key-file", "key", in: folder).code == 0)
    try folder.write("a.yaml", "# moved\n" + map(first))
    #expect(try Tool.run(".", "--key-file", "key", in: folder).code == 0)
    try folder.write("a.yaml", map(second))
    #expect(try Tool.run(".", "--key-file", "key", in: folder).code == 1)
    // Who has no key, or another one, sees what a baseline without values shows.
    #expect(try Tool.run(".", in: folder).code == 0)
    #expect(try Tool.run(".", "--key-file", "other", in: folder).code == 0)
    _ = try Tool.run("baseline", "update", "--add", "--key-file", "key", in: folder)
    #expect(try Tool.run(".", "--key-file", "key", in: folder).code == 0)
    try folder.shell("git init -q .")
    #expect(try Tool.run(".", "--key-file", "key", in: folder).code == 2)
  }
}
