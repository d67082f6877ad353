internal import CEL
internal import Credentials
internal import Manifests
internal import YAMLTree

/// One key of a rule file: what the loader reads, and what the documentation lists.
package struct RuleKey: Sendable {
  /// What stands under a key of a rule file.
  package enum Shape: String, Sendable {
    case text, list, mapping, textOrList = "text or list"
  }

  package let name: String
  package let shape: Shape
  package let isRequired: Bool
  package let doc: String

  package static let all: [RuleKey] = [
    RuleKey(
      name: "id", shape: .text, isRequired: true,
      doc: "The file's name without `.yaml`. Names the bad pattern; stable for ever."),
    RuleKey(
      name: "title", shape: .text, isRequired: true, doc: "A short sentence without a full stop."),
    RuleKey(
      name: "severity", shape: .text, isRequired: true, doc: "critical, high, medium or low."),
    RuleKey(
      name: "confidence", shape: .text, isRequired: false,
      doc: "high (default), medium or low: how likely a finding is right."),
    RuleKey(
      name: "persona", shape: .text, isRequired: false,
      doc: "regular (default), pedantic or auditor: who wants to hear it."),
    RuleKey(name: "tags", shape: .list, isRequired: false, doc: "Words to select rules by."),
    RuleKey(
      name: "cwe", shape: .list, isRequired: false,
      doc: "Numbers of the Common Weakness Enumeration."),
    RuleKey(
      name: "controls", shape: .list, isRequired: false,
      doc:
        "Requirements of frameworks that the rule says something about, such as `cis-5.1.2`, `owasp-k02`, `nsa-rbac`."
    ),
    RuleKey(
      name: "why", shape: .text, isRequired: true, doc: "The risk, in two or three sentences."),
    RuleKey(name: "remedy", shape: .text, isRequired: true, doc: "What to do, in the imperative."),
    RuleKey(
      name: "commands", shape: .list, isRequired: false,
      doc:
        "What to type to follow the remedy: names of `rules/commands.yaml`, or mappings with `does` and `run`."
    ),
    RuleKey(
      name: "references", shape: .list, isRequired: false, doc: "URLs of the facts behind the rule."
    ),
    RuleKey(
      name: "since", shape: .text, isRequired: false, doc: "The version that brought the rule."),
    RuleKey(name: "status", shape: .text, isRequired: false, doc: "stable (default) or preview."),
    RuleKey(name: "aliases", shape: .list, isRequired: false, doc: "Earlier ids of the rule."),
    RuleKey(
      name: "supersedes", shape: .list, isRequired: false,
      doc: "Rules that are silent where this one speaks about the same thing."),
    RuleKey(
      name: "parameters", shape: .mapping, isRequired: false,
      doc: "Names with `type`, `default` and `description`; read as `params.name`."),
    RuleKey(
      name: "for", shape: .textOrList, isRequired: true,
      doc: "`x in Collection`, or a list of such clauses, each of which may use the ones before."),
    RuleKey(
      name: "let", shape: .list, isRequired: false,
      doc: "Names for expressions, in order, computed when first used."),
    RuleKey(
      name: "where", shape: .textOrList, isRequired: false,
      doc: "All must hold, or the row is passed over."),
    RuleKey(
      name: "unless", shape: .textOrList, isRequired: false,
      doc: "None may hold, or the row is passed over."),
    RuleKey(
      name: "require", shape: .text, isRequired: true, doc: "True means fine; false is a finding."),
    RuleKey(
      name: "message", shape: .text, isRequired: true,
      doc: "What is wrong, with `${expression}` parts."),
    RuleKey(
      name: "at", shape: .text, isRequired: true,
      doc: "Any value that came from the source: where the finding stands."),
    RuleKey(
      name: "related", shape: .list, isRequired: false,
      doc: "Other places: `each` (a clause, optional), `at`, `message`."),
    RuleKey(
      name: "fix", shape: .mapping, isRequired: false,
      doc:
        "`title`, `safety` (safe or unsafe), `when` (a condition, optional) and `edits`: `quote: X`, `set: X` with `to` (or a list of places with one of as many values), `delete: X`, `insert: X` with `value` and, into a mapping, `key`; `move: X` with `to`, the mapping that takes the entries; `wrap: X` with `key`."
    ),
  ]
}

/// Reads one rule file; every mistake is reported at once.
struct RuleFile {
  private(set) var problems: [PolicyProblem] = []
  private let root: Node
  /// The values by key; the last of duplicates, as everywhere.
  private let values: [String: Node]
  /// False for built-in rules, which the tests have checked.
  private let isChecked: Bool
  private let path: String

  /// The text of a built-in rule, which the tests have checked.
  static func text(path: String, text: String) -> RuleText {
    let rule = read(path: path, text: text, isChecked: false).rule
    return rule?.contents ?? RuleText()
  }

  /// The rule with everything that is wrong: with problems it serves only to find more of them.
  static func read(
    path: String, text: String, isChecked: Bool = true
  ) -> (rule: Rule?, problems: [PolicyProblem]) {
    let source = SourceFile(path: path, bytes: Array(text.utf8))
    let parsed = ParsedFile(yaml: source)
    if let problem = parsed.problems.first {
      let place = Place(
        file: source, range: problem.offset..<min(problem.offset + 1, source.bytes.count))
      return (nil, [PolicyProblem(message: problem.message, place: place)])
    }
    guard parsed.documents.count == 1, let root = parsed.documents.first?.root,
      root.kind == .mapping
    else {
      let place = Place(file: source, range: 0..<0)
      return (nil, [PolicyProblem(message: "a rule file holds one mapping", place: place)])
    }
    var file = RuleFile(root: root, path: path, isChecked: isChecked)
    return (file.rule(), file.problems)
  }

  private init(root: Node, path: String, isChecked: Bool) {
    self.root = root
    self.isChecked = isChecked
    values = Dictionary(
      root.ownEntries.map { ($0.key.text, $0.value) }, uniquingKeysWith: { _, last in last })
    self.path = path
  }

  private mutating func report(_ message: String, at node: Node) {
    problems.append(PolicyProblem(message: message, place: node.place))
  }

  private mutating func rule() -> Rule {
    if isChecked { checkKeys(root, RuleKey.all.map(\.name)) }
    for key in RuleKey.all where isChecked {
      guard let value = values[key.name] else {
        if key.isRequired { report("rule has no '\(key.name)'", at: root.elementsOrKey) }
        continue
      }
      checkShape(value, key)
    }
    let id = text("id")
    let file = path.split(separator: "/").last.map(String.init) ?? ""
    let name = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
    // A prefix, as in `acme.unowned-secret`, keeps own ids apart from later built-in ones.
    if let node = values["id"], id != name, !id.hasSuffix("." + name) {
      report("id '\(id)' differs from the file's name '\(name)'", at: node)
    }
    let text = RuleText(
      title: text("title"), cwe: list("cwe").compactMap { Int($0) }, controls: controls(),
      why: text("why"),
      remedy: text("remedy"), commands: commands(), references: list("references"),
      since: text("since"),
      isPreview: text("status") == "preview", parameters: parameters(), body: body())
    let header = RuleHeader(
      id: id, severity: choice("severity", Severity.self, .medium),
      confidence: choice("confidence", Confidence.self, .high),
      persona: choice("persona", Persona.self, .regular), tags: list("tags"),
      aliases: list("aliases"), supersedes: list("supersedes"),
      collection: text.body.logic.clauses.first?.collection ?? "")
    return Rule(header, path: path, text: LazyRuleText { text })
  }

  // MARK: Plain keys

  private mutating func checkKeys(_ node: Node, _ allowed: [String]) {
    for entry in node.ownEntries where !allowed.contains(entry.key.text) {
      let hint = suggestion(for: entry.key.text, among: allowed)
      report(
        "unknown key '\(entry.key.text)'\(hint); allowed are \(allowed.joined(separator: ", "))",
        at: entry.key)
    }
    for (key, _) in node.duplicateKeys where node.ownEntries.contains(where: { $0.key == key }) {
      report("key '\(key.text)' stands twice", at: key)
    }
  }

  private mutating func checkShape(_ node: Node, _ key: RuleKey) {
    let isRight =
      switch key.shape {
      case .text: node.kind == .scalar
      case .list: node.kind == .sequence
      case .mapping: node.kind == .mapping
      case .textOrList: node.kind != .mapping
      }
    if !isRight { report("'\(key.name)' must be a \(key.shape.rawValue)", at: node) }
  }

  private func text(_ key: String) -> String {
    values[key].map { Self.trimmed($0.text) } ?? ""
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  private func list(_ key: String) -> [String] { (values[key]?.elements ?? []).map(\.text) }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Choice.Type, _ fallback: Choice
  ) -> Choice where Choice.RawValue == String {
    guard let node = values[key], node.kind == .scalar else { return fallback }
    if let choice = Choice(rawValue: node.text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    report("'\(key)' must be one of \(names.joined(separator: ", "))", at: node)
    return fallback
  }

  private mutating func controls() -> [String] {
    let nodes = values["controls"]?.elements ?? []
    for node in nodes where isChecked && Control.byID[node.text] == nil {
      let hint = suggestion(for: node.text, among: Control.byID.keys.sorted())
      report("there is no control '\(node.text)'\(hint)", at: node)
    }
    for node in nodes where isChecked && Control.byID[node.text]?.isAssessable == false {
      report("control '\(node.text)' is not assessable from files", at: node)
    }
    return nodes.map(\.text)
  }

  private mutating func commands() -> [CommandChoice] {
    let nodes = values["commands"]?.elements ?? []
    let known = isChecked && !nodes.isEmpty ? CommandTable.builtIn().keys.sorted() : []
    return nodes.compactMap { node in
      guard node.kind == .mapping else {
        if isChecked, !known.contains(node.text) {
          report(
            "there is no command '\(node.text)'\(suggestion(for: node.text, among: known))",
            at: node)
        }
        return .named(node.text)
      }
      checkKeys(node, ["does", "run"])
      if let command = CommandTable.command(node) { return .own(command) }
      report("a command needs 'does' and 'run'", at: node.elementsOrKey)
      return nil
    }
  }

  private mutating func parameters() -> [Rule.Parameter] {
    (values["parameters"]?.entries ?? []).compactMap { entry in
      let body = entry.value
      checkKeys(body, ["type", "default", "description"])
      guard let typeNode = body["type"], let kind = ParameterKind(rawValue: typeNode.text) else {
        report(
          "parameter '\(entry.key.text)' needs a type: "
            + ParameterKind.allCases.map(\.rawValue).joined(separator: ", "),
          at: body["type"] ?? entry.key)
        return nil
      }
      let node = body["default"]
      let text =
        node?.kind == .sequence
        ? (node?.elements ?? []).map(\.text).joined(separator: ",") : node?.text ?? ""
      guard let value = kind.read(text) else {
        report(
          "default of '\(entry.key.text)' is no \(kind.rawValue) such as \(kind.example)",
          at: node ?? entry.key)
        return nil
      }
      return Rule.Parameter(
        name: entry.key.text, kind: kind, defaultText: text,
        description: body["description"]?.text ?? "", value: value, text: text)
    }
  }
}

// MARK: - Expressions

extension RuleFile {
  private mutating func body() -> RuleBody {
    var body = RuleBody()
    body.reportsUnusedNames = isChecked
    let clauses = values["for"].map { $0.kind == .sequence ? $0.elements : [$0] } ?? []
    if clauses.count > Self.maximumClauses {
      report("'for' has more than \(Self.maximumClauses) clauses", at: clauses[0])
    }
    for (index, node) in clauses.prefix(Self.maximumClauses).enumerated() {
      if let clause = clause(node, isFirst: index == 0) { body.logic.clauses.append(clause) }
    }
    for item in values["let"]?.elements ?? [] {
      guard item.kind == .mapping, let entry = item.ownEntries.first, item.ownEntries.count == 1
      else {
        report("a let is a list item 'name: expression'", at: item)
        continue
      }
      if let value = expression(entry.value) {
        body.logic.bindings.append(.init(name: entry.key.text, value: value))
      }
    }
    body.logic.conditions = expressions("where")
    body.logic.exceptions = expressions("unless")
    body.logic.requirement = values["require"].flatMap { expression($0) }
    body.place = values["at"].flatMap { expression($0) }
    if let node = values["message"] { body.message = template(node) }
    body.related = (values["related"]?.elements ?? []).compactMap { note($0) }
    body.fix = values["fix"].flatMap { fix($0) }
    return body
  }

  /// Each runs inside the one before.
  private static let maximumClauses = 16

  private mutating func expressions(_ key: String) -> [ExpressionSource] {
    guard let node = values[key] else { return [] }
    if node.kind == .sequence, node.style == .flow {
      report("write '\(key)' as a block list: a flow list splits at the commas of calls", at: node)
    }
    return (node.kind == .sequence ? node.elements : [node]).compactMap { expression($0) }
  }

  /// YAML mistakes that rule authors make get an answer in their own terms.
  private mutating func expression(_ node: Node) -> ExpressionSource? {
    if node.isAlias {
      report("'*' starts an alias: quote this expression", at: node)
      return nil
    }
    guard node.kind == .scalar else {
      report("expected an expression: quote it if it starts with '{' or '['", at: node)
      return nil
    }
    if node.tag != nil {
      report("'!' starts a tag: quote this expression, or use 'unless'", at: node)
      return nil
    }
    return ExpressionSource(text: node.text, origin: node, offset: 0)
  }

  private mutating func clause(_ node: Node, isFirst: Bool) -> RuleLogic.Clause? {
    guard let source = expression(node) else { return nil }
    guard let (names, range, offset) = RuleLogic.Clause.split(source.text) else {
      report("expected 'x in Collection'", at: node)
      return nil
    }
    guard (1...2).contains(names.count), names.allSatisfy(Self.isName) else {
      report("'for' names one variable, or two for a map", at: node)
      return nil
    }
    let expression = ExpressionSource(text: range, origin: node, offset: offset)
    var collection = Self.trimmed(range)
    if isFirst, FactCollection.byName[collection]?.rows == nil {
      let known = FactCollection.all.filter { $0.rows != nil }.map(\.message.name).sorted()
      let hint = suggestion(for: collection, among: known)
      problems.append(
        PolicyProblem(
          message:
            "unknown collection '\(collection)'\(hint); there are \(known.joined(separator: ", "))",
          place: expression.place(0..<range.utf8.count) ?? node.place))
      // The nearest one tells what else is wrong.
      guard let nearest = known.first(where: { hint.holds("'\($0)'") }) else { return nil }
      collection = nearest
    }
    return RuleLogic.Clause(
      variable: names[0], second: names.count == 2 ? names[1] : nil, range: expression,
      collection: isFirst ? collection : "")
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first == "_" else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  private mutating func template(_ node: Node) -> MessageTemplate {
    let (template, unclosed) = MessageTemplate.parse(node)
    if let unclosed {
      let place = ExpressionSource(text: "", origin: node, offset: unclosed).place(0..<2)
      problems.append(PolicyProblem(message: "'${' is not closed", place: place ?? node.place))
    }
    return template
  }

  private mutating func note(_ node: Node) -> RuleBody.Note? {
    checkKeys(node, ["each", "at", "message"])
    guard let at = node["at"], let message = node["message"] else {
      report("a related place needs 'at' and 'message'", at: node)
      return nil
    }
    guard let place = expression(at) else { return nil }
    return RuleBody.Note(
      clause: node["each"].flatMap { clause($0, isFirst: false) }, at: place,
      message: template(message))
  }

  private mutating func fix(_ node: Node) -> FixRecipe? {
    checkKeys(node, ["title", "safety", "when", "edits"])
    let safety = node["safety"]?.text ?? "unsafe"
    if safety != "safe", safety != "unsafe", let place = node["safety"] {
      report("'safety' must be safe or unsafe", at: place)
    }
    let steps = (node["edits"]?.elements ?? []).compactMap { step($0) }
    guard !steps.isEmpty, let title = node["title"] else {
      report("a fix needs a 'title' and at least one edit", at: node.elementsOrKey)
      return nil
    }
    return FixRecipe(
      title: title.text, isSafe: safety == "safe",
      condition: node["when"].flatMap { expression($0) },
      steps: steps)
  }

  private mutating func step(_ node: Node) -> FixRecipe.Step? {
    checkKeys(node, FixRecipe.Action.allCases.map(\.rawValue) + ["to", "key", "value"])
    guard let action = FixRecipe.Action.allCases.first(where: { node[$0.rawValue] != nil }),
      let target = node[action.rawValue].flatMap({ expression($0) })
    else {
      report("an edit is one of quote, set, delete, insert, move, wrap", at: node)
      return nil
    }
    let value = (node["to"] ?? node["value"]).flatMap { expression($0) }
    if [.set, .insert, .move].contains(action), value == nil {
      report("'\(action.rawValue)' needs '\(action == .insert ? "value" : "to")'", at: node)
    }
    let name = target.text.split(separator: ".").last.map(String.init) ?? ""
    let key = node["key"]?.text ?? (action == .set ? name : "")
    return FixRecipe.Step(action: action, target: target, value: value, key: key)
  }
}

extension Node {
  /// The first key of a mapping, or the node itself: a tight place for what is missing in it.
  var elementsOrKey: Node { ownEntries.first?.key ?? self }
}
