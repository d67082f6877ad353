import TestSupport
import Testing

/// What a fuzzer or an attack once found stays harmless.
@Suite struct HostileFixtureTests {
  private static let inputs = FuzzTarget.allCases.flatMap { target in
    Repository.names(in: "fixtures/hostile/\(target.rawValue)").map { (target, $0) }
  }

  // Far beyond what any takes while everything else runs beside it: what hangs is told.
  @Test(.timeLimit(.minutes(10)), arguments: inputs)
  func returns(_ target: FuzzTarget, _ name: String) throws {
    let bytes = try Repository.bytes("fixtures/hostile/\(target.rawValue)/\(name)")
    #expect(target.run(bytes) == nil)
  }

  /// Seeds from which `.ci/fuzz` starts.
  @Test(arguments: FuzzTarget.allCases)
  func everyTargetHasSeeds(_ target: FuzzTarget) throws {
    let folder = try Tool.Folder()
    try target.writeSeeds(to: folder.path("."))
    #expect(try folder.names(".").count >= 5)
  }
}
