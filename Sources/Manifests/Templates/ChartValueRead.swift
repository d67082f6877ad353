internal import Encodings
package import YAMLTree

/// A place of a chart's templates that reads a value.
package struct ChartValueRead: Sendable {
  /// What the template does with it, as far as its form matters.
  package enum Use: Sendable, Equatable {
    case other
    /// Each element is written as the name of an object.
    case names
    /// Each element is taken for an object with a name.
    case objects
  }

  /// Keys from the root of the values; empty where all of them are handed on.
  package let path: [String]
  package let use: Use
  /// What names the value; the rest of the expression may hold a secret.
  package let place: Place
}

/// Finds what a template reads of its values.
struct ChartValueReader {
  /// What `.` stands for in a block.
  private struct Scope {
    var dot: [String]?
    /// `.` is an element of the value.
    var isElement = false
    /// A variable that stands for the same.
    var variable: Substring?
    /// A condition tells the forms of the value apart.
    var isChecked = false
  }

  private let source: SourceFile
  private var scopes = [Scope()]
  private var reads: [ChartValueRead] = []

  static func reads(_ source: SourceFile, _ expressions: [TemplateExpression]) -> [ChartValueRead] {
    var reader = ChartValueReader(source)
    for expression in expressions where expression.role != .comment { reader.read(expression) }
    return reader.reads
  }

  private init(_ source: SourceFile) { self.source = source }

  private mutating func read(_ expression: TemplateExpression) {
    let text = expression.text(in: source.bytes)
    let operands = Self.operands(of: text)
    func add(_ path: [String], _ use: ChartValueRead.Use, _ operand: Substring) {
      let start =
        expression.body.lowerBound
        + text.utf8.distance(from: text.startIndex, to: operand.startIndex)
      reads.append(
        ChartValueRead(
          path: path, use: use,
          place: Place(file: source, range: start..<start + operand.utf8.count)))
    }
    for operand in operands {
      if let path = path(operand) { add(path, .other, operand) }
    }
    if expression.role == .output, let found = use(of: expression, operands) {
      add(found.path, found.use, found.operand)
    }
    follow(expression, operands)
  }

  private mutating func follow(_ expression: TemplateExpression, _ operands: [Substring]) {
    guard expression.role == .control, var scope = scopes.last else { return }
    switch expression.word {
    case "range", "with":
      let values = operands.dropFirst().filter {
        $0 != ":=" && (!$0.hasPrefix("$") || path($0) != nil)
      }
      let paths = values.compactMap(path)
      scope.dot = values.count == 1 ? paths.first : nil
      scope.isElement = expression.word == "range"
      scope.variable = operands.dropFirst().prefix { $0 != ":=" }.last { $0.hasPrefix("$") }
      if !operands.contains(":=") { scope.variable = nil }
      scopes.append(scope)
    case "if":
      scope.isChecked = scope.isChecked || operands.contains(where: Self.checks.contains)
      scopes.append(scope)
    case "define", "block": scopes.append(Scope())
    case "else":
      scopes[scopes.count - 1].isChecked = true
    case "end":
      if scopes.count > 1 { scopes.removeLast() }
    default: break
    }
  }

  /// Functions that tell texts from objects.
  private static let checks: Set<Substring> = [
    "kindIs", "typeIs", "kindOf", "typeOf", "typeIsLike", "hasKey", "eq",
  ]

  // MARK: Operands

  /// Words of an expression; a string is one, with its quotes.
  private static func operands(of text: String) -> [Substring] {
    var result: [Substring] = []
    var start: String.Index?
    var quote: UInt8?
    let bytes = text.utf8
    for index in bytes.indices {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      if quotes.contains(byte) {
        quote = byte
        start = start ?? index
      } else if separators.contains(byte) {
        if let first = start { result.append(text[first..<index]) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let first = start { result.append(text[first...]) }
    return result
  }

  private static let quotes = ByteSet("\"`")
  private static let separators = ByteSet(" \t\r\n()|,")

  /// The value that an operand reads: `.Values.a.b`, `$.Values.a`, or `.b` where `.` is known.
  private func path(_ operand: Substring) -> [String]? {
    // Most operands are names of functions.
    guard operand.utf8.contains(UInt8(ascii: ".")) || scopes.last?.variable == operand else {
      return nil
    }
    let parts = operand.split(separator: ".", omittingEmptySubsequences: false)
    if let values = parts.firstIndex(of: "Values") {
      return parts[(values + 1)...].filter { !$0.isEmpty }.map(String.init)
    }
    guard let scope = scopes.last, let dot = scope.dot else { return nil }
    let isOwn = operand.hasPrefix(".") || parts.first == scope.variable
    guard isOwn else { return nil }
    // An element has no path of its own: what is read is the list.
    return scope.isElement ? dot : dot + parts.dropFirst().filter { !$0.isEmpty }.map(String.init)
  }

  // MARK: Uses

  private func use(
    of expression: TemplateExpression, _ operands: [Substring]
  ) -> (path: [String], use: ChartValueRead.Use, operand: Substring)? {
    guard let scope = scopes.last, !scope.isChecked else { return nil }
    let key = key(before: expression.range.lowerBound)
    if let dot = scope.dot, scope.isElement, key.hasSuffix("- name:"), let first = operands.first {
      let isPlain = operands.dropFirst().allSatisfy { $0 == "quote" || $0 == "squote" }
      if first == "." || first == scope.variable { return isPlain ? (dot, .names, first) : nil }
      if first == ".name" || first == "\(scope.variable ?? "$")." + "name" {
        return (dot, .objects, first)
      }
    }
    guard key.hasSuffix("imagePullSecrets:"), operands.first == "toYaml", operands.count > 1,
      !scope.isElement, let path = path(operands[1])
    else { return nil }
    return (path, .objects, operands[1])
  }

  private static let marks = ByteSearch("{{")

  /// Bytes in front of an expression in which its key is looked for.
  private static let reach = 1_000

  /// The text in front of an expression, over lines that hold nothing but expressions.
  private func key(before offset: Int) -> String {
    let bytes = source.bytes[max(0, offset - Self.reach)..<offset]
    var end = offset
    for _ in 0..<8 where end >= bytes.startIndex {
      let start =
        bytes[..<end].lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? bytes.startIndex
      let line = bytes[start..<end]
      var text = line.prefix(Self.marks.offsets(in: Array(line)).first ?? line.count)
      while let last = text.last, " \t\r\"'".utf8.contains(last) { text.removeLast() }
      if !text.isEmpty { return String(decoding: text, as: UTF8.self) }
      guard start > bytes.startIndex else { return "" }
      end = start - 1
    }
    return ""
  }
}
