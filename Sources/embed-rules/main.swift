import FoundationEssentials

/// Writes one Swift file of string literals: `embed-rules FOLDER OUTPUT FILE…`.
let arguments = CommandLine.arguments
precondition(arguments.count >= 3, "usage: embed-rules FOLDER OUTPUT FILE…")
let prefix = arguments[1].hasSuffix("/") ? arguments[1] : arguments[1] + "/"
var code = "/// The rule files, by their path under `rules/`.\nenum EmbeddedRules {\n"
code += "  static let files: [EmbeddedRule] = [\n"
for path in arguments.dropFirst(3) {
  let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  // As many # as it takes that the content cannot end the literal.
  var fence = "#"
  while text.contains("\"" + fence) || text.contains("\\" + fence) { fence += "#" }
  let body = text.hasSuffix("\n") ? text : text + "\n"
  code += "    EmbeddedRule(path: \"\(path.dropFirst(prefix.count))\", text: \(fence)\"\"\"\n"
  code += body + "\n\"\"\"\(fence)),\n"
}
code += "  ]\n}\n"
try Data(code.utf8).write(to: URL(filePath: arguments[2]))
