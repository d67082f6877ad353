internal import Credentials
internal import Rules
internal import YAMLTree

/// For people: a line that tools can parse, the source with the place marked, and what to do.
struct TextReport {
  private let report: Report
  private let tables: LineTables
  private let style: Style
  private var output = ""

  static func write(_ report: Report, useColor: Bool) -> String {
    var writer = TextReport(report: report, style: Style(useColor: useColor))
    for finding in report.findings { writer.write(finding) }
    writer.writeFooter()
    return writer.output
  }

  /// The first line of every finding, and nothing else.
  static func writeShort(_ report: Report) -> String {
    var writer = TextReport(report: report, style: Style(useColor: false))
    for finding in report.findings { writer.writeHeader(finding) }
    return writer.output
  }

  private init(report: Report, style: Style) {
    self.report = report
    self.style = style
    tables = report.lineTables()
  }

  private var excerpts = Excerpts()

  private func table(_ file: SourceFile) -> LineTable { tables[file] }

  private func position(_ place: Place) -> String {
    let (line, column) = table(place.file).position(of: place.range.lowerBound)
    return "\(Terminal.visible(place.shownPath)):\(line):\(column)"
  }

  private mutating func line(_ text: String = "") { output += text + "\n" }

  private mutating func writeHeader(_ finding: Finding) {
    let severity = style.severity(finding.severity)
    let inner = finding.place.inner.map { " (in \(Redaction.scan($0)))" } ?? ""
    line(
      "\(position(finding.place)): \(severity)[\(finding.rule.id)]: "
        + Terminal.visible(finding.message) + inner)
  }

  private mutating func write(_ finding: Finding) {
    writeHeader(finding)
    let lines = [finding.place] + finding.related.map(\.place)
    let widest = lines.map { table($0.file).line(of: $0.range.lowerBound) }.max() ?? 1
    let gutter = String(repeating: " ", count: String(widest).count)
    line(style.dim("\(gutter) |"))
    writeSnippet(finding.place, label: nil, marker: "^", gutter: gutter)
    for related in finding.related.prefix(Self.maximumRelated) {
      if related.place.file !== finding.place.file {
        line(style.dim("\(gutter) ::: \(position(related.place))"))
      }
      writeSnippet(
        related.place, label: Terminal.visible(related.message), marker: "-", gutter: gutter)
    }
    if finding.related.count > Self.maximumRelated {
      line(style.dim("\(gutter) = and \(finding.related.count - Self.maximumRelated) more places"))
    }
    line("\(style.dim("\(gutter) =")) help: \(finding.rule.remedy.replacing("\n", with: " "))")
    if let fix = finding.fix { write(fix, gutter: gutter) }
    if let reason = finding.refusal?.reason {
      line("\(style.dim("\(gutter) =")) fix: not offered: \(Terminal.visible(reason))")
    }
    line()
  }

  private static let maximumRelated = 5

  private mutating func writeSnippet(_ place: Place, label: String?, marker: String, gutter: String)
  {
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
    line("\(style.dim("\(gutter) |")) \(style.mark(carets + suffix, isPrimary: marker == "^"))")
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

  // MARK: Footer

  private mutating func writeFooter() {
    let counts = report.counts
    let bySeverity = Severity.allCases.reversed().map { severity in
      "\(report.findings.count { $0.severity == severity }) \(severity.rawValue)"
    }
    let total = report.findings.count
    let fixes = report.findings.compactMap(\.fix)
    let counted = [
      (fixes.count(where: \.isSafe), "--fix"), (fixes.count { !$0.isSafe }, "--fix=unsafe"),
    ].filter { $0.0 > 0 }.map { "\($0) fixable with \($1)" }
    let summary =
      total == 0
      ? "No findings" : "\(plural(total, "finding")): \(bySeverity.joined(separator: ", "))"
    line(([summary] + counted).joined(separator: "; "))
    line(
      "Read \(plural(counts.files, "file")), \(plural(counts.documents, "document")), "
        + "\(plural(counts.resources, "resource")), \(plural(counts.credentials, "credential"))"
        + details(counts))
    if counts.leftOut > 0 {
      line(
        "\(plural(counts.leftOut, "file")) in \(report.leftOutFolders) left out: name the folder, or "
          + "--include it, to have it read")
    }
    if counts.templates + counts.templatesWithHoles > 0 {
      line("What a template's expressions make is not known: helm template . | credlint check -")
    }
    if counts.unjudged > 0 {
      line(
        "\(plural(counts.unjudged, "credential")) of unknown scope or expiry: "
          + "say it with credlint.dev/scopes and credlint.dev/expires; --persona pedantic lists them"
      )
    }
  }

  private func details(_ counts: Report.Counts) -> String {
    let parts = [
      (counts.suppressed, "suppressed"), (counts.baselined, "in the baseline"),
      (counts.encrypted, "encrypted"),
      (counts.templatesWithHoles, "templates read with holes"),
      (counts.templates, "templates not read"), (counts.partlyRead, "not read whole"),
      (counts.skipped, "skipped"),
      (counts.unreadable, "unreadable"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
  }

  private func plural(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}

/// Colours, where they are wanted.
struct Style {
  let useColor: Bool

  private func wrap(_ text: String, _ code: String) -> String {
    useColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  func severity(_ severity: Severity) -> String {
    switch severity {
    case .critical, .high: wrap(severity.rawValue, "1;31")
    case .medium: wrap(severity.rawValue, "1;33")
    case .low: wrap(severity.rawValue, "1;36")
    }
  }

  func dim(_ text: String) -> String { wrap(text, "2") }
  func mark(_ text: String, isPrimary: Bool) -> String { wrap(text, isPrimary ? "1;31" : "34") }
  func added(_ text: String) -> String { wrap(text, "32") }
  func removed(_ text: String) -> String { wrap(text, "31") }
}
