import Testing
@testable import Repositories

@Suite struct FolderTests {
  @Test func pathsThatLeadElsewhereAreNone() {
    for path in ["", "/a", "a//b", "a/../b", ".", "..", "a/", "a\0b"] {
      #expect(!Folder.isBeneath(path))
    }
    for path in ["a", "a/b", ".a", "..a/b..", "a\nb"] { #expect(Folder.isBeneath(path)) }
  }
}
