internal import ArgumentParser
internal import Reports
internal import Repositories
internal import Rules

extension FleetFormat: Choice {}
extension FleetTable: Choice {}

struct FleetMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Make one report of the tables of a fleet.",
    discussion: """
      html is an overview, json its numbers, csv one table, and sarif a run for
      each repository: where GitHub's limits ask for more than one file, they are
      called NAME-1.sarif, NAME-2.sarif and so on.

      Examples:
        credlint fleet merge out --format html -o fleet.html
        credlint fleet merge out --format csv --table credentials -o all.csv
      """)

  @Argument(
    help: ArgumentHelp("What 'fleet scan --out' wrote.", valueName: "folder"),
    completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp(
      "How to write it: \(FleetFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: FleetFormat = .html

  @Option(
    help: ArgumentHelp(
      "For csv: \(FleetTable.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "table"))
  var table: FleetTable = .findings

  @Option(
    help: ArgumentHelp(
      "End with 3 where a repository of this plan has no scan.", valueName: "file"),
    completion: .file())
  var plan: String?

  @Option(help: ArgumentHelp("Judge ends as of this time (date or RFC 3339).", valueName: "time"))
  var now: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  func run() throws {
    let tables = try FleetFolder(folder)
    switch format {
    case .html: try write(try overview(tables).html())
    case .json: try write(try overview(tables).json())
    case .csv: try writeCSV(tables)
    case .sarif: try writeSARIF(tables)
    }
    try checkPlan(tables)
  }

  /// What no shard has written a row for was not scanned.
  private func checkPlan(_ tables: FleetFolder) throws {
    guard let plan else { return }
    let known = Set(tables.shards.map(\.repository))
    let missing = try FleetPlan.read(plan).filter {
      !known.contains(FleetScan.folder(of: $0.repository))
    }
    guard let first = missing.first else { return }
    let more = missing.count > 1 ? " and \(missing.count - 1) more" : ""
    Console.tell("credlint: \(first.repository)\(more) of the plan: not scanned")
    throw ExitCode(Exit.incomplete.rawValue)
  }

  private func write(_ text: String) throws {
    if let output { try OutputFile.create(output, text) } else { Console.write(text) }
  }

  private func overview(_ tables: FleetFolder) throws -> FleetOverview {
    var overview = FleetOverview(now: try ScanPipeline.time(now), version: Release.version)
    for shard in tables.shards {
      var bytes: [FleetTable: [UInt8]] = [:]
      for table in [FleetTable.scans, .findings, .credentials, .history] {
        bytes[table] = try tables.bytes(table, of: shard)
      }
      overview.add(bytes)
    }
    if overview.malformed > 0 {
      Console.tell("credlint: \(overview.malformed) lines are no rows of their tables")
    }
    return overview
  }

  private func writeCSV(_ tables: FleetFolder) throws {
    let csv = FleetCSV(table)
    var text = csv.header
    for shard in tables.shards { text += csv.lines(try tables.bytes(table, of: shard)) }
    try write(text)
  }

  private func writeSARIF(_ tables: FleetFolder) throws {
    var sarif = FleetSARIF(Ruleset.builtIn().rules, version: Release.version)
    for shard in tables.shards {
      try sarif.add(
        scans: try tables.bytes(.scans, of: shard),
        findings: try tables.bytes(.findings, of: shard))
    }
    try sarif.endFile()
    guard sarif.files.count > 1 else { return try write(sarif.files.first ?? "") }
    guard let output else {
      throw UsageProblem("\(sarif.files.count) files are needed: -o says what they are called")
    }
    let stem = output.hasSuffix(".sarif") ? String(output.dropLast(6)) : output
    for (index, text) in sarif.files.enumerated() {
      try OutputFile.create("\(stem)-\(index + 1).sarif", text)
    }
  }
}
