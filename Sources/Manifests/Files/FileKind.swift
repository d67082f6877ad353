internal import YAMLTree
internal import Credentials

/// What a file is, as far as its path tells.
package enum FileKind {
  static func isPipeline(name: String, path: String) -> Bool {
    (name.hasSuffix(".gitlab-ci.yml") || name == ".gitlab-ci.yaml") || path.holds(".gitlab/ci/")
      || path.holds(".gitlab-ci/")
  }

  /// What a package manager writes, and no person: names, versions and digests.
  package static func isLock(_ name: String) -> Bool { locks.contains(name) }

  /// The list of a Helm repository's charts, which grows to megabytes: names, versions and digests
  /// (helm `pkg/repo/index.go`).
  static func isChartIndex(_ file: InputFile) -> Bool {
    guard file.name == "index.yaml" else { return false }
    let start = file.source.bytes.prefix(64)
    return start.starts(with: Array("apiVersion: v1\nentries:".utf8))
  }

  private static let locks: Set<String> = [
    "pnpm-lock.yaml", "package-lock.json", "npm-shrinkwrap.json", "packages.lock.json",
    "composer.lock.json", "Podfile.lock.yaml", "pubspec.lock.yaml",
  ]
}
