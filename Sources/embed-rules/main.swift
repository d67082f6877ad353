import FoundationEssentials
internal import YAMLTree

/// Writes the rule files as one Swift file: `embed-rules FOLDER OUTPUT FILE…`.
///
/// What selects a rule stands beside its text, so that a run parses only the rules it needs.
let arguments = CommandLine.arguments
precondition(arguments.count >= 3, "usage: embed-rules FOLDER OUTPUT FILE…")
let prefix = arguments[1].hasSuffix("/") ? arguments[1] : arguments[1] + "/"
let files = try arguments.dropFirst(3).map { path in
  (
    path: String(path.dropFirst(prefix.count)),
    text: String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  )
}
let (rules, tables) = (
  files.filter { $0.path.contains("/") }, files.filter { !$0.path.contains("/") }
)
var code = "/// The rule files, by their path under `rules/`.\nenum EmbeddedRules {\n"
code += "  static let files: [EmbeddedRule] = [\n"
for (path, text) in rules {
  code += "    EmbeddedRule(path: \(literal(path)), header: \(header(path, text)),\n"
  code += "      text: \(block(text))),\n"
}
code += "  ]\n\n  static let tables: [EmbeddedTable] = [\n"
for (path, text) in tables {
  code += "    EmbeddedTable(path: \(literal(path)), text: \(block(text))),\n"
}
code += "  ]\n}\n"
try Data(code.utf8).write(to: URL(filePath: arguments[2]))

/// The keys that select a rule. Whether they are right is for the tests, which read the file whole.
func header(_ path: String, _ text: String) -> String {
  let root = ParsedFile(yaml: SourceFile(path: path, bytes: Array(text.utf8))).documents.first?.root
  func choice(_ key: String, _ fallback: String) -> String {
    let name = (root?[key]?.text ?? "").filter(\.isLetter)
    return "." + (name.isEmpty ? fallback : name)
  }
  func list(_ key: String) -> String {
    "[" + (root?[key]?.elements ?? []).map { literal($0.text) }.joined(separator: ", ") + "]"
  }
  let clause = root?["for"]
  let first = clause?.elements.first ?? clause
  let collection = first?.text.split(separator: " ").last.map(String.init) ?? ""
  return """
    RuleHeader(id: \(literal(root?["id"]?.text ?? "")), severity: \(choice("severity", "medium")), \
    confidence: \(choice("confidence", "high")), persona: \(choice("persona", "regular")), \
    tags: \(list("tags")), aliases: \(list("aliases")), supersedes: \(list("supersedes")), \
    collection: \(literal(collection)), outline: \(root.map(outline) ?? "RuleOutline()"))
    """
}

/// The keys that decide about a row.
func outline(_ root: Node) -> String {
  func list(_ key: String) -> String {
    let node = root[key]
    let items = node.map { $0.kind == .sequence ? $0.elements : [$0] } ?? []
    return "[" + items.map { literal($0.text) }.joined(separator: ", ") + "]"
  }
  func rows(_ rows: [String]) -> String { "[" + rows.joined(separator: ", ") + "]" }
  let parameters = (root["parameters"]?.entries ?? []).map { entry in
    let value = entry.value["default"]
    let text =
      value?.kind == .sequence
      ? (value?.elements ?? []).map(\.text).joined(separator: ",") : value?.text ?? ""
    return """
      ParameterOutline(name: \(literal(entry.key.text)), kind: .\(entry.value["type"]?.text ?? ""), \
      defaultText: \(literal(text)))
      """
  }
  let bindings = (root["let"]?.elements ?? []).compactMap(\.ownEntries.first).map { entry in
    "BindingOutline(name: \(literal(entry.key.text)), text: \(literal(entry.value.text)))"
  }
  return """
    RuleOutline(parameters: \(rows(parameters)), clauses: \(list("for")), \
    bindings: \(rows(bindings)), conditions: \(list("where")), exceptions: \(list("unless")), \
    requirement: \(literal(root["require"]?.text ?? "")))
    """
}

/// Text as a literal on one line.
func literal(_ text: String) -> String {
  let fence = fence(for: text)
  let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  return "\(fence)\"\(lines.joined(separator: "\\\(fence)n"))\"\(fence)"
}

/// Text of several lines as a literal that ends in a line break.
func block(_ text: String) -> String {
  let fence = fence(for: text)
  let body = text.hasSuffix("\n") ? text : text + "\n"
  return "\(fence)\"\"\"\n\(body)\n\"\"\"\(fence)"
}

/// As many # as it takes that the content cannot end the literal.
func fence(for text: String) -> String {
  var fence = "#"
  while text.contains("\"" + fence) || text.contains("\\" + fence) { fence += "#" }
  return fence
}
