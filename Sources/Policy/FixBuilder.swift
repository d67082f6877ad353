internal import CEL
internal import YAMLTree

/// Turns a rule's recipe into edits of text; nil when one of them cannot be exact.
enum FixBuilder {
  static func fix(_ rule: CompiledRule, _ frame: Frame) throws(EvaluationError) -> Fix? {
    guard let recipe = rule.body.fix else { return nil }
    if let condition = rule.fixCondition {
      guard case .bool(true) = try condition.evaluate(frame).payload else { return nil }
    }
    var edits: [Edit] = []
    var file: SourceFile?
    var isSensitive = false
    for step in rule.edits {
      let target = try step.target.evaluate(frame)
      let value = try step.value.map { program throws(EvaluationError) in
        try program.evaluate(frame)
      }
      isSensitive = isSensitive || (value?.isSensitive ?? false)
      // What is quoted stands in the replacement.
      isSensitive = isSensitive || (step.action == .quote && target.isSensitive)
      guard let node = Places.node(of: target), !node.isAlias, node.document.embedding == nil,
        node.document.source.isVerbatim, let edit = edit(step, node, target, value)
      else { return nil }
      file = node.document.source
      edits.append(edit)
    }
    guard let file else { return nil }
    return Fix(
      title: recipe.title, isSafe: recipe.isSafe, file: file, edits: edits,
      isSensitive: isSensitive)
  }

  private static func edit(
    _ step: CompiledRule.Edit, _ node: Node, _ target: Value, _ value: Value?
  ) -> Edit? {
    let isAbsent = target.origin.flags.contains(.absent)
    switch step.action {
    case .quote: return quote(node)
    case .set where isAbsent: return insertion(of: step.key, value, into: node)
    case .set: return replacement(of: node, with: value)
    case .insert: return insertion(of: step.key, value, into: node)
    case .delete: return deletion(of: node)
    }
  }

  /// Plain text in double quotes: what makes it plain makes it safe to quote as it stands.
  private static func quote(_ node: Node) -> Edit? {
    guard node.kind == .scalar, node.tag == nil, node.style == .plain,
      let range = node.verbatimRange
    else {
      return nil
    }
    return Edit(range: range, replacement: "\"\(node.text)\"")
  }

  private static func replacement(of node: Node, with value: Value?) -> Edit? {
    guard node.kind == .scalar, node.tag == nil, let text = value.flatMap(Self.text) else {
      return nil
    }
    switch node.style {
    case .literal, .folded:
      // The value ends with its line, which a quoted one does not.
      let source = node.document.source.bytes
      let ending =
        source[node.range].last != 10
        ? "" : (source[node.range].dropLast().last == 13 ? "\r\n" : "\n")
      return Edit(
        range: node.range, replacement: Scalar.written(text, asPlainIfPossible: true) + ending)
    case .singleQuoted where !text.contains("'") && !text.contains("\n"):
      return Edit(range: node.range, replacement: "'\(text)'")
    case .plain:
      return Edit(range: node.range, replacement: Scalar.written(text, asPlainIfPossible: true))
    default:
      return Edit(range: node.range, replacement: Scalar.written(text, asPlainIfPossible: false))
    }
  }

  private static func text(_ value: Value) -> String? {
    switch value.payload {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let bool): String(bool)
    default: nil
    }
  }

  /// A new entry behind the last one of a mapping, indented like it.
  private static func insertion(of key: String, _ value: Value?, into node: Node) -> Edit? {
    guard node.kind == .mapping, let text = value.flatMap(Self.text),
      let first = node.ownEntries.first, let last = node.ownEntries.last
    else { return nil }
    let source = node.document.source.bytes
    // JSON, and YAML that is written like it, stays so.
    let isPlain = first.key.style != .doubleQuoted
    let writtenKey = Scalar.written(key, asPlainIfPossible: isPlain)
    let entry = "\(writtenKey): \(Scalar.written(text, asPlainIfPossible: isPlain))"
    if node.style == .flow {
      let end = max(last.value.range.upperBound, last.key.range.upperBound)
      return Edit(range: end..<end, replacement: ", " + entry)
    }
    let start = first.key.range.lowerBound
    let lineStart = source[..<start].lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? 0
    let indentation = String(repeating: " ", count: start - lineStart)
    let lineBreak = source.contains(13) ? "\r\n" : "\n"
    var end = max(last.value.range.upperBound, last.key.range.upperBound)
    if end > 0, source[end - 1] == 10 {
      return Edit(range: end..<end, replacement: indentation + entry + lineBreak)
    }
    while end < source.count, source[end] != 10, source[end] != 13 { end += 1 }
    return Edit(range: end..<end, replacement: lineBreak + indentation + entry)
  }

  /// The whole lines of a block mapping's entry.
  private static func deletion(of node: Node) -> Edit? {
    guard let key = node.keyInParent else { return nil }
    let source = node.document.source.bytes
    let start = key.range.lowerBound
    guard let lineStart = source[..<start].lastIndex(of: 10).map({ $0 + 1 }),
      source[lineStart..<start].allSatisfy({ $0 == 32 })
    else { return nil }
    var end = node.range.upperBound
    while end < source.count, source[end] != 10 { end += 1 }
    return Edit(range: lineStart..<min(end + 1, source.count), replacement: "")
  }
}

/// Writes text as a YAML scalar.
package enum Scalar {
  package static func written(_ text: String, asPlainIfPossible: Bool) -> String {
    asPlainIfPossible && isPlain(text) ? text : quoted(text)
  }

  /// In double quotes, as both YAML and JSON read it.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 32:
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, ScalarType(plain: text) == .string else { return false }
    let isLetter =
      (97...122).contains(first | 0x20) || (48...57).contains(first) || ".".utf8.contains(first)
    return isLetter && text.utf8.last != UInt8(ascii: ":")
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (97...122).contains($0 | 0x20) || "._-/:+=".utf8.contains($0)
      }
      && !text.contains(": ")
  }
}
