internal import Credentials
internal import Judging
internal import Repositories
internal import YAMLTree

/// The files of settings that a scan reads: the configuration and the baseline.
extension ScanRequest {
  /// The repository around the first path, or else its folder.
  func configurationRoot() -> String {
    if let repository { return repository }
    let base = System.currentDirectory
    let first = paths.first { $0 != "-" }.map { Paths.absolute($0, base: base) } ?? base
    let directory = Files.isDirectory(first) ? first : Paths.parent(first)
    return Paths.repositoryRoot(of: directory) ?? directory
  }

  /// The configuration of the repository around the current folder, for commands that scan nothing.
  static func surroundingConfiguration() throws -> Configuration {
    let base = System.currentDirectory
    let root = Paths.repositoryRoot(of: base) ?? base
    let bytes = try settings(Configuration.fileName, in: root, limit: Configuration.maximumSize)
    guard let bytes else { return Configuration() }
    return try configuration(bytes, name: Configuration.fileName, home: root)
  }

  func readConfiguration(in root: String) throws -> Configuration {
    guard readsConfiguration else {
      guard configuration == nil else {
        throw UsageProblem("--config and --no-config exclude each other")
      }
      return Configuration()
    }
    if let repository, configuration == nil {
      return try Self.configuration(of: repository, at: revision)
    }
    let path =
      configuration.map { Paths.absolute($0, base: System.currentDirectory) }
      ?? root + "/" + Configuration.fileName
    guard
      let bytes = try settingsFile(
        path, limit: Configuration.maximumSize, option: "--config", given: configuration, in: root)
    else { return Configuration() }
    return try Self.configuration(
      bytes, name: configuration ?? Configuration.fileName, home: Paths.parent(path))
  }

  /// The configuration that a commit holds, with the rules that it names.
  ///
  /// - Parameter path: of a repository, bare or not.
  private static func configuration(
    of path: String, at revision: String?
  ) throws -> Configuration {
    let repository = try GitRepository(named: path)
    let bytes = try repository.content(
      of: Configuration.fileName, at: revision, limit: Configuration.maximumSize)
    guard let bytes else { return Configuration() }
    var configuration = Configuration(path: Configuration.fileName, bytes: bytes)
    for folder in configuration.rules.map(\.value) {
      let texts = try repository.texts(in: folder, at: revision, limit: Configuration.maximumSize)
      configuration.ruleTexts += texts.filter { Plan.isRule($0.path) }
    }
    configuration.rules = configuration.rules.map {
      Sourced(Paths.absolute($0.value, base: path), $0.source)
    }
    return configuration
  }

  private static func configuration(
    _ bytes: [UInt8], name: String, home: String
  ) throws -> Configuration {
    var configuration = Configuration(path: name, bytes: bytes)
    configuration.rules = try configuration.rules.map { rules in
      let folder = rules.value
      // Who writes the configuration of a repository is not who may read the machine.
      let path = Paths.absolute(folder, base: home)
      guard let relative = Paths.relative(path, to: home),
        let opened = try? Folder(home).folder(relative)
      else {
        throw UsageProblem(
          "'rules: \(Redaction.scan(folder))' in \(name) is no folder of the repository"
        )
      }
      configuration.ruleFolders.append(opened)
      return Sourced(path, rules.source)
    }
    return configuration
  }

  /// The baseline that a scan of these paths uses: named, or in the folder of the configuration.
  func baselinePath(in root: String) -> String {
    baseline.map { Paths.absolute($0, base: System.currentDirectory) }
      ?? root + "/" + Baseline.fileName
  }

  /// Who does not trust the repository's suppressions or its configuration does not trust its
  /// baseline; one that is named counts.
  func readBaseline(in root: String) throws -> (baseline: Baseline, name: String)? {
    guard baseline != nil || honoursSuppressions && readsConfiguration && !paths.contains("-")
    else {
      return nil
    }
    let path = baselinePath(in: root)
    let name = baseline ?? Baseline.fileName
    guard
      let bytes = try settingsFile(
        path, limit: 64 << 20, option: "--baseline", given: baseline, in: root)
    else { return nil }
    do {
      return (try Baseline(SourceFile(path: name, bytes: bytes)), name)
    } catch {
      try Problems.check([error])
      return nil
    }
  }

  /// The bytes of a configuration or a baseline, as it is staged if that is what is judged; nil when
  /// none was named and none is there.
  private func settingsFile(
    _ path: String, limit: Int, option: String, given: String?, in root: String
  ) throws -> [UInt8]? {
    if isStaged, given == nil, let name = Paths.relative(path, to: root) {
      // What git cannot tell, the scan itself says.
      guard Paths.repositoryRoot(of: root) == root,
        let repository = try? GitRepository(workTree: root)
      else { return nil }
      do {
        return try repository.staged(name, limit: limit)
      } catch {
        throw UsageProblem("'\(path)' cannot be read: \(error.message)")
      }
    }
    guard let given else { return try Self.settings(Paths.name(path), in: root, limit: limit) }
    guard Files.entry(path) != nil else {
      throw UsageProblem("\(option): '\(given)' is not there")
    }
    guard let bytes = try? Files.read(path, limit: limit) else {
      throw UsageProblem("'\(path)' cannot be read")
    }
    return bytes
  }

  /// A file that the repository itself brings: nothing outside of it.
  private static func settings(_ name: String, in root: String, limit: Int) throws -> [UInt8]? {
    guard let folder = try? Folder(root), folder.entry(named: name) != nil else { return nil }
    do {
      return try folder.read(name, limit: limit)
    } catch {
      let reason = if case .link = error { ": it is a link" } else { "" }
      throw UsageProblem("'\(root)/\(name)' cannot be read\(reason)")
    }
  }
}
