internal import Credentials
internal import Manifests
internal import YAMLTree

/// The folders and files that hold resources.
struct FileTree {
  private let files: [String: [String]]
  private let folders: [String: [String]]
  private let kustomized: Set<String>

  init(_ resources: [Resource], kustomized: Set<String>) {
    var files: [String: Set<String>] = [:]
    var folders: [String: Set<String>] = [:]
    for resource in resources where !Kustomization.isFileName(resource.file.name) {
      files[resource.file.directory, default: []].insert(resource.file.path)
    }
    for folder in Set(files.keys).union(kustomized) {
      var child = folder
      while !child.isEmpty {
        let parent = child.lastIndex(of: "/").map { String(child[..<$0]) } ?? ""
        guard folders[parent, default: []].insert(child).inserted else { break }
        child = parent
      }
    }
    self.files = files.mapValues { $0.sorted() }
    self.folders = folders.mapValues { $0.sorted() }
    self.kustomized = kustomized
  }

  func hasFolder(_ path: String) -> Bool {
    files[path] != nil || folders[path] != nil || kustomized.contains(path)
  }

  func hasKustomization(_ path: String) -> Bool { kustomized.contains(path) }

  /// What a controller lists in a folder without a kustomization: its files, and what stands below,
  /// of which a folder with one is left to it (fluxcd `pkg/kustomize`, `kustomize_generator.go`).
  func inputs(below folder: String, isRecursive: Bool) -> [String] {
    var result = files[folder] ?? []
    guard isRecursive else { return result }
    for child in folders[folder] ?? [] {
      result += hasKustomization(child) ? [child] : inputs(below: child, isRecursive: true)
    }
    return result
  }
}
