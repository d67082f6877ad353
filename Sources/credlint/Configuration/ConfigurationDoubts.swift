internal import Credentials
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

/// What somebody meant to configure and did not: told, and no reason not to run.
enum ConfigurationDoubts {
  /// - Parameters:
  ///   - root: the folder whose configuration is read.
  ///   - files: paths of what is read, from there.
  static func notes(
    _ configuration: Configuration, _ scopes: ScopeTable, root: String, files: [String]
  ) -> [Report.Note] {
    var notes: [Report.Note] = []
    if let node = configuration.root?["scopes"] {
      notes += scopes.doubts(about: node).map(note)
    }
    for name in [".credlint.yml", "credlint.yaml", "credlint.yml"]
    where (try? Folder(root))?.entry(named: name) != nil {
      notes.append(
        Report.Note(path: name, message: "\(name) is not read: \(Configuration.fileName) is"))
    }
    for path in files where path.hasSuffix("/" + Configuration.fileName) {
      notes.append(
        Report.Note(
          path: path, message: "\(path) is not read: only the one of the repository's root is"))
    }
    return notes
  }

  private static func note(_ doubt: PolicyProblem) -> Report.Note {
    let (line, column) = LineTable(doubt.place.file).position(of: doubt.place.range.lowerBound)
    let path = doubt.place.shownPath
    return Report.Note(
      path: path, message: "\(path):\(line):\(column): \(Redaction.scan(doubt.message))")
  }
}
