internal import Credentials
internal import Manifests
internal import Rules
internal import YAMLTree

/// SARIF as GitHub code scanning and GitLab read it.
struct SARIFReport {
  private let report: Report
  private let tables: LineTables
  private let rules: SARIFRules
  private let hashes: [String: [Int: String]]

  static func write(_ report: Report) throws -> String {
    let writer = SARIFReport(report)
    let parts = writer.parts
    let lists = parts.map { part in
      JSONText.List(count: part.count) { writer.result(part[part.startIndex + $0]) }
    }
    return try JSONText.encode(writer.log(parts), filling: "results", atDepth: 3, lists)
  }

  private init(_ report: Report) {
    self.report = report
    let tables = report.lineTables()
    self.tables = tables
    rules = SARIFRules(report.rules, pages: report.rulePages)
    let findings = Dictionary(grouping: report.findings, by: \.place.file.path)
    hashes = findings.mapValues { findings in
      let file = findings[0].place.file
      let table = tables[file]
      let wanted = Set(findings.map { table.line(of: $0.place.range.lowerBound) })
      let outline = Outline(file)
      // Equal lines are told apart among those with findings: what is mended changes, and is equal
      // no more.
      return LineHash.hashes(ofLines: wanted.sorted(), count: table.count) {
        report.masks.text(in: table.range(ofLine: $0), of: outline)
      }
    }
  }

  /// GitHub takes 25,000 results of a run, and 20 runs of a file.
  static let resultsPerRun = 25_000
  private static let maximumRuns = 20

  /// The findings of each run.
  private var parts: [ArraySlice<Finding>] {
    let count = report.findings.count
    let runs = max(1, min(Self.maximumRuns, (count + Self.resultsPerRun - 1) / Self.resultsPerRun))
    return (0..<runs).map { index in
      let start = index * Self.resultsPerRun
      return report.findings[start..<(index == runs - 1 ? count : start + Self.resultsPerRun)]
    }
  }

  /// Without results, which are filled in as they are written.
  private func log(_ parts: [ArraySlice<Finding>]) -> SARIF.Log {
    SARIF.Log(
      runs: parts.indices.map { index in
        run(parts.count == 1 ? nil : "part \(index + 1) of \(parts.count)")
      })
  }

  /// - Parameter part: which of several; nil for the only one.
  private func run(_ part: String?) -> SARIF.Run {
    let split = part.map {
      SARIF.Notification(
        level: "note",
        message: .init(
          text:
            "\(report.findings.count) findings are split into runs of \(Self.resultsPerRun): \($0)"),
        locations: [])
    }
    return SARIF.Run(
      tool: .init(
        driver: .init(
          version: report.version, semanticVersion: report.version,
          informationUri: report.rulePages, rules: rules.descriptors)),
      automationDetails: part.map { .init(id: "credlint/\($0.replacing(" ", with: "-"))/") },
      taxonomies: [rules.taxonomy],
      invocations: [
        .init(
          executionSuccessful: report.failures.isEmpty,
          toolExecutionNotifications: report.notes.map(notification) + gaps
            + (split.map { [$0] } ?? [])
            + report.failures.map(notification))
      ],
      redactionTokens: [Sensitive.redaction, "•"], results: [])
  }

  private var gaps: [SARIF.Notification] {
    report.gapsBesideNotes.map { .init(level: "note", message: .init(text: $0), locations: []) }
  }

  private func notification(_ failure: RuleFailure) -> SARIF.Notification {
    let about = Redaction.scan(failure.subject)
    return .init(
      level: "error",
      message: .init(
        text: "rule \(failure.rule.id) failed on \(about): \(Redaction.scan(failure.message))"),
      locations: [])
  }

  private func notification(_ note: Report.Note) -> SARIF.Notification {
    let locations =
      note.path.isEmpty
      ? []
      : [
        SARIF.Location(physicalLocation: .init(artifactLocation: artifact(note.path), region: nil))
      ]
    return .init(
      level: "warning", message: .init(text: Redaction.scan(note.message)), locations: locations)
  }

  // MARK: Results

  private func result(_ finding: Finding) -> SARIF.Result {
    let related = finding.related.enumerated().map { index, related in
      var location = location(related.place)
      location.id = index + 1
      location.message = .init(text: related.message)
      return location
    }
    let table = tables[finding.place.file]
    let line = table.line(of: finding.place.range.lowerBound)
    let links = finding.related.indices.map { "[\(finding.related[$0].message)](\($0 + 1))" }
    let text = ([finding.message + "."] + links.prefix(5)).joined(separator: " ")
    return SARIF.Result(
      ruleId: finding.rule.id, ruleIndex: rules.index(of: finding.rule.id),
      level: SARIFRules.level(finding.severity), message: .init(text: text),
      locations: [location(finding.place)], relatedLocations: related.isEmpty ? nil : related,
      partialFingerprints: [
        "primaryLocationLineHash": hashes[finding.place.file.path]?[line] ?? "",
        "credlint/v1": finding.fingerprint,
      ],
      fixes: finding.fix.flatMap(fix).map { [$0] },
      properties: .init(group: finding.group, reach: ReachJSON.json(finding.reach)))
  }

  private func location(_ place: Place) -> SARIF.Location {
    .init(
      physicalLocation: .init(
        artifactLocation: artifact(place.file.path), region: region(place.range, in: place.file)))
  }

  private func region(_ range: Range<Int>, in file: SourceFile) -> SARIF.Region {
    let table = tables[file]
    return .init(
      startLine: table.line(of: range.lowerBound),
      startColumn: table.utf16Column(of: range.lowerBound),
      endLine: table.line(of: range.upperBound), endColumn: table.utf16Column(of: range.upperBound))
  }

  private func artifact(_ path: String) -> SARIF.Artifact {
    .init(uri: PercentEncoding.path(Redaction.scan(path)))
  }

  /// A fix whose text is secret appears nowhere but in the file that `--fix` writes.
  private func fix(_ fix: Fix) -> SARIF.Fix? {
    guard !report.masks.hides(fix) else { return nil }
    let replacements = fix.edits.map { edit in
      SARIF.Replacement(
        deletedRegion: region(edit.range, in: fix.file),
        insertedContent: .init(
          text: Redaction.scan(String(decoding: edit.replacement, as: UTF8.self))))
    }
    return SARIF.Fix(
      description: .init(text: fix.title),
      artifactChanges: [
        .init(artifactLocation: artifact(fix.file.path), replacements: replacements)
      ])
  }
}

/// GitHub's `primaryLocationLineHash` (codeql-action `src/fingerprints.ts`), here over the masked
/// text: a hash of secret bytes would be derived from them.
package enum LineHash {
  private static let blockSize = 100
  private static let multiplier: UInt64 = 37

  /// The hash of each of `lines` (1-based, ascending): of the next 100 characters that are no
  /// blanks, with a count that tells equal ones apart.
  ///
  /// - Parameter count: how many lines the file has.
  package static func hashes(
    ofLines lines: [Int], count: Int, text: (Int) -> String
  ) -> [Int: String] {
    var units: [Int: [UInt16]] = [:]
    var counts: [UInt64: Int] = [:]
    var result: [Int: String] = [:]
    for line in lines {
      var hash: UInt64 = 0
      var room = blockSize
      var next = line
      while room > 0, next <= count {
        let part = units[next] ?? self.units(text(next), isLast: next == count)
        units[next] = part
        for unit in part.prefix(room) { hash = hash &* multiplier &+ UInt64(unit) }
        room -= part.count
        next += 1
      }
      // The end of the file is filled up with zeros.
      while room > 0 {
        hash = hash &* multiplier
        room -= 1
      }
      units[line] = nil
      counts[hash, default: 0] += 1
      result[line] = "\(String(hash, radix: 16)):\(counts[hash] ?? 1)"
    }
    return result
  }

  private static func units(_ line: String, isLast: Bool) -> [UInt16] {
    line.utf16.filter { $0 != 32 && $0 != 9 } + [isLast ? 65_535 : 10]
  }
}
