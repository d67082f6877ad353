internal import Rules
internal import YAMLTree

/// JUnit's XML for servers that show tests: a suite for each file with findings, a case for each
/// finding, and one that passes when there is none, because a report without cases fails for some.
enum JUnitReport {
  static func write(_ report: Report) -> String {
    let tables = report.lineTables()
    let count = report.findings.count
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    let total = [
      ("name", "credlint"),
      ("tests", String(max(1, count) + (report.gapLine.isEmpty ? 0 : 1))),
      ("failures", String(count)),
      ("errors", "0"),
    ]
    xml += "<testsuites\(attributes(total))>\n"
    if report.findings.isEmpty {
      xml += "  <testsuite name=\"credlint\" tests=\"1\" failures=\"0\" errors=\"0\">\n"
      xml += "    <testcase name=\"No findings\" classname=\"credlint\"/>\n  </testsuite>\n"
    }
    var rest = report.findings[...]
    while let first = rest.first {
      let path = first.place.file.path
      let own = rest.prefix { $0.place.file.path == path }
      rest = rest.dropFirst(own.count)
      xml += suite(first.place.shownPath, own, tables[first.place.file])
    }
    if !report.gapLine.isEmpty {
      xml +=
        "  <testsuite name=\"not judged\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">\n"
      xml += "    <testcase name=\"Not judged\" classname=\"credlint\">"
      xml += "<skipped\(attributes([("message", report.gapLine)]))/></testcase>\n  </testsuite>\n"
    }
    return xml + "</testsuites>\n"
  }

  private static func suite(
    _ path: String, _ findings: ArraySlice<Finding>, _ table: LineTable
  ) -> String {
    let count = String(findings.count)
    let total = [("name", path), ("tests", count), ("failures", count), ("errors", "0")]
    var xml = "  <testsuite\(attributes(total))>\n"
    for finding in findings {
      let (line, column) = table.position(of: finding.place.range.lowerBound)
      let name = [
        ("name", "credlint.\(finding.rule.id)"), ("classname", path), ("file", path),
        ("line", String(line)), ("column", String(column)),
      ]
      let failure = [("message", finding.message), ("type", finding.severity.rawValue)]
      xml += "    <testcase\(attributes(name))>\n      <failure\(attributes(failure))>"
      xml += escaped("\(path):\(line):\(column): \(finding.message)") + "\n"
      xml += escaped(finding.rule.remedy)
      xml += "</failure>\n    </testcase>\n"
    }
    return xml + "  </testsuite>\n"
  }

  private static func attributes(_ values: [(String, String)]) -> String {
    values.map { " \($0)=\"\(escaped($1))\"" }.joined()
  }

  /// Control characters and the two that are none have no place in XML 1.0.
  private static func escaped(_ text: String) -> String {
    Terminal.visible(text) { scalar in
      ["\u{FFFE}", "\u{FFFF}"].contains(scalar) ? "\u{FFFD}" : Markup.entity(scalar)
    }
  }
}
