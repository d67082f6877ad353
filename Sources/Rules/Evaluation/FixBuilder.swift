internal import CEL
internal import Credentials
internal import Manifests
internal import YAMLTree

/// What became of a rule's recipe at one place.
enum FixOutcome: Sendable {
  case none
  case offered(Fix)
  case refused(FixRefusal)
}

/// Why a rule's fix is not offered at one place.
package struct FixRefusal: Sendable {
  package let reason: String
  package let isSafe: Bool
}

/// Turns a rule's recipe into edits of text, or says why one of them cannot be exact.
enum FixBuilder {
  private struct Refusal: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  static func outcome(
    _ rule: CompiledRule, _ frame: Frame
  ) throws(EvaluationError) -> FixOutcome {
    guard let recipe = rule.body.fix else { return .none }
    if let condition = rule.fixCondition {
      guard case .bool(true) = try condition.evaluate(frame).payload else { return .none }
    }
    var changes: [Fix.Change] = []
    var file: SourceFile?
    for step in rule.edits {
      let target = try step.target.evaluate(frame)
      let value = try step.value.map { program throws(EvaluationError) in
        try program.evaluate(frame)
      }
      let isSensitive = isSecret(step, target, value)
      do throws(Refusal) {
        let (source, new) = try self.changes(step, target, value)
        guard file == nil || file === source else {
          throw Refusal("its edits stand in several files")
        }
        file = source
        changes += new.map { document, edit in
          Fix.Change(document: document, edit: edit, isSensitive: isSensitive)
        }
      } catch {
        return .refused(FixRefusal(reason: error.reason, isSafe: recipe.isSafe))
      }
    }
    guard let file, !changes.isEmpty else { return .none }
    guard let edits = Payloads.lift(changes),
      let secret = Payloads.lift(changes.filter(\.isSensitive))
    else { return .refused(FixRefusal(reason: inexact, isSafe: recipe.isSafe)) }
    return .offered(
      Fix(
        title: recipe.title, isSafe: recipe.isSafe, file: file, edits: Edit.sorted(edits),
        secretEdits: Set(secret), changes: changes))
  }

  /// What is quoted or copied stands in the replacement.
  private static func isSecret(
    _ step: CompiledRule.Edit, _ target: Value, _ value: Value?
  ) -> Bool {
    if value?.isSensitive == true { return true }
    if step.action == .quote { return target.isSensitive }
    // Whatever is moved stands in the replacement.
    if step.action == .move { return movesSecret(target) }
    guard case .copy(let node)? = value.flatMap(written) else { return false }
    let kind = node.document.outermost.root?["kind"]?.text ?? ""
    return kind == "Secret" || kind.hasSuffix("List")
  }

  private static func movesSecret(_ target: Value) -> Bool {
    var values = [target]
    if case .list(let list) = target.payload { values = list }
    return values.contains { value in
      guard let key = Places.node(of: value), let mapping = key.parent,
        mapping.document.outermost.root?["kind"]?.hasText("Secret") != true,
        let entry = mapping.ownEntries.first(where: { $0.key == key })
      else { return true }
      return SecretText.isIn(entry.value, key: key.text)
    }
  }

  private static let inexact = "the text there cannot be rewritten exactly"

  private static func changes(
    _ step: CompiledRule.Edit, _ target: Value, _ value: Value?
  ) throws(Refusal) -> (file: SourceFile, changes: [(Document, Edit)]) {
    if let box = target.origin.document as? PlaceBox, box.node == nil, step.action == .delete {
      return try deletion(ofComment: box.place)
    }
    if step.action == .move { return try movement(of: target, to: value, step) }
    if step.action == .set, case .list(let targets) = target.payload,
      case .list(let values)? = value?.payload, !isAbsent(target)
    {
      return try settings(of: targets, to: values, step)
    }
    let node = try self.node(of: target)
    let isWritten = step.action != .set || isAbsent(target) || text(target) == node.text
    guard isWritten else { throw Refusal("its value is computed from what stands there") }
    if step.action == .set, let value, isTaken(text(value) ?? "", instead: node) {
      throw Refusal("the key is there already")
    }
    let makesEntry = step.action == .insert || (step.action == .set && isAbsent(target))
    if makesEntry, node.kind == .scalar {
      throw Refusal("what it would stand in is missing")
    }
    guard let edits = edits(step, node, target, value) else { throw Refusal(inexact) }
    return (node.document.outermost.source, edits.map { (node.document, $0) })
  }

  /// Where the value stands, if an edit there can be exact.
  private static func node(of value: Value) throws(Refusal) -> Node {
    let boxed = (value.origin.document as? PlaceBox)?.node
    guard let node = boxed ?? Places.node(of: value) else {
      throw Refusal("its place is no node of YAML")
    }
    if let reason = obstacle(at: node) { throw Refusal(reason) }
    return node
  }

  /// Several places, each with a value of its own.
  private static func settings(
    of targets: [Value], to values: [Value], _ step: CompiledRule.Edit
  ) throws(Refusal) -> (file: SourceFile, changes: [(Document, Edit)]) {
    guard targets.count == values.count else { throw Refusal(inexact) }
    var result: (file: SourceFile, changes: [(Document, Edit)])?
    for (target, value) in zip(targets, values) {
      let (file, changes) = try changes(step, target, value)
      guard result == nil || result?.file === file else {
        throw Refusal("its edits stand in several files")
      }
      result = (file, (result?.changes ?? []) + changes)
    }
    guard let result else { throw Refusal(inexact) }
    return result
  }

  private static func movement(
    of target: Value, to value: Value?, _ step: CompiledRule.Edit
  ) throws(Refusal) -> (file: SourceFile, changes: [(Document, Edit)]) {
    guard let value else { throw Refusal(inexact) }
    var keys: [Node] = []
    if case .list(let list) = target.payload {
      for element in list { keys.append(try node(of: element)) }
    } else {
      keys.append(try node(of: target))
    }
    let place = try node(of: value)
    let name = isAbsent(value) ? step.valueName : nil
    guard name != "", let edits = CollectionEdit.moving(keys, to: place, under: name) else {
      throw Refusal(inexact)
    }
    return (place.document.outermost.source, edits.map { (place.document, $0) })
  }

  private static func deletion(
    ofComment place: Place
  ) throws(Refusal) -> (file: SourceFile, changes: [(Document, Edit)]) {
    guard place.file.isVerbatim else { throw Refusal("the file is UTF-16") }
    guard let edit = CollectionEdit.deletingComment(place, from: "credlint:") else {
      throw Refusal("it stands among other text")
    }
    return (place.file, [(.verbatim(place.file), edit)])
  }

  /// Why no edit of a node is exact, whatever it is.
  private static func obstacle(at node: Node) -> String? {
    let document = node.document.outermost
    if document.isComposed { return "a command makes it" }
    if node.isAlias { return "the value is an alias" }
    if document.hasHoles { return "the file is a template: change what it is rendered from" }
    if !document.source.isVerbatim { return "the file is UTF-16" }
    if document.root?["sops"]?["mac"] != nil { return "SOPS signs the file: change it with sops" }
    if node.kind == .scalar, node.tag != nil { return "the value has a tag" }
    if node.kind == .scalar, Placeholder.isTemplate(node.text) { return "the value is a template" }
    var current: Node? = node
    while let place = current {
      if place.kind == .scalar, place.hasAnchor { return "the value has an anchor" }
      if place.isAliased { return "an alias repeats the value elsewhere" }
      current = place.document.embedding?.parent
      if current?.isAlias == true { return "the value is an alias" }
      if place.document.embedding?.form == .part { return "the value is part of a longer text" }
    }
    return nil
  }

  /// A renamed key must not be another of its mapping.
  private static func isTaken(_ key: String, instead node: Node) -> Bool {
    guard node.isMappingKey, !node.hasText(key) else { return false }
    return node.parent?.ownEntries.contains { $0.key.hasText(key) } == true
  }

  private static func isAbsent(_ target: Value) -> Bool { target.origin.flags.contains(.absent) }

  private static func text(_ value: Value) -> String? {
    switch value.payload {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let bool): String(bool)
    default: nil
    }
  }

  private static func edits(
    _ step: CompiledRule.Edit, _ node: Node, _ target: Value, _ value: Value?
  ) -> [Edit]? {
    let isAbsent = isAbsent(target)
    switch step.action {
    case .quote: return quote(node).map { [$0] }
    case .set where isAbsent: return insertion(of: fragment(value, under: step.key), into: node)
    case .set: return replacement(of: node, with: value)
    case .insert:
      let name = isAbsent ? step.targetName : nil
      var isList = step.key.isEmpty
      if case .list = target.payload { isList = true }
      let fragment = fragment(value, under: step.key)
      return insertion(
        of: isList ? fragment.map { .item($0) } : fragment, under: name, into: node)
    case .delete: return CollectionEdit.deleting(node).map { [$0] }
    case .wrap: return CollectionEdit.wrapping(node, key: step.key)
    case .move: return nil
    }
  }

  private static func fragment(_ value: Value?, under key: String) -> InsertedNode? {
    let fragment = value.flatMap(written)
    return key.isEmpty ? fragment : fragment.map { .entry(key, $0) }
  }

  /// Plain text in double quotes: what makes it plain makes it safe to quote as it stands.
  private static func quote(_ node: Node) -> Edit? {
    guard node.kind == .scalar, node.style == .plain, let range = node.verbatimRange else {
      return nil
    }
    return Edit(range: range, replacement: "\"\(node.text)\"")
  }

  private static func insertion(
    of fragment: InsertedNode?, under name: String? = nil, into node: Node
  ) -> [Edit]? {
    guard let fragment, name != "" else { return nil }
    let whole = name.map { InsertedNode.entry($0, fragment) } ?? fragment
    switch whole {
    case .entry where node.kind == .mapping, .item where node.kind == .sequence:
      return CollectionEdit.inserting(whole, into: node).map { [$0] }
    default: return nil
    }
  }

  private static func replacement(of node: Node, with value: Value?) -> [Edit]? {
    switch value.flatMap(written) {
    case .text(let text)?: return ScalarEdit.replacing(node, with: text)
    case .bare(let text)?:
      guard node.kind == .scalar, !node.document.isRaw, !node.hasAnchor, node.style.isInline else {
        return nil
      }
      return node.hasText(text) ? [] : [Edit(range: node.range, replacement: text)]
    default: return nil
    }
  }

  private static func written(_ value: Value) -> InsertedNode? {
    if case .string(let text) = value.payload { return .text(text) }
    if let text = text(value) { return .bare(text) }
    guard let node = Places.node(of: value), !isAbsent(value) else { return nil }
    return .copy(node)
  }
}

extension Document {
  /// The document of the file, for the payload of a scalar of it.
  fileprivate var outermost: Document { embedding?.parent.document.outermost ?? self }
}
