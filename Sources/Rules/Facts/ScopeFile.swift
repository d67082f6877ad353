internal import CEL
package import YAMLTree

/// `scopes.yaml`: provider → purpose → `enough` and `excess`.
package enum ScopeFile {
  static func read(_ text: String, path: String) -> (
    contents: ScopeTable.Contents, problems: [PolicyProblem]
  ) {
    let source = SourceFile(path: path, bytes: Array(text.utf8))
    guard let root = ParsedFile(yaml: source).documents.first?.root else {
      return (ScopeTable.Contents(), [])
    }
    return read(root)
  }

  /// Reads a table of that form anywhere, such as in the configuration.
  package static func read(_ root: Node) -> (
    contents: ScopeTable.Contents, problems: [PolicyProblem]
  ) {
    var contents = ScopeTable.Contents()
    var problems: [PolicyProblem] = []
    for provider in root.entries {
      for purpose in provider.value.entries {
        if purpose.key.hasText("includes") {
          for scope in purpose.value.entries {
            contents.includes[provider.key.text, default: [:]][scope.key.text] = Set(
              scope.value.elements.map(\.text))
          }
          continue
        }
        func list(_ key: String) -> [String] {
          (purpose.value[key]?.elements ?? []).map(\.text)
        }
        for entry in purpose.value.entries
        where !["enough", "excess", "needs"].contains(entry.key.text) {
          problems.append(
            PolicyProblem(
              message:
                "unknown key '\(entry.key.text)'; allowed are enough, excess, needs",
              place: entry.key.place))
        }
        contents.rows.append(
          ScopeTable.Row(
            provider: provider.key.text, purpose: purpose.key.text, enough: Set(list("enough")),
            excess: Set(list("excess")), needs: list("needs")))
      }
    }
    return (contents, problems)
  }

  /// Mistakes in tables of the binary; a test wants none.
  package static func problems(of tables: [EmbeddedTable]) -> [PolicyProblem] {
    tables.filter { $0.path == "scopes.yaml" }
      .flatMap { read($0.text.description, path: "rules/" + $0.path).problems }
  }
}
