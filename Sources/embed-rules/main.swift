import FoundationEssentials
internal import YAMLTree

/// Writes the rule files and the examples among their fixtures as one Swift file:
/// `embed-rules RULES FIXTURES PAGES OUTPUT FILE…`. PAGES is the address of the rules' pages, or empty.
///
/// What selects a rule stands beside its text, so that a run parses only the rules it needs.
let arguments = CommandLine.arguments
precondition(arguments.count >= 5, "usage: embed-rules RULES FIXTURES PAGES OUTPUT FILE…")

/// The files below a folder, by their path in it.
func files(in folder: String) throws -> [(path: String, text: String)] {
  let prefix = folder.hasSuffix("/") ? folder : folder + "/"
  return try arguments.dropFirst(5).filter { $0.hasPrefix(prefix) }.map { path in
    (
      path: String(path.dropFirst(prefix.count)),
      text: String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    )
  }
}
let sources = try files(in: arguments[1])
let (rules, tables) = (
  sources.filter { $0.path.contains("/") }, sources.filter { !$0.path.contains("/") }
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
code += "  ]\n\n  static let examples: [EmbeddedExample] = [\n"
for (path, text) in try files(in: arguments[2]) { code += examples(in: path, text) }
code += "  ]\n\n  static let pages = \(literal(arguments[3]))\n}\n"
try Data(code.utf8).write(to: URL(filePath: arguments[4]))

/// The documents of a fixture with the line `# example: bad` or `# example: good`, as a literal for
/// each of the two.
func examples(in path: String, _ text: String) -> String {
  guard text.contains("# example: ") else { return "" }
  let parts = path.split(separator: "/", maxSplits: 2).map(String.init)
  let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  var documents: [[Substring]] = [[]]
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if isYAML, line == "---" {
      documents.append([])
    } else {
      documents[documents.count - 1].append(line)
    }
  }
  return ["bad", "good"].map { kind in
    let mark = "# example: \(kind)"
    let marked = documents.filter { $0.contains { $0 == mark } }
    guard !marked.isEmpty, parts.count > 1 else { return "" }
    let text = marked.map { $0.filter { !$0.hasPrefix("# example: ") }.joined(separator: "\n") }
    return """
          EmbeddedExample(rule: \(literal(parts[0])), isGood: \(kind == "good"), \
      path: \(literal(parts.last ?? "")), isNamed: \(parts.count > 2),
            text: \(block(text.joined(separator: "\n---\n")))),

      """
  }.joined()
}

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
