internal import Manifests
internal import Repositories
internal import YAMLTree

/// The folder that is scanned, and what was named outside of it; absolute paths.
struct ScannedTree {
  let root: String
  let folder: Folder?
  /// The folder that was looked into last: files are met folder by folder.
  private var last: (path: String, folder: Folder?)?

  init(_ root: String) {
    self.root = root
    folder = try? Folder(root)
  }

  /// The folder to open the file beneath, and its path from there.
  func place(of path: String) -> (Folder?, String) {
    if let relative = Paths.relative(path, to: root), let folder { return (folder, relative) }
    guard case .file? = Files.entry(path), let parent = try? Folder(Paths.parent(path)) else {
      return (nil, path)
    }
    return (parent, Paths.name(path))
  }

  /// The text of a file of its own, by its path from the root; nil where there is none, or one that
  /// nobody has written by hand.
  func text(_ path: String) -> String? {
    (try? folder?.read(path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What stands at the path; nil also where a link leads to it.
  mutating func entry(_ path: String) -> Files.Entry? {
    guard path != root else { return Files.entry(path) }
    return open(Paths.parent(path))?.entry(named: Paths.name(path))
  }

  /// What stands in a folder; nil when it cannot be read.
  mutating func entries(_ path: String) -> [(name: String, entry: Files.Entry?)]? {
    open(path)?.entries()
  }

  private mutating func open(_ path: String) -> Folder? {
    if let last, last.path == path { return last.folder }
    var opened: Folder?
    if let relative = Paths.relative(path, to: root) {
      opened = try? folder?.folder(relative)
    } else {
      opened = try? Folder(path)
    }
    last = (path, opened)
    return opened
  }
}
