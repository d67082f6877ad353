import Foundation
import TestSupport
import Testing

/// Repositories whose commits are known, and what is told of them: nothing missed, nothing invented.
@Suite struct HistoryTests {
  /// One credential as a test expects it.
  struct Row: Hashable, CustomStringConvertible {
    /// What holds it, in its newest content.
    var key: String
    var paths: [String]
    /// Subjects of commits; empty for none.
    var first, removed: String
    /// `head`, `refs`, `history` or `lost`.
    var standing: String

    init(
      _ key: String, _ paths: [String], first: String = "one", removed: String = "",
      _ standing: String = "head"
    ) {
      (self.key, self.paths, self.first) = (key, paths.sorted(), first)
      (self.removed, self.standing) = (removed, standing)
    }

    var description: String {
      "\(key) in \(paths), came \(first), left \(removed), \(standing)"
    }
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    /// For the shell, in a folder with a fresh repository. `$A`, `$B` and `$C` are tokens.
    let script: String
    let rows: [Row]

    init(_ name: String, _ script: String, _ rows: [Row]) {
      (self.name, self.script, self.rows) = (name, script, rows)
    }

    var testDescription: String { name }
  }

  /// What scripts can use: `map FILE NAME VALUE` writes a ConfigMap, `secret` a Secret, `commit` commits.
  private static let prelude = """
    export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t
    clock=1700000000
    tick() { clock=$((clock + 60)); export GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000"; }
    commit() { tick; git add -A; git commit -q --allow-empty -m "$1"; }
    map() { mkdir -p "$(dirname "$1")"; printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: m, namespace: n}\\ndata:\\n  %s: %s\\n' "$2" "$3" > "$1"; }
    secret() { mkdir -p "$(dirname "$1")"; printf 'apiVersion: v1\\nkind: Secret\\nmetadata: {name: s, namespace: n}\\ndata:\\n  %s: %s\\n' "$2" "$(printf %s "$3" | base64 -w0)" > "$1"; }
    git init -q -b main .

    """

  static let cases = [
    Case("stands", "map a.yaml TOKEN $A; commit one", [Row("TOKEN", ["a.yaml"])]),
    Case(
      "removed", "map a.yaml TOKEN $A; commit one; map a.yaml TOKEN none; commit two; commit three",
      [Row("TOKEN", ["a.yaml"], removed: "two", "history")]),
    Case(
      "rotated", "map a.yaml TOKEN $A; commit one; map a.yaml TOKEN $B; commit two",
      [
        Row("TOKEN", ["a.yaml"], removed: "two", "history"),
        Row("TOKEN", ["a.yaml"], first: "two"),
      ]),
    Case(
      "re-added",
      "map a.yaml TOKEN $A; commit one; rm a.yaml; commit two; map b.yaml OTHER $A; commit three",
      [Row("OTHER", ["a.yaml", "b.yaml"])]),
    Case(
      "shared by encodings",
      """
      map a.yaml TOKEN $A; secret s.yaml token $A; commit one
      rm a.yaml; commit two; rm s.yaml; commit three
      """,
      [Row("TOKEN", ["a.yaml", "s.yaml"], removed: "three", "history")]),
    Case(
      "merges",
      """
      map a.yaml NAME none; commit one
      git checkout -q -b side; map b.yaml SIDE $A; commit side
      git checkout -q main; map a.yaml MINE $B; commit mine; map a.yaml NAME none; commit clean
      git merge -q --no-commit side; map a.yaml EVIL $C; commit merge
      git rm -q b.yaml; map a.yaml NAME none; commit last; git branch -q -D side
      """,
      [
        Row("SIDE", ["b.yaml"], first: "side", removed: "last", "history"),
        Row("MINE", ["a.yaml"], first: "mine", removed: "clean", "history"),
        Row("EVIL", ["a.yaml"], first: "merge", removed: "last", "history"),
      ]),
    Case(
      "renames",
      """
      map a.yaml TOKEN $A; map notes.txt NOTE $B; commit one
      mkdir d; git mv a.yaml d/b.yaml; git mv notes.txt notes.yaml; commit two
      git rm -qr d; commit three
      """,
      [
        Row("TOKEN", ["a.yaml", "d/b.yaml"], removed: "three", "history"),
        Row("NOTE", ["notes.yaml"], first: "two"),
      ]),
    Case(
      "submodule",
      """
      git init -q -b main ../module; (cd ../module; map inner.yaml INNER $A; commit inner)
      git -c protocol.file.allow=always submodule --quiet add ../module module
      map own.yaml OWN $B; commit one; git rm -q own.yaml; commit two
      """,
      [Row("OWN", ["own.yaml"], removed: "two", "history")]),
    Case(
      "branches and tags",
      """
      commit zero; git checkout -q -b side; map a.yaml BRANCH $A; commit one
      git checkout -q main; git checkout -q -b gone; map b.yaml TAG $B; commit two; tick
      git tag -a -m 'a tag' v1; git checkout -q main; git branch -q -D gone; commit three
      map c.yaml TREE $C; git add c.yaml; git tag tree $(git write-tree); git rm -qf c.yaml
      """,
      [
        Row("BRANCH", ["a.yaml"], "refs"), Row("TAG", ["b.yaml"], first: "two", "refs"),
        Row("TREE", ["c.yaml"], first: "", "refs"),
      ]),
    Case(
      "kinds of files",
      """
      printf 'DB_TOKEN=%s\\n' $A > .env
      mkdir -p .github/workflows
      printf 'on: push\\njobs:\\n  a:\\n    runs-on: x\\n    env: {HOOK: %s}\\n    steps: [{run: make}]\\n' $B > .github/workflows/a.yaml
      printf '#!/bin/sh\\ncurl -H "PRIVATE-TOKEN: %s" https://gitlab.com\\n' $C > get.sh
      commit one; git rm -qr .env .github get.sh; commit two
      """,
      [
        Row("", [".env"], removed: "two", "history"),
        Row("HOOK", [".github/workflows/a.yaml"], removed: "two", "history"),
        Row("curl", ["get.sh"], removed: "two", "history"),
      ]),
    Case(
      "a rewritten author, and a value that somebody chose",
      """
      map a.yaml PASSWORD Falcon2024Rome; commit one; map b.yaml PASSWORD Falcon2024Rome; commit two
      map a.yaml PASSWORD Falcon2025Rome; commit three; rm a.yaml b.yaml; commit four
      """,
      [
        Row("PASSWORD", ["a.yaml", "b.yaml"], removed: "four", "history"),
        Row("PASSWORD", ["a.yaml"], first: "three", removed: "four", "history"),
      ]),
    Case(
      "nothing",
      """
      map a.yaml TOKEN '${TOKEN}'; map vendor/x.yaml TOKEN $A; secret s.yaml token changeme
      printf 'apiVersion: v1\\nkind: Secret\\nmetadata: {name: e}\\nstringData:\\n  token: ENC[AES256_GCM,data:%s,type:str]\\nsops: {mac: x}\\n' $B > e.yaml
      printf '\\000GITCRYPT\\000%s' $C > c.yaml
      commit one; map a.yaml TOKEN none; commit two
      """, []),
  ]

  private static func folder(_ script: String, seed: UInt64) throws -> (Tool.Folder, Canaries) {
    var canaries = Canaries(seed: seed)
    let tokens = ["A", "B", "C"].map { name in "\(name)=glpat-\(canaries.make(20))" }
    let folder = try Tool.Folder()
    try folder.shell(
      "mkdir repo; cd repo\n" + tokens.joined(separator: "\n") + "\n" + prelude + script)
    return (folder, canaries)
  }

  /// What a history tells, in the form of the cases.
  private static func rows(_ outcome: Tool.Outcome, _ folder: Tool.Folder) throws -> [Row] {
    try folder.shell("git -C repo log --all --reflog --format='%H %s' > subjects")
    let subjects = Dictionary(
      try folder.read("subjects").split(separator: "\n").map { line in
        (String(line.prefix(40)), String(line.dropFirst(41)))
      }, uniquingKeysWith: { first, _ in first })
    let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let credentials = (report as? [String: Any])?["credentials"] as? [[String: Any]] ?? []
    return credentials.map { fields in
      func text(_ name: String) -> String { fields[name] as? String ?? "" }
      let isInHead = fields["in_head"] as? Bool ?? false
      let isReachable = fields["reachable"] as? Bool ?? false
      let hasReferences = (fields["refs"] as? [String])?.isEmpty == false
      return Row(
        text("key"), fields["paths"] as? [String] ?? [],
        first: subjects[text("first_commit")] ?? "", removed: subjects[text("removed_in")] ?? "",
        isInHead ? "head" : hasReferences ? "refs" : isReachable ? "history" : "lost")
    }
  }

  @Test(arguments: cases) func knownHistoriesAreToldWhole(_ known: Case) throws {
    let (folder, canaries) = try Self.folder(known.script, seed: UInt64(known.name.utf8.count))
    let expected = known.rows.map(\.description).sorted()
    let outcome = try Tool.run(["history", "repo", "--format", "json"], in: folder)
    #expect(try Self.rows(outcome, folder).map(\.description).sorted() == expected)
    #expect(outcome.code == (expected.isEmpty ? 0 : 1), "\(outcome.errors)")
    // A mirror has all names, and no work tree.
    try folder.shell("git clone -q --mirror repo mirror.git")
    let bare = try Tool.run(["history", "mirror.git", "--format", "json"], in: folder)
    let renamed = bare.output.replacing("\"mirror.git\"", with: "\"repo\"")
    #expect(renamed == outcome.output)
    for format in ["text", "sarif", "html", "jsonl"] {
      let report = try Tool.run(["history", "repo", "--format", format], in: folder)
      #expect(canaries.leaks(in: report.output + report.errors).isEmpty, "\(format)")
      #expect(report.code == outcome.code)
    }
    #expect(canaries.leaks(in: outcome.output + outcome.errors).isEmpty)
  }

  /// Only what is new is read, and the same is told as by a run that reads everything.
  @Test(arguments: cases) func aStateChangesNothing(_ known: Case) throws {
    let lines = known.script.replacing("commit ", with: "scan; commit ")
    let script = "scan() { \"$CREDLINT\" history . --state ../state -q >/dev/null 2>&1 || true; }\n"
    let (folder, canaries) = try Self.folder("", seed: 7)
    var tokens = Canaries(seed: 7)
    let variables = ["A", "B", "C"].map { "\($0)=glpat-\(tokens.make(20))" }
    _ = try Tool.shell(
      "set -eu; cd repo\n" + variables.joined(separator: "\n") + "\n" + Self.prelude + script
        + lines,
      in: folder)
    let whole = try Tool.run(["history", "repo", "--format", "json"], in: folder)
    let further = try Tool.run(
      ["history", "repo", "--format", "json", "--state", "state"], in: folder)
    #expect(try Self.rows(further, folder) == Self.rows(whole, folder))
    for name in try folder.names("state") {
      #expect(canaries.leaks(in: try folder.read("state/\(name)")).isEmpty)
    }
    // Without new commits the state alone is asked.
    try folder.shell("rm -rf repo/.git/objects; mkdir repo/.git/objects")
    if known.name == "stands" {
      let again = try Tool.run(
        ["history", "repo", "--format", "json", "--state", "state"], in: folder)
      #expect(again.code == 3, "git's objects are gone: \(again.errors)")
    }
  }

  @Test func whatWasForcedAwayStaysLeaked() throws {
    let (folder, _) = try Self.folder(
      "commit zero; git checkout -q -b side; map a.yaml TOKEN $A; commit one; git checkout -q main",
      seed: 3)
    let first = try Tool.run(["history", "repo", "--state", "state"], in: folder)
    #expect(first.code == 1 && first.output.contains("now:     on side, and not in HEAD"))
    try folder.shell("git -C repo branch -q -f side main")
    let second = try Tool.run(
      ["history", "repo", "--state", "state", "--format", "json"], in: folder)
    #expect(
      try Self.rows(second, folder).map(\.description)
        == [Row("TOKEN", ["a.yaml"], "lost").description])
    // Who has never seen it cannot know.
    let other = try Tool.run(["history", "repo"], in: folder)
    #expect(other.code == 0)
  }

  @Test func gapsAreNoSilence() throws {
    let (folder, _) = try Self.folder(
      "map a.yaml TOKEN $A; commit one; map a.yaml TOKEN $B; commit two; map a.yaml TOKEN no; commit three",
      seed: 4)
    let limited = try Tool.run(["history", "repo", "--max-blobs", "2"], in: folder)
    #expect(limited.code == 3 && limited.output.contains("left out by --max-blobs"))
    try folder.shell("git clone -q --depth 1 \"file://$PWD/repo\" shallow")
    let shallow = try Tool.run(["history", "shallow"], in: folder)
    #expect(shallow.code == 3 && shallow.output.contains("shallow"))
    try folder.shell(
      """
      cp -r repo partial; cd partial
      rm -f .git/objects/$(git rev-parse HEAD~1:a.yaml | sed 's|..|&/|')
      """)
    let partial = try Tool.run(["history", "partial"], in: folder)
    #expect(partial.code == 3 && partial.output.contains("1 content could not be read"))
    #expect(partial.output.contains("1 credential"))
    let since = try Tool.run(["history", "repo", "--since", "HEAD~1"], in: folder)
    #expect(since.code == 0, "\(since.output)")
    let date = try Tool.run(["history", "repo", "--since", "2023-01-01"], in: folder)
    #expect(date.code == 1 && date.output.contains("2 credentials"))
    for wrong in [["nowhere"], ["repo", "--since", "none"], ["repo", "--now", "x"]] {
      #expect(try Tool.run(["history"] + wrong, in: folder).code == 2, "\(wrong)")
    }
  }

  /// An object that lies about its size, and one that lies about its content.
  @Test func forgedObjectsAreGaps() throws {
    let (folder, _) = try Self.folder(
      "map a.yaml TOKEN $A; map b.yaml NAME none; commit one", seed: 5)
    try folder.shell(
      """
      cd repo; a=$(git rev-parse HEAD:a.yaml | sed 's|..|&/|'); b=$(git rev-parse HEAD:b.yaml | sed 's|..|&/|')
      chmod u+w .git/objects/$a; cp .git/objects/$b .git/objects/$a
      """)
    let outcome = try Tool.run(["history", "repo"], in: folder)
    #expect(outcome.code == 3 && outcome.output.contains("1 content could not be read"))
  }

  @Test func aKeyNamesValues() throws {
    let (folder, canaries) = try Self.folder(
      "map a.yaml TOKEN $A; map p.yaml PASSWORD Falcon2024Rome; commit one", seed: 6)
    try folder.shell(
      "head -c 32 /dev/zero > key; chmod 600 key; cp key open; chmod 644 open; printf x > short; chmod 600 short"
    )
    let outcome = try Tool.run(
      ["history", "repo", "--format", "jsonl", "--key-file", "key"], in: folder)
    let ids = outcome.output.split(separator: "\n").map { line -> String in
      let row = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
      return "\(row?["key"] as? String ?? "") \(row?["join_id"] as? String ?? "null")"
    }
    // HMAC-SHA256 of "credlint-join-1", two null bytes and the token, under 32 null bytes.
    #expect(ids.contains { $0.hasPrefix("TOKEN ") && $0.utf8.count == 38 })
    // What can be guessed has no id.
    #expect(ids.contains("PASSWORD null"))
    let again = try Tool.run(
      ["history", "repo", "--format", "jsonl", "--key-file", "key"], in: folder)
    #expect(again.output == outcome.output)
    #expect(canaries.leaks(in: outcome.output).isEmpty)
    for wrong in ["open", "short", "none"] {
      #expect(try Tool.run(["history", "repo", "--key-file", wrong], in: folder).code == 2)
    }
  }
}
