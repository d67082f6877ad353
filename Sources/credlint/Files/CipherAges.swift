internal import Graph
internal import Manifests
internal import Repositories
internal import Rules
internal import YAMLTree

/// Since when cipher text stands in a repository as it is: no value beneath it is younger.
enum CipherAges {
  /// Commits of one file, and contents of all, that are looked at: what is older only makes a value
  /// older than is said.
  private static let maximumVersions = 50
  private static let maximumContents = 4_000
  private static let maximumSize = 1 << 20

  /// - Parameter root: where a repository is, or else nothing is read.
  /// - Returns: seconds since 1970 by `CipherText.key`; nothing where git cannot be asked.
  static func read(
    _ graph: ResourceGraph, in root: String, at revision: String?
  ) -> [String: Int64] {
    let secrets = graph.secrets.filter { !CipherText.texts(of: $0).isEmpty }
    let byPath = Dictionary(grouping: secrets, by: \.resource.file.path)
    guard !byPath.isEmpty, let repository = try? GitRepository(named: root),
      let versions = try? repository.versions(
        of: byPath.keys.sorted(), at: revision, atMost: maximumVersions)
    else { return [:] }
    let ids = versions.sorted { $0.key < $1.key }.flatMap { $0.value.map(\.object) }
    let wanted = Array(ids.prefix(maximumContents))
    guard let contents = try? repository.contents(wanted, limit: maximumSize) else { return [:] }
    var result: [String: Int64] = [:]
    for (path, secrets) in byPath {
      for secret in secrets {
        let texts = CipherText.texts(of: secret).map { ByteSearch($0) }
        let unchanged = (versions[path] ?? []).prefix { version in
          contents[version.object].map { bytes in texts.allSatisfy { $0.finds(in: bytes) } }
            ?? false
        }
        if let first = unchanged.last { result[CipherText.key(of: secret)] = first.seconds }
      }
    }
    return result
  }
}
