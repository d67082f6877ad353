import TestSupport
import Testing

@testable import Repositories

/// Nothing outside of a folder is reached through it.
@Suite struct FolderTests {
  @Test func pathsThatLeadElsewhereAreNone() {
    for path in ["", "/a", "a//b", "a/../b", ".", "..", "a/", "a\0b"] {
      #expect(!Folder.isBeneath(path))
    }
    for path in ["a", "a/b", ".a", "..a/b..", "a\nb", "...", "a/.../b"] {
      #expect(Folder.isBeneath(path))
    }
  }

  private static func text(_ folder: Folder, _ path: String) throws -> String {
    String(decoding: try folder.read(path, limit: 100), as: UTF8.self)
  }

  /// By the kernel, and by each component.
  private static let ways = [true, false]

  @Test(arguments: ways) func linksAreNotFollowed(_ asksKernel: Bool) throws {
    let files = try Tool.Folder()
    try files.shell(
      """
      mkdir -p root/in/deep outside
      echo inside > root/in/deep/a.yaml
      echo outside > outside/a.yaml
      ln -s ../outside root/away
      ln -s in root/round
      ln -s in/deep/a.yaml root/a.yaml
      ln -s /proc/self/root root/in/magic
      mkfifo root/pipe
      """)
    let root = try Folder(files.path("root"), asksKernel: asksKernel)
    #expect(try Self.text(root, "in/deep/a.yaml") == "inside\n")
    for path in ["away/a.yaml", "round/deep/a.yaml", "a.yaml", "in/magic/etc/passwd"] {
      #expect(throws: Files.ReadFailure.self) { try Self.text(root, path) }
      do { _ = try root.read(path, limit: 100) } catch {
        guard case .link = error else {
          Issue.record("\(path): \(error)")
          continue
        }
      }
    }
    // Who opens a pipe would wait for its writer.
    for path in ["pipe", "in", "none", "../outside/a.yaml", "in/../../outside/a.yaml"] {
      #expect(throws: Files.ReadFailure.self) { try Self.text(root, path) }
    }
    #expect(root.entry("a.yaml") == .link)
    #expect(root.entry("away/a.yaml") == nil)
    #expect(root.entry("in/deep") == .directory)
    #expect(try root.folder("in").entries()?.map(\.name) == ["deep", "magic"])
  }

  /// Somebody exchanges a folder for a link to another while it is read.
  @Test(arguments: ways) func aFolderThatBecomesALinkLeadsNowhere(_ asksKernel: Bool) throws {
    let files = try Tool.Folder()
    try files.shell(
      """
      mkdir -p root/d outside
      echo inside > root/d/a.yaml
      echo outside > outside/a.yaml
      ln -s ../outside root/link
      """)
    let root = try Folder(files.path("root"), asksKernel: asksKernel)
    let swap = "while :; do mv -T d away; mv -T link d; mv -T d link; mv -T away d; done"
    try files.shell("cd root; " + swap) {
      var (inside, refused) = (0, 0)
      // Until both were met often.
      while min(inside, refused) < 300 {
        if let text = try? Self.text(root, "d/a.yaml") {
          #expect(text == "inside\n")
          inside += 1
        } else {
          refused += 1
        }
      }
    }
  }

  @Test func whatIsReplacedIsWhatWasRead() throws {
    let files = try Tool.Folder()
    try files.shell(
      """
      mkdir -p root/d outside
      for name in root/d/a root/d/linked root/d/fixed outside/a; do echo old > $name; done
      ln root/d/linked root/d/other
      chmod 400 root/d/fixed
      ln -s ../outside root/away
      ln -s d/a root/link
      """)
    let root = try Folder(files.path("root"))
    func replace(_ path: String, _ expected: String = "old\n") -> String? {
      Replacement.replace(
        path, in: root, with: Array("new\n".utf8), expecting: Array(expected.utf8))
    }
    #expect(replace("d/a") == nil)
    #expect(try files.read("root/d/a") == "new\n")
    #expect(replace("d/a")?.contains("changed") == true)
    #expect(replace("d/linked")?.contains("hard links") == true)
    #expect(replace("d/fixed")?.contains("read-only") == true)
    for path in ["away/a", "link", "../outside/a", "d"] { #expect(replace(path) != nil) }
    #expect(try files.read("outside/a") == "old\n")
    #expect(try files.names("root/d") == ["a", "fixed", "linked", "other"])
  }

  @Test func onlyFilesAreWrittenOver() throws {
    let files = try Tool.Folder()
    try files.shell("echo old > a; ln -s a link; mkfifo pipe; mkdir folder; chmod 640 a")
    #expect(Replacement.create(files.path("a"), "new") == nil)
    #expect(try files.read("a") == "new")
    #expect(try files.mode("a") == 0o640)
    #expect(Replacement.create(files.path("b"), "new") == nil)
    for name in ["link", "pipe", "folder"] {
      #expect(Replacement.create(files.path(name), "x") != nil)
    }
    #expect(Replacement.create("/dev/null", "x") == nil)
    #expect(Replacement.create("/dev/full", "x") == "no space left on device")
    #expect(try files.names(".") == ["a", "b", "folder", "link", "pipe"])
  }
}
