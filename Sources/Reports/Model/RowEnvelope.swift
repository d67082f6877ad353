internal import Credentials

/// What every row of every table begins with: whose it is, and what judged.
package struct RowEnvelope: Sendable {
  let tool, rulesDigest, repository: String
  let revision: String?

  /// - Parameters:
  ///   - rulesDigest: of the rules that ran.
  ///   - revision: the id of a commit; nil for none.
  package init(tool: String, rulesDigest: String, repository: String, revision: String?) {
    self.tool = tool
    self.rulesDigest = rulesDigest
    self.repository = repository
    self.revision = revision
  }

  init(_ report: LeakReport) {
    self.init(
      tool: report.version, rulesDigest: report.rulesDigest, repository: report.origin?.name ?? "",
      revision: report.origin?.commit)
  }

  init(_ report: Report) {
    self.init(
      tool: report.version, rulesDigest: report.rulesDigest, repository: report.origin?.name ?? "",
      revision: report.origin?.commit)
  }

  /// A row and the end of its line.
  ///
  /// - Parameter schema: with its version, such as `image-1`.
  func line(_ schema: String, _ fields: [String: JSON]) throws -> String {
    let row = fields.merging(values(schema)) { own, _ in own }
    return try JSONText.encode(JSON.object(row), isPretty: false)
  }

  /// The same fields, for a row that encodes its own.
  func encode(_ schema: String, to encoder: any Encoder) throws {
    try values(schema).encode(to: encoder)
  }

  private func values(_ schema: String) -> [String: JSON] {
    [
      "schema": .string(JSON.schemaName(schema)), "tool": .string(tool),
      "rules_digest": .string(rulesDigest), "repository": .string(Redaction.scan(repository)),
      "revision": .text(revision),
    ]
  }

  static let properties: [String: JSON] = [
    "schema": .text, "tool": .text.described("The version of credlint."),
    "rules_digest": .text.described("Equal for equal rules with equal parameters."),
    "repository": .text, "revision": .nullableText.described("The commit."),
  ]

  /// The schema of a row with these fields.
  static func schema(
    _ id: String, title: String, _ fields: [String: JSON], required: [String]? = nil
  ) -> JSON {
    .schema(
      id, title: title, properties.merging(fields) { own, _ in own },
      required: properties.keys.sorted() + (required ?? fields.keys.sorted()))
  }
}
