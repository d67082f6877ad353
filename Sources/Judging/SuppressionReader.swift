internal import CEL
internal import Graph
internal import Manifests
internal import Rules
internal import YAMLTree

/// Finds suppressions in comments and annotations.
enum SuppressionReader {
  static func suppressions(in graph: ResourceGraph) -> [Suppression] {
    graph.files.flatMap(comments) + graph.resources.flatMap(annotations)
  }

  /// `# credlint: ignore[rule-id, …] reason`, with `until=YYYY-MM-DD` anywhere in the reason.
  private static func comments(in content: FileContent) -> [Suppression] {
    guard !content.comments.isEmpty else { return [] }
    let source = content.file.source
    var scopes = CommentScopes(source)
    return content.comments.compactMap { comment in
      let text = source.text(comment.range)
      guard let marker = text.firstRange(of: "credlint:") else { return misspelt(comment, source) }
      let rest = text[marker.upperBound...].drop { $0 == " " }
      guard rest.hasPrefix("ignore[") || rest.hasPrefix("ignore ["),
        let open = rest.firstIndex(of: "["), let close = rest.firstIndex(of: "]")
      else { return misspelt(comment, source) }
      let rules = rest[rest.index(after: open)..<close].split(separator: ",")
        .map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
      let (reason, end, problem) = read(String(rest[rest.index(after: close)...]))
      return Suppression(
        rules: rules, reason: reason, end: end, problem: problem,
        place: Place(file: source, range: comment.range), scope: scopes.scope(of: comment))
    }
  }

  /// What is meant as a suppression and written in another way; it hides nothing.
  private static func misspelt(_ comment: Comment, _ source: SourceFile) -> Suppression? {
    let text = source.text(comment.range)
    guard let problem = SuppressionSpelling.problem(inComment: text) else { return nil }
    return Suppression(
      rules: [], reason: text, end: nil, problem: problem,
      place: Place(file: source, range: comment.range), scope: .bytes(0..<0))
  }

  /// `credlint.dev/ignore.<rule-id>: reason` on the resource.
  private static func annotations(of resource: Resource) -> [Suppression] {
    let prefix = "credlint.dev/ignore."
    return (resource.annotations?.entries ?? []).compactMap { entry in
      guard entry.value.kind == .scalar else { return nil }
      guard entry.key.text.hasPrefix(prefix) else {
        return SuppressionSpelling.problem(inAnnotation: entry.key.text).map {
          Suppression(
            rules: [], reason: entry.key.text, end: nil, problem: $0, place: entry.key.place,
            node: entry.value, scope: .bytes(0..<0))
        }
      }
      let (reason, end, problem) = read(entry.value.text)
      return Suppression(
        rules: [String(entry.key.text.dropFirst(prefix.count))], reason: reason, end: end,
        problem: problem, place: entry.key.place, node: entry.value,
        scope: .bytes(resource.body.range))
    }
  }

  private static func read(
    _ text: String
  ) -> (reason: String, end: Timestamp?, problem: String) {
    var words = text.split(separator: " ").map(String.init)
    let position = words.firstIndex { $0.hasPrefix("until=") }
    let end = position.flatMap {
      Timestamp(parsing: String(words[$0].dropFirst(6)), allowsBareDate: true)
    }
    if let position { words.remove(at: position) }
    return (
      words.joined(separator: " "), end,
      position != nil && end == nil ? "what follows until= is no date" : ""
    )
  }
}
