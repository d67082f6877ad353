import TestSupport
import Testing

@testable import Repositories

/// Git tells the truth about sound repositories of every form, and of unsound ones nothing. One
/// test at a time: each waits for a child on a thread that the child's reader may need.
@Suite(.serialized) struct GitRepositoryTests {
  /// In seconds. Other tests hold the threads that reading a child's output needs, for minutes.
  private static let patience = 900

  private static let interest = GitChanges.Interest(limit: 1 << 20) { $0.hasSuffix(".yaml") }

  /// One commit with `a.yaml`, and `b.yaml` staged.
  private static func made(_ options: String = "") throws -> Tool.Folder {
    let folder = try Tool.Folder()
    try folder.shell(
      """
      mkdir repo && cd repo
      git init -q -b main \(options) .
      git config user.email a@acme-shop.dev && git config user.name a
      echo one > a.yaml
      git add . && git commit -qm one
      echo two > b.yaml
      git add b.yaml
      echo three > c.yaml
      """)
    return folder
  }

  private static func repository(
    _ folder: Tool.Folder, _ path: String = "repo", seconds: Int = patience
  ) throws -> GitRepository {
    try GitRepository(workTree: folder.path(path), limits: Child.Limits(seconds: seconds))
  }

  private static func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let problem as GitProblem {
      return problem.message
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: ["", "--object-format=sha256"])
  func objectsIndexAndWorkTreeAreRead(_ options: String) throws {
    let folder = try Self.made(options)
    let repository = try Self.repository(folder)
    #expect(
      try repository.files(in: folder.path("repo")).paths.sorted() == [
        "a.yaml", "b.yaml", "c.yaml",
      ])
    let staged = try GitChanges.staged(in: repository, Self.interest)
    #expect(staged.paths == ["b.yaml"])
    #expect(staged.files == ["a.yaml", "b.yaml"])
    #expect(staged.contents == ["b.yaml": Array("two\n".utf8)])
    try folder.write("repo/a.yaml", "changed\n")
    let changes = try GitChanges.since("HEAD", in: repository, Self.interest)
    #expect(changes.paths == ["a.yaml", "b.yaml", "c.yaml"])
    #expect(changes.earlier == ["a.yaml": Array("one\n".utf8)])
    #expect(staged.gaps.isEmpty && changes.gaps.isEmpty)
    #expect(throws: GitChanges.Failure.self) {
      try GitChanges.since("nowhere", in: repository, Self.interest)
    }
  }

  @Test func worktreesModulesShallowAndSplitOnesAreSound() throws {
    let folder = try Self.made()
    try folder.shell(
      """
      cd repo && git commit -qm two && git worktree add -q ../linked -b other
      git -c protocol.file.allow=always submodule --quiet add "$PWD/.git" module
      git update-index --split-index
      cd .. && git clone -q --depth 1 "file://$PWD/repo" shallow
      for name in repo linked shallow repo/module; do echo new > $name/d.yaml; git -C $name add d.yaml; done
      """)
    for name in ["repo", "linked", "shallow", "repo/module"] {
      let staged = try GitChanges.staged(in: try Self.repository(folder, name), Self.interest)
      #expect(staged.paths.contains("d.yaml"), "\(name)")
      #expect(staged.contents["d.yaml"] == Array("new\n".utf8), "\(name)")
    }
    #expect(try Self.repository(folder, "shallow").isShallow)
    #expect(
      try Self.repository(folder, "repo/module").files(in: folder.path("repo/module")).paths
        .contains("a.yaml"))
  }

  @Test func whatOnlyLooksUnchangedIsRead() throws {
    let folder = try Self.made()
    try folder.shell(
      """
      cd repo && git commit -qm two
      git config core.trustctime false && git config core.checkStat minimal
      git update-index --assume-unchanged b.yaml
      touch -d @1000000000 a.yaml && git update-index a.yaml
      sleep 1.1
      echo ONE > a.yaml && touch -d @1000000000 a.yaml
      echo TWO > b.yaml
      """)
    let repository = try Self.repository(folder)
    let changes = try GitChanges.since("HEAD", in: repository, Self.interest)
    #expect(changes.paths.isSuperset(of: ["a.yaml", "b.yaml"]))
    let staged = try GitChanges.staged(in: repository, Self.interest)
    #expect(staged.contents["b.yaml"] == Array("two\n".utf8))
  }

  @Test(arguments: [
    ("index", "index"), ("HEAD", "HEAD"), ("config", "config"), ("packed-refs", "packed-refs"),
    ("objects/info/alternates", "alternates"), ("shallow", "shallow"),
  ]) func aPipeIsNotWaitedFor(_ path: String, _ name: String) throws {
    let folder = try Self.made()
    try folder.shell("cd repo/.git && rm -f \(path) && mkfifo \(path)")
    #expect(
      Self.message { _ = try Self.repository(folder) } == "git's \(name) is no regular file")
  }

  @Test func anAnswerIsNotWaitedForForEver() throws {
    let folder = try Self.made()
    try folder.shell("mkfifo repo/.gitignore")
    let repository = try Self.repository(folder, seconds: 1)
    #expect(
      Self.message { _ = try repository.files(in: folder.path("repo")) }
        == "git did not answer in 1 seconds")
  }

  @Test(arguments: [
    ("rm repo/.git/objects/$(git -C repo rev-parse :b.yaml | sed 's|..|&/|')", "missing"),
    (
      "echo x | git -C repo hash-object -w --stdin > id && cd repo/.git/objects && "
        + "cp -f $(sed 's|..|&/|' ../../../id) $(git rev-parse :b.yaml | sed 's|..|&/|')",
      "other content"
    ),
    ("echo ../../../outside > repo/.git/objects/info/alternates", "alternates"),
    ("printf DIRCbroken > repo/.git/index", "index"),
  ]) func whatIsMissingForgedOrBrokenIsAGap(_ script: String, _ kind: String) throws {
    let folder = try Self.made()
    try folder.shell("mkdir outside; git -C repo rev-parse HEAD; chmod -R u+w repo; " + script)
    let repository = try Self.repository(folder)
    let changes: GitChanges
    do throws(GitProblem) {
      changes = try .staged(in: repository, Self.interest)
    } catch {
      changes = .none(error)
    }
    #expect(!changes.gaps.isEmpty, "\(kind)")
    #expect(changes.contents["b.yaml"] == nil, "\(kind)")
    #expect(changes.files?.contains("b.yaml") == false, "\(kind)")
  }

  /// A loose object whose header lies about its size puts a reply of its own where the next belongs.
  @Test func aForgedReplyIsNotBelieved() throws {
    let folder = try Self.made()
    try folder.shell(
      "cd repo && echo secret > s.yaml && git add s.yaml && git rev-parse :s.yaml > id")
    let secret = String(try folder.read("repo/id").dropLast())
    let lie = "blob 5\0hello\n\(secret) blob 7\nbenign!\n"
    let first = "0000000000000000000000000000000000000001"
    try folder.shell("cd repo/.git/objects && mkdir -p 00")
    try folder.write("repo/.git/objects/00/\(first.dropFirst(2))", Zlib.stored(Array(lie.utf8)))
    let repository = try Self.repository(folder)
    let objects = try GitObjects([first, secret], of: repository, limit: 1 << 20)
    #expect(objects.contents == [secret: Array("secret\n".utf8)])
  }

  @Test func pathsOfTheIndexStayInTheWorkTree() throws {
    let folder = try Self.made()
    let names = [
      "../outside.yaml", "/etc/x.yaml", "d/../../e.yaml", ".git/config.yaml", ".GIT/a.yaml",
      "git~1/a.yaml", "good.yaml",
    ]
    try folder.shell("git -C repo rev-parse :b.yaml > id")
    let id = String(try folder.read("id").dropLast())
    try folder.write("repo/.git/index", Index.bytes(names.sorted(), id: id))
    let repository = try Self.repository(folder)
    let (entries, refused) = try repository.index()
    #expect(entries.map(\.path) == ["good.yaml"])
    #expect(refused.count == names.count - 1)
    #expect(try GitChanges.staged(in: repository, Self.interest).gaps.count == names.count - 1)
  }

  @Test(arguments: [
    "rm -rf repo/.git && ln -s ../other/.git repo/.git",
    "rm -rf repo/.git && echo 'gitdir: ../other/.git' > repo/.git",
    "echo ../../other/.git > repo/.git/commondir",
    "rm -rf repo/.git/objects && ln -s ../../other/.git/objects repo/.git/objects",
    "rm -rf repo/.git && mkfifo repo/.git",
  ]) func anotherRepositoryIsNotTakenForThis(_ script: String) throws {
    let folder = try Self.made()
    try folder.shell("git init -q other; " + script)
    #expect(Self.message { _ = try Self.repository(folder) } != nil)
  }

  @Test func aChildEndsWithItsSession() throws {
    let folder = try Tool.Folder()
    func run(_ script: String, _ limits: Child.Limits) -> Result<[UInt8], Child.Failure> {
      Child(
        program: "/bin/sh", arguments: ["-c", script], environment: [:], folder: folder.path(".")
      )
      .run(input: [], limits: limits)
    }
    let late = run("(sleep 1.5; touch late) & sleep 60", Child.Limits(seconds: 1))
    guard case .failure(.tooLate) = late else {
      Issue.record("\(late)")
      return
    }
    let left = run(
      "(sleep 1.5; touch left) >/dev/null & echo done", Child.Limits(seconds: Self.patience))
    #expect(try left.get() == Array("done\n".utf8))
    let large = run("head -c 100000 /dev/zero", Child.Limits(seconds: Self.patience, output: 1_000))
    guard case .failure(.tooLarge) = large else {
      Issue.record("\(large)")
      return
    }
    let hungry = run(
      "sleep 0.2; exec tail -c 300000000 /dev/zero", Child.Limits(seconds: 20, memory: 100 << 20))
    guard case .failure = hungry else {
      Issue.record("memory is not bounded")
      return
    }
    try folder.shell("sleep 2")
    #expect(try folder.names(".").isEmpty)
  }
}

/// What git keeps, made by hand.
private enum Zlib {
  /// Uncompressed, as zlib allows.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt16(bytes.count)
    let header: [UInt8] = [
      0x78, 0x01, 1, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8),
    ]
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return header + bytes + Index.number(b << 16 | a)
  }
}

private enum Index {
  static func number(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> UInt32($0) & 255) }
  }

  /// Version 2, with the same file under each name.
  static func bytes(_ names: [String], id: String) -> [UInt8] {
    var bytes = Array("DIRC".utf8) + number(2) + number(UInt32(names.count))
    let digits = Array(id.utf8)
    let object = stride(from: 0, to: digits.count, by: 2).map { at in
      UInt8(String(decoding: digits[at..<at + 2], as: UTF8.self), radix: 16) ?? 0
    }
    for name in names {
      var entry = [UInt8](repeating: 0, count: 24) + number(0o100644)
      entry += [UInt8](repeating: 0, count: 12) + object
      entry += [0, UInt8(name.utf8.count)] + Array(name.utf8)
      entry += [UInt8](repeating: 0, count: 8 - entry.count % 8)
      bytes += entry
    }
    return bytes + [UInt8](repeating: 0, count: 20)
  }
}
