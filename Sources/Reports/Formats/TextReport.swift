internal import Credentials
internal import Graph
internal import Judging
internal import Rules
internal import YAMLTree

/// For people: a line that tools can parse, the source with the place marked, and what to do.
struct TextReport {
  private let report: Report
  private let tables: LineTables
  private let style: Style
  private var output = ""
  private var excerpts: Excerpts

  static func write(_ report: Report, _ style: Style) -> String {
    var writer = TextReport(report: report, style: style)
    if style.showsStatistics {
      writer.output = TextFooter.statistics(report)
    } else {
      for group in FindingGroup.fold(report.findings) { writer.write(group) }
    }
    if report.listsFiles { writer.output += TextFooter.files(report, style) }
    if !style.isQuiet { writer.output += TextFooter.write(report) }
    return writer.output
  }

  /// `path:line:column: error: message [rule]`, as compilers write and editors read.
  static func writeShort(_ report: Report, _ style: Style) -> String {
    let writer = TextReport(report: report, style: style)
    var text = ""
    for finding in report.findings {
      text += "\(writer.position(finding.place)): \(Self.word(finding.severity)): "
      text += "\(writer.sentence(finding)) [\(finding.rule.id)]\n"
    }
    return report.listsFiles ? text + TextFooter.files(report, style) : text
  }

  private static func word(_ severity: Severity) -> String {
    switch severity {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low: "note"
    }
  }

  private init(report: Report, style: Style) {
    self.report = report
    self.style = style
    tables = report.lineTables()
    excerpts = Excerpts(width: style.width)
  }

  private func table(_ file: SourceFile) -> LineTable { tables[file] }

  private func position(_ place: Place) -> String {
    let (line, column) = table(place.file).position(of: place.range.lowerBound)
    let path = style.path(place.shownPath)
    return style.link("\(Terminal.visible(path)):\(line):\(column)", to: place.shownPath)
  }

  private func sentence(_ finding: Finding) -> String {
    let inner = finding.place.inner.map { " (in \(Redaction.scan($0)))" } ?? ""
    return Terminal.visible(finding.message) + inner
  }

  private mutating func line(_ text: String = "") { output += text + "\n" }

  private mutating func writeHeader(_ finding: Finding) {
    let severity = style.severity(finding.severity)
    line(
      "\(position(finding.place)): \(severity)[\(style.link(finding.rule, below: report.rulePages))]: \(sentence(finding))"
    )
  }

  private mutating func write(_ group: FindingGroup) {
    let finding = group.first
    writeHeader(finding)
    let lines = [finding.place] + finding.related.map(\.place)
    let widest = lines.map { table($0.file).line(of: $0.range.lowerBound) }.max() ?? 1
    let gutter = String(repeating: " ", count: String(widest).count)
    line(style.dim("\(gutter) |"))
    writeSnippet(finding.place, label: nil, severity: finding.severity, gutter: gutter)
    let maximum = style.isVerbose ? Int.max : Self.maximumRelated
    for related in Self.ordered(finding).prefix(maximum) {
      if related.place.file.path != finding.place.file.path {
        line(style.dim("\(gutter) ::: \(position(related.place))"))
      }
      writeSnippet(
        related.place, label: Terminal.visible(related.message), severity: nil, gutter: gutter)
    }
    if finding.related.count > maximum {
      let more = finding.related.count - maximum
      let places = more == 1 ? "1 more place" : "\(more) more places"
      line(style.dim("\(gutter) = and \(places): --verbose shows them"))
    }
    writeCopies(group, gutter: gutter)
    let reach = group.reach.described(atMost: style.isVerbose ? Int.max : 1)
    if !reach.isEmpty { note("deployed: \(Terminal.visible(reach))", gutter) }
    if finding.rule.confidence != .high {
      note("confidence: \(finding.rule.confidence.rawValue)", gutter)
    }
    note("help: \(finding.rule.remedy.replacing("\n", with: " "))", gutter)
    if let fix = finding.fix { write(fix, gutter: gutter) }
    if let reason = finding.refusal?.reason {
      note("fix: not offered: \(Terminal.visible(reason))", gutter)
    }
    line()
  }

  private mutating func note(_ text: String, _ gutter: String) {
    line("\(style.dim("\(gutter) =")) \(text)")
  }

  /// Where else the same is to be said of a copy of the object.
  private mutating func writeCopies(_ group: FindingGroup, gutter: String) {
    guard group.findings.count > 1 else { return }
    let places = FoldedPlaces(group, tables) { style.path($0) }
    note("×\(group.findings.count): \(Terminal.visible(places.text))", gutter)
    guard style.isVerbose else { return }
    for copy in group.findings.dropFirst() { note("also \(position(copy.place))", gutter) }
  }

  private static let maximumRelated = 5

  /// Those of the finding's own file first, then file by file, each from its top.
  private static func ordered(_ finding: Finding) -> [Finding.Related] {
    func key(_ related: Finding.Related) -> (Int, String, Int) {
      let isOwn = related.place.file.path == finding.place.file.path
      return (isOwn ? 0 : 1, related.place.file.path, related.place.range.lowerBound)
    }
    return finding.related.sorted { key($0) < key($1) }
  }

  /// - Parameter severity: of the finding, at its own place; nil for a related one.
  private mutating func writeSnippet(
    _ place: Place, label: String?, severity: Severity?, gutter: String
  ) {
    let marker = severity == nil ? "-" : "^"
    let table = table(place.file)
    let number = table.line(of: place.range.lowerBound)
    let excerpt = excerpts.excerpt(
      of: table.range(ofLine: number), around: place.range, in: place.file, report.masks)
    let digits = String(number)
    let margin = String(repeating: " ", count: max(0, gutter.count - digits.count)) + digits
    line("\(style.dim("\(margin) |")) \(excerpt.text)")
    let carets =
      String(repeating: " ", count: excerpt.column)
      + String(repeating: marker, count: excerpt.width)
    let suffix = label.map { " " + $0 } ?? ""
    line("\(style.dim("\(gutter) |")) \(style.mark(carets + suffix, severity))")
  }

  /// The lines that the fix changes, before and after; secret text is announced only.
  private mutating func write(_ fix: Fix, gutter: String) {
    let safety = fix.isSafe ? "--fix" : "--fix=unsafe"
    line("\(style.dim("\(gutter) =")) fix (\(safety)): \(Terminal.visible(fix.title))")
    for edit in fix.edits.prefix(Self.maximumEdits) where !report.masks.hides(edit, of: fix) {
      write(edit, of: fix.file, gutter: gutter)
    }
  }

  private static let maximumEdits = 3

  private mutating func write(_ edit: Edit, of file: SourceFile, gutter: String) {
    let table = table(file)
    let range = table.range(ofLine: table.line(of: edit.range.lowerBound))
    let replacement = String(decoding: edit.replacement, as: UTF8.self)
    let isInsertion = edit.range.isEmpty && replacement.contains(where: \.isNewline)
    let isLine = !isInsertion && edit.range.upperBound <= range.upperBound
    for added in isInsertion ? replacement.split(whereSeparator: \.isNewline) : [] {
      line("\(gutter)     \(style.added("+ " + Terminal.visible(Redaction.scan(String(added)))))")
    }
    guard isLine, range.count <= Masks.longLine else { return }
    let outline = excerpts.outline(of: file)
    let old = report.masks.text(in: range, of: outline, marks: [edit.range])
    let new = report.masks.text(
      in: range, of: outline, replacing: edit.range, with: replacement)
    line("\(gutter)     \(style.removed("- " + old))")
    line("\(gutter)     \(style.added("+ " + new))")
  }
}
