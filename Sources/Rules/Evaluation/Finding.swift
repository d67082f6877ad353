package import Credentials
internal import Encodings
package import Graph
package import YAMLTree

/// The object that a finding stands in.
package struct FindingObject: Sendable {
  package let kind: String
  /// As it is written; nil where none is.
  package let namespace: String?
  package let name: String
  /// Read from a cluster: where it stands in the input says nothing to a person.
  package let isLive: Bool

  package init(kind: String, namespace: String?, name: String, isLive: Bool) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.isLive = isLive
  }

  /// `Secret shop/pull`.
  var described: String { "\(kind) " + (namespace.map { $0 + "/" } ?? "") + name }
}

/// One finding, the only form in which the tool says that something is wrong.
package struct Finding: Sendable {
  /// Another place that explains a finding, with what is to be seen there.
  package struct Related: Sendable {
    package let place: Place
    package let message: String
  }

  /// Findings are sorted, filtered and copied by the ten thousand: one reference each.
  private final class Content: Sendable {
    let rule: Rule
    let message: String
    let place: Place
    let related: [Related]
    let fix: FixOutcome
    let subject: String
    let path: [String]
    let isReported: Bool

    init(
      _ rule: Rule, _ message: String, _ place: Place, _ related: [Related], _ fix: FixOutcome,
      _ subject: String, _ path: [String], _ isReported: Bool
    ) {
      self.rule = rule
      self.message = message
      self.place = place
      self.related = related
      self.fix = fix
      self.subject = Redaction.scan(subject)
      self.path = path
      self.isReported = isReported
    }
  }

  private let content: Content
  /// Counts findings that are otherwise the same, from 0.
  package var occurrence = 0
  /// Nil for what stands in no object.
  package var object: FindingObject?
  package var reach = Reach.unknown
  /// Of the value that it tells of, by an organisation's key; nil without one.
  package var join: JoinID?

  init(
    rule: Rule, message: String, place: Place, related: [Related], fix: FixOutcome, subject: String,
    path: [String], isReported: Bool
  ) {
    content = Content(rule, message, place, related, fix, subject, path, isReported)
  }

  package var rule: Rule { content.rule }
  package var message: String {
    guard let object, object.isLive else { return content.message }
    return "\(content.message) (\(object.described))"
  }
  package var place: Place { content.place }
  package var related: [Related] { content.related }
  package var fix: Fix? { if case .offered(let fix) = content.fix { fix } else { nil } }
  /// Why the rule's fix is not offered here; nil where it is, or where there is none.
  package var refusal: FixRefusal? {
    if case .refused(let refusal) = content.fix { refusal } else { nil }
  }
  /// What the finding is about, such as `Secret/ns/name`: stable when the file moves.
  package var subject: String { content.subject }
  /// Keys from the document's root to the place.
  package var path: [String] { content.path }
  /// False for findings that have no place in a file that is reported on.
  package var isReported: Bool { content.isReported }

  package var severity: Severity { rule.severity }

  /// Names the finding across runs: no line numbers, and nothing derived from a secret.
  package var fingerprint: String { fingerprint(occurrence: occurrence) }

  /// - Parameter occurrence: of the finding among equal ones, counted in whatever way.
  package func fingerprint(occurrence: Int) -> String {
    Fingerprint.hash([rule.id, subject, path.joined(separator: "/"), String(occurrence)])
  }

  /// Names all findings that say the same of one object, of which copies stand in several files.
  package var group: String {
    guard let object, !object.name.isEmpty else { return fingerprint }
    return Fingerprint.hash(["group", rule.id, object.kind, object.name, message])
  }

  /// Total: two findings that differ are never equal in order.
  package static func precedes(_ left: Finding, _ right: Finding) -> Bool {
    let a = left.place
    let b = right.place
    return
      (
        a.file.path, a.range.lowerBound, a.range.upperBound, left.rule.id, left.message,
        a.inner ?? ""
      )
      < (
        b.file.path, b.range.lowerBound, b.range.upperBound, right.rule.id, right.message,
        b.inner ?? ""
      )
  }
}
