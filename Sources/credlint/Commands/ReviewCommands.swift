internal import ArgumentParser
internal import Judging
internal import Manifests
internal import Reports
internal import Repositories
internal import Rules

extension InventoryFormat: Choice {}
extension GraphFormat: Choice {}

/// Every credential, for a review.
struct InventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory",
    abstract: "List every credential: what it is, where it is kept, who uses it.",
    discussion: """
      Kept: clear, encrypted (SOPS, git-crypt, …), sealed, fetched by a
      controller, placeholder, live (from a cluster) or absent: named, and not
      in the repository. Reach counts the workloads that come to it.

      Examples:
        credlint inventory
        credlint inventory --format csv --output credentials.csv
        kubectl get secrets,sa,deploy -A -o json | credlint inventory -
      """)

  @OptionGroup var options: ScanOptions

  @Option(
    help: ArgumentHelp(
      "How to write it: \(InventoryFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: InventoryFormat = .table

  @Flag(help: "Ask git since when encrypted values stand as they do.")
  var history = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  func run() throws {
    var request = try options.request
    request.readsHistory = history
    let scan = try ScanPipeline(request: request).run { $0.withoutRules }
    try Review.finish(
      scan,
      try format.write(Inventory(scan.world), width: output == nil ? System.outputWidth : nil),
      output)
  }
}

/// Who comes to which registry with what.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw who comes to which registry: workloads, accounts, Secrets, hosts, images.",
    discussion: """
      A Secret's second line is its reach: how many workloads can use it.
      What is connected with nothing is left out of drawings, and counted.

      Examples:
        credlint graph > access.mmd
        credlint graph --format dot | dot -Tsvg > access.svg
      """)

  @OptionGroup var options: ScanOptions

  @Option(
    help: ArgumentHelp(
      "How to write it: \(GraphFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: GraphFormat = .mermaid

  @Flag(help: "Also draw what is connected with nothing.")
  var orphans = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  func run() throws {
    let scan = try ScanPipeline(request: try options.request).run { $0.withoutRules }
    let graph = AccessGraph(Inventory(scan.world))
    try Review.finish(scan, try format.write(graph, orphans: orphans), output)
    guard format != .json, !orphans, graph.orphanCount > 0 else { return }
    Console.tell(
      "credlint: \(graph.orphanCount) connected with nothing are not drawn; --orphans draws them")
  }
}

enum Review {
  /// Writes a review, and tells what it could not see. Findings do not fail it.
  static func finish(_ scan: CompletedScan, _ text: String, _ output: String?) throws {
    if let output { try OutputFile.create(output, text) } else { Console.write(text) }
    scan.writeNotes()
    if scan.isIncomplete { throw ExitCode(Exit.incomplete.rawValue) }
  }
}
