internal import Credentials

/// What a file is, as far as its path tells.
package enum FileKind {
  static func isPipeline(name: String, path: String) -> Bool {
    (name.hasSuffix(".gitlab-ci.yml") || name == ".gitlab-ci.yaml") || path.holds(".gitlab/ci/")
      || path.holds(".gitlab-ci/")
  }

  /// What a package manager writes, and no person: names, versions and digests.
  package static func isLock(_ name: String) -> Bool { locks.contains(name) }

  private static let locks: Set<String> = [
    "pnpm-lock.yaml", "package-lock.json", "npm-shrinkwrap.json", "packages.lock.json",
    "composer.lock.json", "Podfile.lock.yaml", "pubspec.lock.yaml",
  ]
}
