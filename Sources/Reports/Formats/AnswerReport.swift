internal import Credentials
package import Questions
internal import Rules
internal import YAMLTree

/// The formats in which an answer can be written.
package enum AnswerFormat: String, Sendable, CaseIterable {
  case text, json, csv, markdown

  package static var schema: JSON { AnswerReport.schema }

  package func write(_ answer: Answer) throws -> String {
    let report = AnswerReport(answer)
    return switch self {
    case .text: report.text
    case .json: try report.json.written()
    case .csv: report.csv
    case .markdown: report.markdown
    }
  }
}

/// An answer as text for people, or as rows for programs; names are the repository's, and so every
/// one is scanned and made visible.
struct AnswerReport {
  private struct Line {
    let cells: [String]
    let steps: [(text: String, place: String)]
  }

  private static let titles = ["Relation", "Who", "How", "Certain", "Place"]

  private let lines: [Line]
  private let notes: [String]

  init(_ answer: Answer) {
    let places = answer.rows.flatMap { row in
      (row.place.map { [$0] } ?? []) + row.steps.map(\.place)
    }
    let tables = LineTables(places: places)
    func shown(_ place: Place?) -> String {
      guard let place, !place.range.isEmpty || place.range.lowerBound > 0 else { return "" }
      return "\(place.shownPath):\(tables[place.file].line(of: place.range.lowerBound))"
    }
    lines = answer.rows.map { row in
      Line(
        cells: [
          row.relation, row.party, row.what, Self.word(row.certainty), shown(row.place),
        ].map(Redaction.scan),
        steps: row.steps.map { (Redaction.scan($0.text), shown($0.place)) })
    }
    notes = answer.notes.map(Redaction.scan)
  }

  private static func word(_ certainty: Certainty) -> String {
    switch certainty {
    case .certain: "certain"
    case .byDefault: "by default"
    case .possible: "possible"
    }
  }

  // MARK: Text

  var text: String {
    var text = lines.isEmpty ? "Nothing\n" : ""
    let columns = Self.titles.indices.filter { column in
      lines.contains { !$0.cells[column].isEmpty } && !(column == 3 && areAllCertain)
    }
    let widths = columns.map { column in
      lines.map { Terminal.visible($0.cells[column]).count }.max() ?? 0
    }
    for line in lines {
      text += Self.aligned(columns.map { Terminal.visible(line.cells[$0]) }, widths) + "\n"
      // One step is the line itself.
      for step in line.steps where line.steps.count > 1 {
        let place = step.place.isEmpty ? "" : " (\(Terminal.visible(step.place)))"
        text += "    \(Terminal.visible(step.text))\(place)\n"
      }
    }
    let told = notes.map { Terminal.visible($0) + "\n" }.joined()
    return text + (told.isEmpty ? "" : "\n" + told)
  }

  private var areAllCertain: Bool { lines.allSatisfy { $0.cells[3] == "certain" } }

  private static func aligned(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      line += cell + String(repeating: " ", count: width - cell.count + 2)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }

  // MARK: Programs

  var json: JSON {
    let rows = lines.map { line -> JSON in
      [
        "relation": .string(line.cells[0]), "who": .string(line.cells[1]),
        "how": .string(line.cells[2]), "certainty": .string(line.cells[3]),
        "place": .string(line.cells[4]),
        "steps": .list(
          line.steps.map { ["step": .string($0.text), "place": .string($0.place)] }),
      ]
    }
    return [
      "schema": .string(JSON.schemaName("answer-1")), "rows": .list(rows),
      "notes": .list(notes.map(JSON.string)),
    ]
  }

  static let schema: JSON = .schema(
    "answer-1", title: "What the files of a repository say to a question",
    [
      "schema": .text,
      "rows": .array(
        of: .record(
          [
            "relation": .text.described("How the party stands to what was asked."), "who": .text,
            "how": .text, "certainty": .text, "place": .text.described("path:line; may be empty."),
            "steps": .array(of: .record(["step": .text, "place": .text], required: ["step"])),
          ], required: ["relation", "who", "certainty"])),
      "notes": .texts.described("What is not known, or to be done."),
    ], required: ["schema", "rows", "notes"])

  var csv: String {
    ([Self.titles] + lines.map(\.cells)).map { row in
      row.map(InventoryColumn.cell).joined(separator: ",") + "\r\n"
    }.joined()
  }

  var markdown: String {
    var text = "| " + Self.titles.joined(separator: " | ") + " |\n|---|---|---|---|---|\n"
    for line in lines {
      text += "| " + line.cells.map(MarkdownReport.escaped).joined(separator: " | ") + " |\n"
    }
    return text + notes.map { "\n" + MarkdownReport.escaped($0) + "\n" }.joined()
  }
}
