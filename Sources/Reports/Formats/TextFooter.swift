internal import Rules

/// What stands below the findings: what was counted, and what to do next.
enum TextFooter {
  static func write(_ report: Report) -> String {
    var lines = [summary(report), read(report)]
    if !report.selection.isEmpty { lines.append(report.selection) }
    let counts = report.counts
    if counts.leftOut > 0 {
      lines.append(
        "\(plural(counts.leftOut, "file")) in \(report.leftOutFolders) left out: name the folder, or "
          + "--include it, to have it read")
    }
    if counts.templates + counts.templatesWithHoles > 0 {
      lines.append("What a template's expressions make is not known: \(Report.renderHint)")
    }
    if counts.unjudged > 0 {
      let list = report.persona == .regular ? "; --persona pedantic lists them" : ""
      lines.append(
        "\(plural(counts.unjudged, "credential")) of unknown scope or expiry: "
          + "say it with credlint.dev/scopes and credlint.dev/expires\(list)")
    }
    if let rule = report.findings.first?.rule.id {
      lines.append("Why, and what to do: credlint explain \(rule)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func summary(_ report: Report) -> String {
    let bySeverity = Severity.allCases.reversed().map { severity in
      "\(report.findings.count { $0.severity == severity }) \(severity.rawValue)"
    }
    let fixes = report.findings.compactMap(\.fix)
    let counted = [
      (fixes.count(where: \.isSafe), "--fix"), (fixes.count { !$0.isSafe }, "--fix=unsafe"),
    ].filter { $0.0 > 0 }.map { "\($0.0) fixable with \($0.1)" }
    let summary =
      report.findings.isEmpty
      ? "No findings" : "\(report.foundCount): \(bySeverity.joined(separator: ", "))"
    return ([summary] + counted).joined(separator: "; ")
  }

  private static func read(_ report: Report) -> String {
    let counts = report.counts
    return "Read \(plural(counts.files, "file")), \(plural(counts.documents, "document")), "
      + "\(plural(counts.resources, "resource")), \(plural(counts.credentials, "credential"))"
      + details(counts)
  }

  private static func details(_ counts: Report.Counts) -> String {
    let parts = [
      (counts.suppressed, "finding suppressed", "findings suppressed"),
      (counts.baselined, "finding in the baseline", "findings in the baseline"),
      (counts.encrypted, "document encrypted", "documents encrypted"),
      (counts.templatesWithHoles, "template read with holes", "templates read with holes"),
      (counts.templates, "template not read", "templates not read"),
      (counts.partlyRead, "file not read whole", "files not read whole"),
      (counts.skipped, "link or binary passed over", "links and binaries passed over"),
      (counts.unreadable, "file unreadable", "files unreadable"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    return parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
  }

  /// What became of every file.
  static func files(_ report: Report, _ style: Style) -> String {
    report.files.map { file in
      "\(Terminal.visible(style.path(file.path))): \(Terminal.visible(file.described))\n"
    }.joined()
  }

  /// How many findings each rule has, the most first.
  static func statistics(_ report: Report) -> String {
    let rows = Dictionary(grouping: report.findings, by: \.rule.id).values.sorted {
      ($1.count, $0[0].rule.id) < ($0.count, $1[0].rule.id)
    }
    let width = rows.first.map { String($0.count).count } ?? 0
    let idWidth = rows.map { $0[0].rule.id.count }.max() ?? 0
    return rows.map { findings in
      let (count, rule) = (String(findings.count), findings[0].rule)
      let blank = String(repeating: " ", count: width - count.count)
      let gap = String(repeating: " ", count: idWidth - rule.id.count)
      return "\(blank)\(count)  \(rule.id)\(gap)  \(rule.severity.rawValue): \(rule.title)\n"
    }.joined() + (rows.isEmpty ? "" : "\n")
  }

  private static func plural(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
