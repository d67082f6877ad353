package import YAMLTree

/// One input file and what its surroundings say about it.
package final class InputFile: Sendable {
  package let source: SourceFile
  /// Read from a cluster by standard input, not from a repository.
  package let isLive: Bool
  /// Covered by `filter=git-crypt` in `.gitattributes`: clear in an unlocked work tree only.
  package let isGitCrypted: Bool
  /// False for files that are only read as context, so that references to them resolve.
  package let isReported: Bool
  /// The folder part of the path, without a final slash; empty at the root.
  let directory: String
  let name: String

  package init(
    source: SourceFile, isLive: Bool = false, isGitCrypted: Bool = false, isReported: Bool = true
  ) {
    self.source = source
    self.isLive = isLive
    self.isGitCrypted = isGitCrypted
    self.isReported = isReported
    let path = source.path.utf8
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    directory = slash.map { String(source.path[..<$0]) } ?? ""
    name = slash.map { String(source.path[path.index(after: $0)...]) } ?? source.path
  }

  package var path: String { source.path }

}

/// Something in a file's content that is wrong in itself.
package struct ContentProblem: Sendable {
  package enum Kind: String, Sendable { case unreadable, malformed, limit }

  package let kind: Kind
  package let message: String
  package let place: Place
  package let file: InputFile
  /// The resource in which it stands, as messages name it; empty if none is known.
  package let resource: String
}
