internal import CEL
internal import Graph
internal import Judging
internal import Manifests
internal import Rules

/// A repository as far as it is deployed to one environment.
struct AskedEnvironment {
  private let name: String

  init(_ name: String) { self.name = name }

  /// The same without files that are deployed to other environments alone, or by nothing.
  ///
  /// - Throws: `UsageProblem` where nothing is deployed to it.
  func world(of scan: CompletedScan) throws -> RuleContext {
    let graph = scan.world.graph
    var index = ReachIndex(graph, scan.world.settings.environments)
    var known: Set<String> = []
    let files = graph.files.filter { content in
      guard let roots = index.reach(ofFile: content.file.path).roots else { return true }
      known.formUnion(roots.compactMap { $0.environment?.name })
      return roots.contains { $0.environment == nil || $0.environment?.name == name }
    }
    guard known.contains(name) else {
      let names = known.sorted()
      let list =
        names.isEmpty ? "no environment is known" : "known are \(names.joined(separator: ", "))"
      throw UsageProblem(
        "--env: nothing is deployed to '\(name)'\(suggestion(for: name, among: names)); \(list)")
    }
    return RuleRun.world(
      of: ResourceGraph(files, declarations: scan.world.settings.declarations), scan.ruleset,
      now: scan.world.now.seconds, settings: scan.world.settings)
  }
}
