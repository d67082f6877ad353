internal import YAMLTree

/// Reads templates without rendering them.
enum TemplateReader {
  /// What can be parsed of a template: with both branches of its conditions side by side, or else
  /// with the first of each.
  static func parse(_ file: InputFile, _ limits: Limits) -> ParsedFile {
    let bytes = file.source.bytes
    let expressions = withoutRawText(TemplateExpression.all(in: bytes))
    var skipped = TemplateBlocks.definitions(in: expressions)
    if !holdsText(bytes, expressions, outside: skipped) { skipped = [] }
    func parse(skipping ranges: [Range<Int>]) -> ParsedFile {
      ParsedFile(
        yaml: file.source,
        filling: TemplateFiller.filling(of: bytes, expressions, skipping: ranges), limits: limits)
    }
    let whole = parse(skipping: skipped)
    guard !whole.problems.isEmpty else { return whole }
    let first = parse(skipping: skipped + TemplateBlocks.alternatives(in: expressions))
    return first.problems.isEmpty ? first : whole
  }

  /// What the template of a chart reads of its values, and what it prints.
  static func readExpressions(of file: InputFile, _ content: inout FileContent) {
    let expressions = TemplateExpression.all(in: file.source.bytes)
    content.valueReads = ChartValueReader.reads(file.source, expressions)
    content.printedConfigs = PrintedDockerConfig.all(in: file.source, expressions)
    content.generatedValues = GeneratedValue.all(in: file.source, expressions)
  }

  /// Between Jinja's `{% raw %}` and `{% endraw %}` braces are text.
  private static func withoutRawText(_ all: [TemplateExpression]) -> [TemplateExpression] {
    var isRaw = false
    return all.filter { expression in
      if expression.word == "endraw" { isRaw = false }
      defer { if expression.word == "raw", expression.role == .control { isRaw = true } }
      return !isRaw
    }
  }

  /// A library of definitions has nothing else.
  private static func holdsText(
    _ bytes: [UInt8], _ expressions: [TemplateExpression], outside ranges: [Range<Int>]
  ) -> Bool {
    guard !ranges.isEmpty else { return true }
    var rest = bytes
    for range in ranges + expressions.map(\.range) {
      for offset in range { rest[offset] = 32 }
    }
    return rest.split { $0 == 10 || $0 == 13 }.contains { line in
      line.first { $0 != 32 && $0 != 9 }.map { $0 != UInt8(ascii: "#") } ?? false
    }
  }
}
