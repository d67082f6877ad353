package import CEL
internal import Manifests
package import YAMLTree

/// A place where somebody asked for silence.
package final class Suppression: Sendable {
  package enum Scope: Sendable, Hashable {
    /// Findings on these 1-based lines of the file.
    case lines(ClosedRange<Int>)
    /// Findings within these bytes: one document or one resource.
    case bytes(Range<Int>)
    /// Findings in files and about objects that fit, as gitignore patterns; nil fits all.
    case matching(path: String?, object: String?)
  }

  package let rules: [String]
  package let reason: String
  /// Seconds since 1970 at which it ends; nil for never.
  package let end: Timestamp?
  /// Why it cannot be read as it was meant; empty if it can.
  let problem: String
  package let place: Place
  /// The value, for an annotation.
  let node: Node?
  package let scope: Scope
  let verdict: Verdict

  /// What the scan made of it.
  struct Verdict: Sendable {
    var isUsed = false
    var unknownRules: [String] = []
    /// Rules of it that the configuration allows nobody to suppress.
    var forbiddenRules: [String] = []
    /// The configuration asks for a ticket, and the reason names none.
    var lacksTicket = false
  }

  package convenience init(
    rules: [String], reason: String, end: Timestamp?, problem: String = "", place: Place,
    node: Node? = nil, scope: Scope
  ) {
    self.init(
      rules: rules, reason: reason, end: end, problem: problem, place: place, node: node,
      scope: scope,
      verdict: Verdict())
  }

  private init(
    rules: [String], reason: String, end: Timestamp?, problem: String, place: Place, node: Node?,
    scope: Scope,
    verdict: Verdict
  ) {
    self.rules = rules
    self.reason = reason
    self.end = end
    self.problem = problem
    self.place = place
    self.node = node
    self.scope = scope
    self.verdict = verdict
  }

  func settled(_ verdict: Verdict) -> Suppression {
    Suppression(
      rules: rules, reason: reason, end: end, problem: problem, place: place, node: node,
      scope: scope,
      verdict: verdict)
  }

  func isExpired(at now: Timestamp) -> Bool { end.map { $0 <= now } ?? false }

  /// What stands in a file is about that file; what stands in the configuration, about all.
  var isGeneral: Bool { if case .matching = scope { true } else { false } }

  func covers(_ finding: Finding, line: () -> Int, at now: Timestamp) -> Bool {
    guard rules.contains(finding.rule.id) || finding.rule.aliases.contains(where: rules.contains),
      !isExpired(at: now)
    else { return false }
    switch scope {
    case .lines(let lines): return lines.contains(line())
    case .bytes(let bytes): return bytes.contains(finding.place.range.lowerBound)
    case .matching(let path, let object):
      return path.map { PathPattern.matches($0, finding.place.file.path) } != false
        && object.map { Self.matches($0, object: finding.subject) } != false
    }
  }

  /// `Secret/dev/*` names the object and everything in it.
  private static func matches(_ pattern: String, object: String) -> Bool {
    PathPattern.matches(pattern, object) || PathPattern.matches(pattern + "/**", object)
  }
}

/// What the configuration demands of suppressions.
package struct SuppressionGovernance: Sendable {
  /// Ids of rules that nobody may suppress.
  package var forbidden = Set<String>()
  /// What every reason must hold, such as the number of a ticket.
  package var ticket: LinearRegex?

  package init() {}
}

/// Finds suppressions in comments and annotations.
enum SuppressionReader {
  static func suppressions(in graph: ResourceGraph) -> [Suppression] {
    graph.files.flatMap(comments) + graph.resources.flatMap(annotations)
  }

  /// `# credlint: ignore[rule-id, …] reason`, with `until=YYYY-MM-DD` anywhere in the reason.
  private static func comments(in content: FileContent) -> [Suppression] {
    guard !content.comments.isEmpty else { return [] }
    let source = content.file.source
    let table = LineTable(source)
    return content.comments.compactMap { comment in
      let text = source.text(comment.range)
      guard let marker = text.firstRange(of: "credlint:") else { return nil }
      let rest = text[marker.upperBound...].drop { $0 == " " }
      guard rest.hasPrefix("ignore[") || rest.hasPrefix("ignore ["),
        let open = rest.firstIndex(of: "["), let close = rest.firstIndex(of: "]")
      else { return unbracketed(String(rest), comment, before: text[..<marker.lowerBound], source) }
      let rules = rest[rest.index(after: open)..<close].split(separator: ",")
        .map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
      let (reason, end, problem) = read(String(rest[rest.index(after: close)...]))
      let line = table.line(of: comment.range.lowerBound)
      return Suppression(
        rules: rules, reason: reason, end: end, problem: problem,
        place: Place(file: source, range: comment.range),
        scope: scope(of: comment, line: line, content, table))
    }
  }

  /// What begins like a suppression and names its rules in another way, or none.
  private static func unbracketed(
    _ text: String, _ comment: Comment, before: Substring, _ source: SourceFile
  ) -> Suppression? {
    let isOne = text.hasPrefix("ignore") && text.dropFirst(6).first?.isLetter != true
    guard isOne, before.allSatisfy({ "# ".contains($0) }) else { return nil }
    return Suppression(
      rules: [], reason: text, end: nil,
      problem: "rules stand in brackets: ignore[rule-id] reason",
      place: Place(file: source, range: comment.range), scope: .bytes(0..<0))
  }

  /// Behind content: that line. On a line of its own: the next line that is no comment; before the
  /// first content of a document: the whole document.
  private static func scope(
    of comment: Comment, line: Int, _ content: FileContent, _ table: LineTable
  ) -> Suppression.Scope {
    guard comment.isOwnLine else { return .lines(line...line) }
    let source = content.file.source
    var next = line + 1
    while next <= table.count {
      let text = source.text(table.range(ofLine: next)).drop { $0 == " " || $0 == "\t" }
      if !text.isEmpty, !text.hasPrefix("#") { break }
      next += 1
    }
    var first = line
    while first > 1 {
      let text = source.text(table.range(ofLine: first - 1)).drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix("---") || (!text.isEmpty && !text.hasPrefix("#")) { break }
      first -= 1
    }
    let above = first > 1 ? source.text(table.range(ofLine: first - 1)) : "---"
    let below = next <= table.count ? source.text(table.range(ofLine: next)) : ""
    let isHead = above.hasPrefix("---") || below.hasPrefix("---")
    guard isHead else { return .lines(next...next) }
    let start = comment.range.lowerBound
    let marker = below.hasPrefix("---") ? table.range(ofLine: next).upperBound : start
    let end = documentEnd(after: marker, source)
    return .bytes(start..<max(end, start + 1))
  }

  private static func documentEnd(after offset: Int, _ source: SourceFile) -> Int {
    let bytes = source.bytes
    var index = offset
    while index + 3 < bytes.count {
      if bytes[index] == 10, bytes[(index + 1)...].starts(with: "---".utf8) { return index }
      index += 1
    }
    return bytes.count
  }

  /// `credlint.dev/ignore.<rule-id>: reason` on the resource.
  private static func annotations(of resource: Resource) -> [Suppression] {
    let prefix = "credlint.dev/ignore."
    return (resource.annotations?.entries ?? []).compactMap { entry in
      guard entry.key.text.hasPrefix(prefix), entry.value.kind == .scalar else { return nil }
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

/// Suppressions as rules see them.
enum SuppressionFacts {
  static let suppression: FactType<Suppression> = FactType(
    name: "Suppression", doc: "A comment or annotation that asks for silence.",
    facts: [
      Fact("rules", .list(.string), "The rules it names.") { suppression, _ in
        .texts(suppression.rules)
      },
      Fact("reason", .string, "The reason given.") { suppression, _ in .text(suppression.reason) },
      Fact("used", .bool, "It hid at least one finding.") { suppression, _ in
        Value(
          .bool(suppression.verdict.isUsed),
          origin: Origin(suppression.place, node: suppression.node))
      },
      Fact("expired", .bool, "Its date has passed.") { suppression, world in
        .bool(suppression.isExpired(at: world.now))
      },
      Fact("until", .optional(.timestamp), "When it ends.") { suppression, _ in
        suppression.end.map { Value(.optional(Boxed(Value(.timestamp($0))))) }
      },
      Fact("unknown", .list(.string), "Named rules that do not exist.") { suppression, _ in
        .texts(suppression.verdict.unknownRules.map(Redaction.names))
      },
      Fact("problem", .string, "Why it cannot be read as it was meant; empty if it can.") {
        suppression, _ in .text(suppression.problem)
      },
      Fact("forbidden", .list(.string), "Named rules that the configuration lets nobody suppress.")
      {
        suppression, _ in .texts(suppression.verdict.forbiddenRules)
      },
      Fact("ticketless", .bool, "The configuration asks for a ticket, and the reason names none.") {
        suppression, _ in .bool(suppression.verdict.lacksTicket)
      },
    ],
    origin: { Origin($0.place, node: $0.node) }, identity: { $0.place.file.path })
}
