internal import Credentials
internal import Manifests

/// An environment that things are deployed to, such as production.
package struct DeploymentEnvironment: Sendable, Hashable {
  private struct Row {
    let name: String
    /// What a reviewer wants to see first has the lowest.
    let order: Int
    let words: [String]
  }

  /// What folders, clusters and applications are called after their environment.
  private static let rows = [
    Row(name: "prod", order: 0, words: ["prod", "production", "prd", "live"]),
    Row(name: "preprod", order: 1, words: ["preprod", "preproduction", "preprd"]),
    Row(name: "staging", order: 1, words: ["staging", "stage", "stg"]),
    Row(name: "nonprod", order: 3, words: ["nonprod", "nonproduction", "nonprd"]),
    Row(name: "test", order: 3, words: ["test", "qa", "int", "uat", "integration", "perftest"]),
    Row(name: "dev", order: 3, words: ["dev", "develop", "development"]),
    Row(name: "demo", order: 3, words: ["demo"]),
    Row(name: "sandbox", order: 3, words: ["sandbox", "sbox", "sbx"]),
  ]

  /// Of an environment that nothing is known of.
  package static let unknownOrder = 2

  private static let byWord = Dictionary(
    uniqueKeysWithValues: rows.flatMap { row in row.words.map { ($0, row) } })

  /// Folders whose folders are environments or clusters.
  private static let holders: Set<Substring> = [
    "overlays", "environments", "environment", "envs", "env", "clusters", "cluster", "stages",
  ]

  /// Throw-away things are deployed from folders of tests and examples.
  static let test = DeploymentEnvironment("test")

  package let name: String

  /// - Parameter name: as somebody calls it, who need not keep to the table.
  package init(_ name: String) { self.name = Redaction.scan(name) }

  private init(_ row: Row) { name = row.name }

  var order: Int { Self.byWord[name.lowercased()]?.order ?? Self.unknownOrder }

  package var isProduction: Bool { order == 0 }

  // MARK: Names

  /// That the folders of a path name: one below `overlays`, `clusters` and the like with any of its
  /// words, another one as a whole.
  package static func ofFolders(_ path: String) -> DeploymentEnvironment? {
    let folders = path.lowercased().split(separator: "/")
    let held = zip(folders, folders.dropFirst()).compactMap { parent, folder in
      holders.contains(parent) ? ofWords(folder) : nil
    }
    return held.last ?? folders.lazy.compactMap(whole).first
  }

  /// That any word of a cluster's or a job's name says, such as `eu-prod-01`.
  static func ofWords(_ name: some StringProtocol) -> DeploymentEnvironment? {
    words(name).lazy.compactMap { byWord[$0].map(Self.init) }.first
  }

  /// That the last word of a name says, such as `shop-prod`; `test-runner` is in no environment.
  static func ofEnd(_ name: some StringProtocol) -> DeploymentEnvironment? {
    words(name).last.flatMap { byWord[$0].map(Self.init) }
  }

  private static func whole(_ name: Substring) -> DeploymentEnvironment? {
    let words = words(name)
    return words.count == 1 ? byWord[words[0]].map(Self.init) : nil
  }

  /// Without numbers; `non-prod` and `pre-prod` are one word.
  private static func words(_ name: some StringProtocol) -> [String] {
    var result: [String] = []
    var prefix = ""
    for part in name.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      var word = part
      while word.last?.isNumber == true { word.removeLast() }
      guard !word.isEmpty else { continue }
      if ["pre", "non"].contains(word) {
        prefix = String(word)
        continue
      }
      result.append(prefix + word)
      prefix = ""
    }
    return result
  }
}

/// Names of environments for paths, as a configuration has them.
package struct EnvironmentPatterns: Sendable {
  private let rows: [(environment: DeploymentEnvironment, paths: IgnorePatterns)]

  /// - Parameter rows: names with patterns as in `.gitignore`; the first that covers a path counts.
  package init(_ rows: [(name: String, paths: [String])] = []) {
    self.rows = rows.map { (DeploymentEnvironment($0.name), IgnorePatterns($0.paths)) }
  }

  /// - Parameter path: of a file.
  func environment(of path: String) -> DeploymentEnvironment? {
    rows.first { $0.paths.cover(path) }?.environment
  }

  /// Of whatever a folder holds.
  func environment(ofFolder folder: String) -> DeploymentEnvironment? {
    rows.isEmpty ? nil : environment(of: folder.isEmpty ? "*" : folder + "/*")
  }
}
