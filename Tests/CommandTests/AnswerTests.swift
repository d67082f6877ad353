import TestSupport
import Testing

/// How the answer is given to a person, in their folder and with their variables.
@Suite struct AnswerTests {
  /// Paths are as they are typed in the current folder, for people; for machines from the root.
  @Test func pathsForPeopleAreThoseOfTheCurrentFolder() throws {
    let folder = try Tool.Folder()
    try folder.git("init", "-q")
    try folder.write("deploy/a.yaml", CommandTests.opaque)
    try folder.write("base/b.yaml", CommandTests.opaque)
    let inner = try folder.subfolder("deploy")
    let lines = try Tool.run("--format", "short", "..", in: inner).output
    #expect(
      lines.contains("a.yaml:6:3: error: ") && lines.contains("\n../base/b.yaml:")
        || lines.hasPrefix("../base/b.yaml:"))
    #expect(!lines.contains("deploy/"))
    #expect(try Tool.run("--format", "json", in: inner).output.contains("\"deploy/a.yaml\""))
  }

  @Test func sumsAloneAndFindingsAlone() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque)
    let sums = try Tool.run("--statistics", in: folder)
    #expect(sums.code == 1)
    #expect(sums.output.hasPrefix("1  docker-config-in-opaque-secret  high: "))
    #expect(!sums.output.contains("a.yaml"))
    let quiet = try Tool.run("--quiet", "--exclude", "none.yaml", in: folder)
    #expect(quiet.output.contains("a.yaml:6:3: high[docker-config-in-opaque-secret]"))
    #expect(!quiet.output.contains("Read 1 file") && quiet.errors.isEmpty)
    #expect(try Tool.run("--statistics", "--format", "json", in: folder).code == 2)
  }

  @Test func variablesOfTheEnvironmentAreDefaults() throws {
    let folder = try Tool.Folder()
    try folder.write("a.yaml", CommandTests.opaque)
    try folder.write("own.yaml", "ignore: [secrets, exposure]\n")
    func run(_ arguments: String..., variables: [String: String]) throws -> Tool.Outcome {
      try Tool.run(arguments, in: folder, environment: variables)
    }
    #expect(try run(variables: ["CREDLINT_FORMAT": "json"]).output.hasPrefix("{"))
    #expect(
      try run("--format", "short", variables: ["CREDLINT_FORMAT": "json"]).output.hasPrefix(
        "a.yaml"))
    let wrong = try run(variables: ["CREDLINT_FORMAT": "xml"])
    #expect(wrong.code == 2 && wrong.errors.contains("CREDLINT_FORMAT is 'xml'"))
    #expect(try run(variables: ["CREDLINT_CONFIG": "own.yaml"]).code == 0)
    #expect(try run("--no-config", variables: ["CREDLINT_CONFIG": "own.yaml"]).code == 1)
    #expect(try run(variables: ["CREDLINT_CONFIG": "gone.yaml"]).code == 2)
  }
}
