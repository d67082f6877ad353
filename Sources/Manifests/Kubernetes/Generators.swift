internal import Credentials
internal import YAMLTree

/// What the generators of one kustomization may read: the same file can be named any number of times.
struct GeneratorRoom {
  /// In bytes, each entry with some for itself.
  private var left = 8_000_000
  private(set) var isExceeded = false

  mutating func take(_ bytes: Int) -> Bool {
    left -= bytes + 100
    if left < 0 { isExceeded = true }
    return left >= 0
  }
}

/// Files that kustomize's generators read.
enum Generators {
  /// Paths from the root of everything that `secretGenerator` names.
  static func paths(in body: Node, directory: String) -> [String] {
    (body["secretGenerator"]?.elements ?? []).flatMap { generator in
      (fileItems(generator).map(\.path) + environmentItems(generator).map(\.path)).map {
        Kustomization.resolve($0, in: directory)
      }
    }
  }

  /// Paths from the root of the files whose lines become settings in ConfigMaps.
  static func settings(in body: Node, directory: String) -> [String] {
    (body["configMapGenerator"]?.elements ?? []).flatMap { generator in
      environmentItems(generator).map { Kustomization.resolve($0.path, in: directory) }
    }
  }

  private static func fileItems(
    _ generator: Node
  ) -> [(key: String, path: String, node: Node)] {
    (generator["files"]?.elements ?? []).filter { $0.kind == .scalar }.map { item in
      let parts = item.text.split(separator: "=", maxSplits: 1).map(String.init)
      let path = parts.last ?? ""
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      return (parts.count == 2 ? parts[0] : name, path, item)
    }
  }

  private static func environmentItems(_ generator: Node) -> [(key: String, path: String)] {
    ((generator["envs"]?.elements ?? []) + [generator["env"]].compactMap(\.self))
      .filter { $0.kind == .scalar }.map { ("", $0.text) }
  }

  /// The entries that the generator's files give, as far as they could be read.
  static func files(
    of generator: Node, in resource: Resource, _ room: inout GeneratorRoom
  ) -> (entries: [SecretEntry], isComplete: Bool) {
    var entries: [SecretEntry] = []
    var isComplete = true
    let directory = resource.file.directory
    func file(_ path: String) -> SourceFile? {
      let file = resource.attachments[Kustomization.resolve(path, in: directory)]
      if file == nil { isComplete = false }
      return file
    }
    for (key, path, item) in fileItems(generator) where !key.isEmpty {
      guard let file = resource.attachments[Kustomization.resolve(path, in: directory)],
        room.take(file.bytes.count)
      else {
        // The key is known from the name, whether git has the file or not.
        entries.append(SecretEntry(made: key, at: item))
        continue
      }
      guard let node = Document.verbatim(file).root else { continue }
      entries.append(SecretEntry(key: key, content: node))
    }
    for (_, path) in environmentItems(generator) {
      guard let file = file(path) else { continue }
      guard room.take(file.bytes.count) else {
        isComplete = false
        break
      }
      for (key, range) in EnvironmentFile.entries(in: file.bytes) {
        guard let node = Document.verbatim(file, range).root, room.take(0) else { continue }
        entries.append(SecretEntry(key: key, content: node))
      }
    }
    return (entries, isComplete)
  }
}
