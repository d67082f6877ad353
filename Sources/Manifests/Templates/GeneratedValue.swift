package import YAMLTree

/// A function of a chart's template that makes up a text at each rendering (Masterminds/sprig
/// `crypto.go`, `strings.go`).
package struct GeneratedValue: Sendable {
  /// The definition that calls it, by which other templates include it; empty in an object.
  package let definition: String
  /// The variable that it is assigned to; empty where it is printed.
  package let variable: String
  /// The function's name.
  package let place: Place
  /// The file looks at the object that is there already, or at whether this is the first
  /// installation: that is taken for keeping.
  package let isKept: Bool

  private static let functions: Set<String> = [
    "randAlphaNum", "randAlpha", "randNumeric", "randAscii", "randBytes",
  ]

  /// What the file makes up.
  static func all(
    in source: SourceFile, _ expressions: [TemplateExpression]
  ) -> [GeneratedValue] {
    guard mark.finds(in: source.bytes) else { return [] }
    let isKept = keepers.contains { $0.finds(in: source.bytes) }
    var result: [GeneratedValue] = []
    var blocks: [String] = []
    for expression in expressions where expression.role != .comment {
      let text = expression.text(in: source.bytes)
      if expression.opensBlock {
        blocks.append(
          expression.word == "define"
            ? String(text.split(separator: "\"").dropFirst().first ?? "") : "")
      } else if expression.word == "end" {
        _ = blocks.popLast()
      }
      guard let call = text.firstMatch(of: /\b(rand[A-Z][A-Za-z]+)\s/),
        functions.contains(String(call.output.1))
      else { continue }
      let variable = text.prefixMatch(of: /(\$\w+)\s*:?=/).map { String($0.output.1) } ?? ""
      let start =
        expression.body.lowerBound
        + text.utf8.distance(from: text.startIndex, to: call.output.1.startIndex)
      result.append(
        GeneratedValue(
          definition: blocks.last { !$0.isEmpty } ?? "", variable: variable,
          place: Place(file: source, range: start..<start + call.output.1.utf8.count),
          isKept: isKept))
    }
    return result
  }

  private static let mark = ByteSearch("rand")

  /// Hooks run once where they say so; what is kept outlives its release and not an upgrade.
  private static let keepers = [
    "lookup", "Release.IsInstall", "Release.IsUpgrade", "pre-install", "post-install",
    "secrets.passwords.manage",
  ].map { ByteSearch($0) }
}
