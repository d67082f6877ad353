import Manifests
import Testing
import TestSupport

/// The page that shows the table of references is made from it.
@Suite struct ReferenceTableTests {
  private static let head = """
    # References to Secrets

    Every field by which credlint follows a name to a Secret, beside those of Pods and accounts. Made
    from the table in `Sources/Manifests/References/`; record it with `RECORD=1 swift test`.

    `[]` stands for each of a list, `*` in front for every name that ends so, `**` for any depth, and
    `@` for an annotation. A name is looked up in the namespace that the row says, and kustomize
    changes it along with the Secret's where it says so. A field of any other kind that looks like the
    name of a Secret only ever says that the Secret is used.

    | group | kind | field | namespace | key | wants | kustomize |
    |---|---|---|---|---|---|---|

    """

  private static func namespace(_ row: SecretField) -> String {
    switch row.namespace {
    case .own: row.form == .plain ? "own" : "own, or before the slash"
    case .beside(let member): "`\(member)`, or own"
    case .required(let member): "`\(member)`"
    case .fixed(let name): "\(name)"
    case .elsewhere: "the controller's"
    }
  }

  private static func field(_ row: SecretField) -> String {
    let conditions = row.conditions.map { condition in
      switch condition {
      case .starts(let path, let texts):
        "`\(path)` starts \(texts.map { "`\($0)`" }.joined(separator: " or "))"
      case .has(let path, let text): "`\(path)` is `\(text)`"
      case .lacks(let path, let text): "`\(path)` is not `\(text)`"
      }
    }
    let name = row.name == "name" ? "" : ".\(row.name)"
    return "`\(row.path)\(name)`"
      + (conditions.isEmpty ? "" : " where " + conditions.joined(separator: ", "))
  }

  private static func key(_ row: SecretField) -> String {
    guard case .member(let member, default: let fallback) = row.key else { return "" }
    return fallback.isEmpty ? "`\(member)`" : "`\(member)`, or `\(fallback)`"
  }

  private static func line(_ row: SecretField) -> String {
    let wants = [row.needs?.words ?? ""] + (row.needs?.types ?? []).map { "`\($0)`" }
    let cells = [
      row.group.isEmpty ? "core" : row.group, row.kinds.joined(separator: ", "), field(row),
      namespace(row), key(row), wants.filter { !$0.isEmpty }.joined(separator: ", "),
      row.isRenamed ? "follows" : "",
    ]
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  @Test func thePageShowsTheTable() {
    let text = Self.head + SecretField.all.map(Self.line).joined()
    let difference = Golden.difference(text, ".github/REFERENCES.md")
    #expect(difference == nil, "\(difference ?? "")")
  }
}
