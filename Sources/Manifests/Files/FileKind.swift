internal import Credentials

/// What a file is, as far as its path tells.
enum FileKind {
  static func isPipeline(name: String, path: String) -> Bool {
    (name.hasSuffix(".gitlab-ci.yml") || name == ".gitlab-ci.yaml") || path.holds(".gitlab/ci/")
      || path.holds(".gitlab-ci/")
  }
}
