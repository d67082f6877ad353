internal import Foundation
package import Proof

/// Files of the repository that tests read.
package enum Repository {
  /// The root, three levels above this file.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Where a file or folder of the repository is.
  package static func path(_ path: String) -> String { root.appending(path: path).path }

  package static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  package static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  /// Names in a folder, sorted.
  package static func names(in folder: String) -> [String] {
    names(in: root.appending(path: folder))
  }

  private static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  /// A file is a case, and so is a folder.
  package static func cases(in path: String) -> [Fixture] {
    let folder = root.appending(path: path)
    return names(in: folder).filter { !$0.hasSuffix(".md") }.map { name in
      let path = folder.appending(path: name)
      let files = isFolder(path) ? self.files(in: path) : [file(path, as: name)]
      return Fixture(name: "\(folder.lastPathComponent)/\(name)", files: files)
    }
  }

  /// Every file below a folder, by its path in it.
  package static func files(in path: String) -> [Fixture.File] {
    files(in: root.appending(path: path))
  }

  private static func files(in folder: URL, prefix: String = "") -> [Fixture.File] {
    names(in: folder).filter { !$0.hasSuffix(".md") }.flatMap { name -> [Fixture.File] in
      let path = folder.appending(path: name)
      return isFolder(path)
        ? files(in: path, prefix: prefix + name + "/") : [file(path, as: prefix + name)]
    }
  }

  private static func isFolder(_ path: URL) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func file(_ path: URL, as name: String) -> Fixture.File {
    let data = (try? Data(contentsOf: path)) ?? Data()
    return Fixture.File(path: name, text: String(decoding: data, as: UTF8.self))
  }
}
