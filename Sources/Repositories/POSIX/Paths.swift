/// Paths as text: no file is touched here.
package enum Paths {
  /// Without `.`, `..` and doubled slashes, relative to `base` unless it is absolute.
  package static func absolute(_ path: String, base: String) -> String {
    let full = path.hasPrefix("/") ? path : base + "/" + path
    var parts: [Substring] = []
    for part in full.split(separator: "/") {
      if part == "." { continue }
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// `path` as seen from `root`; nil when it lies outside.
  package static func relative(_ path: String, to root: String) -> String? {
    if path == root { return "" }
    let prefix = root == "/" ? "/" : root + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
  }

  /// The folder that holds the path; `/` for what stands in none.
  package static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  /// The deepest folder that holds both.
  package static func common(_ folder: String, _ path: String) -> String {
    var folder = folder
    while folder != "/", relative(path, to: folder) == nil { folder = parent(folder) }
    return folder
  }

  /// The last component.
  package static func name(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// The nearest folder at or above `path` that holds `.git`. What a stranger owns above a folder
  /// of ours is not its repository.
  package static func repositoryRoot(of path: String) -> String? {
    var directory = path
    let owners = [Files.owner(path), Files.user, 0]
    while true {
      if Files.entry(directory + "/.git") != nil { return directory }
      if directory == "/" { return nil }
      directory = parent(directory)
      guard owners.contains(Files.owner(directory)) else { return nil }
    }
  }
}
