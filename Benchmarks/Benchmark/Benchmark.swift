import ArgumentParser
import FoundationEssentials

/// Measures credlint beside the bare loop over libyaml's events, on repositories that it makes.
@main
struct Benchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures credlint beside a bare loop over libyaml's events, on the same files.")

  @Argument(help: "The credlint to measure, built as it is shipped.")
  var credlint: String

  @Option(help: "Where the repositories are made; they stay there and are used again.")
  var folder = "benchmark.out"

  @Option(help: "Only one set, as rich-100, or all whose name begins so, as rich.")
  var only = ""

  @Option(help: "How often each is measured; medians are shown.")
  var runs = 3

  @Flag(help: "Count instructions with valgrind, which takes fifty times as long; small sets only.")
  var instructions = false

  func run() async throws {
    let loop = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "bare-loop").path()
    let measuring = Measuring(loop: loop, runs: runs)
    let program = URL(filePath: credlint).standardizedFileURL.path()
    var table = Table()
    print(Table.head)
    for set in RepositorySet.all
    where only.isEmpty || set.name == only || set.name.hasPrefix(only + "-") {
      let size = try set.make(in: URL(filePath: folder).appending(path: set.name))
      let path = URL(filePath: folder).appending(path: set.name).path()
      let commands = [[loop, "parse", path], [program, "check", "--format", "json", path]]
      // One after the other, so that whatever else the machine does happens to both.
      let pairs = try await measuring.measure(commands)
      let counts =
        instructions && set.isSmall ? try await measuring.countInstructions(of: commands) : nil
      print(table.row(set, bytes: size, bare: pairs[0], own: pairs[1], instructions: counts))
    }
    print(Table.foot)
  }
}
