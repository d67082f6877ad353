internal import Manifests

/// The paths that there are, for those who name some.
struct PathIndex {
  private let files: Set<String>
  private let folders: Set<String>
  private let charts: Set<String>

  init(_ contents: [FileContent]) {
    var (files, charts, folders): (Set<String>, Set<String>, Set<String>) = ([], [], [])
    for content in contents {
      files.insert(content.file.path)
      if let chart = content.chart ?? (content.chartValues == nil ? nil : content.file.directory) {
        charts.insert(chart)
      }
      var folder = content.file.directory
      while !folder.isEmpty, folders.insert(folder).inserted {
        folder = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? ""
      }
    }
    (self.files, self.charts, self.folders) = (files, charts, folders)
  }

  func file(_ path: String, near file: InputFile) -> String? {
    candidates(path, near: file).first(where: files.contains)
  }

  func folder(_ path: String, near file: InputFile) -> String? {
    candidates(path, near: file).first(where: folders.contains)
  }

  func chart(_ path: String, near file: InputFile) -> String? {
    candidates(path, near: file).first(where: charts.contains)
  }

  /// A pipeline runs in the root, and a script where its reader thinks: mostly its own folder.
  private func candidates(_ path: String, near file: InputFile) -> [String] {
    guard !path.isEmpty else { return [] }
    let parts = file.directory.split(separator: "/").map(String.init)
    let fromRoot = (0...parts.count).map { count in
      Kustomization.resolve(path, in: parts[..<count].joined(separator: "/"))
    }
    return ShellScripts.isScript(file.name) ? fromRoot.reversed() : fromRoot
  }
}
