internal import ArgumentParser
internal import Audits
internal import CEL
internal import Judging
internal import Reports
internal import Repositories
internal import Rules
internal import YAMLTree

extension AuditFormat: Choice {}

/// A review to hand over.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Write a review of all credentials to hand over: what matters, who, how to mend it.",
    discussion: """
      The page prints on A4. It judges as an auditor unless --persona says
      otherwise. Owners come from CODEOWNERS, environments from folders, clusters
      and the configuration. --since compares with an earlier audit in JSON, or
      with the same repository at a revision. Findings do not fail it.

      Examples:
        credlint audit -o audit.html --client Acme --auditor 'J. Doe'
        credlint audit --format json -o audit.json
        credlint audit --since audit.json -o audit.html
        credlint audit --since v1.2 --framework cis,owasp --format markdown
      """)

  @OptionGroup var options: ScanOptions

  @Option(help: ArgumentHelp("For whom it is written.", valueName: "name"))
  var client: String?

  @Option(help: ArgumentHelp("Who answers for it.", valueName: "name"))
  var auditor: String?

  @Option(
    help: ArgumentHelp(
      "Compare with an audit in JSON, or with a revision of the repository.",
      valueName: "file|revision"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Who owns which files. Default: the repository's CODEOWNERS.", valueName: "file"),
    completion: .file())
  var owners: String?

  @Option(
    help: ArgumentHelp(
      "Report on these: \(ControlFramework.all.map(\.id).joined(separator: ", ")).",
      valueName: "names"))
  var framework: [String] = ["cis,owasp,nsa"]

  @Option(
    help: ArgumentHelp(
      "How to write it: \(AuditFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: AuditFormat = .html

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  func run() throws {
    guard !options.paths.contains("-"), !options.staged, options.changedSince == nil else {
      throw UsageProblem("an audit is of a whole repository or of folders of it")
    }
    let frameworks = try chosenFrameworks()
    let text = try owners.map(ownersText)
    let scan = try scan(try options.request, text)
    let earlier = try since.map { try snapshot($0, text) }
    let audit = Audit(
      head(of: scan), scan.report.findings, scan.ruleset, in: scan.world, frameworks: frameworks,
      earlier: earlier)
    var report = scan.report
    report.inventory = audit.inventory
    report.origin = scan.origin
    try Review.finish(scan, try format.write(audit, report), output)
    scan.writeFailures()
  }

  private func scan(_ request: ScanRequest, _ owners: String?) throws -> CompletedScan {
    var request = request
    if request.rules.persona == nil { request.rules.persona = .auditor }
    request.owners = owners
    request.readsHistory = true
    return try ScanPipeline(request: request).run()
  }

  private func head(of scan: CompletedScan) -> Audit.Head {
    var head = Audit.Head()
    (head.client, head.auditor) = (client, auditor)
    head.repository = scan.origin?.name ?? ""
    head.commit = scan.origin?.commit
    head.version = Release.version
    head.persona = scan.report.persona
    head.options = Array(CommandLine.arguments.dropFirst(2))
    return head
  }

  private func chosenFrameworks() throws -> [ControlFramework] {
    let names = framework.flatMap { $0.split(separator: ",").map(String.init) }
    return try names.map { name in
      guard let framework = ControlFramework.named(name) else {
        let known = ControlFramework.all.map(\.id)
        throw UsageProblem(
          "--framework: there is no '\(name)'\(suggestion(for: name, among: known)); there are \(known.joined(separator: ", "))"
        )
      }
      return framework
    }
  }

  private func ownersText(_ path: String) throws -> String {
    guard let bytes = try? Files.read(path, limit: 1 << 20) else {
      throw UsageProblem("--owners: '\(path)' cannot be read")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What an earlier audit kept; of a revision, what an audit of it keeps.
  private func snapshot(_ since: String, _ owners: String?) throws -> AuditSnapshot {
    if case .file? = Files.entry(since) {
      guard let bytes = try? Files.read(since, limit: 256 << 20) else {
        throw UsageProblem("--since: '\(since)' cannot be read")
      }
      do {
        return try AuditFormat.snapshot(SourceFile(path: since, bytes: bytes))
      } catch {
        try Problems.check([error])
        throw error
      }
    }
    var request = try options.request
    request.revision = since
    let scan = try scan(request, owners)
    return AuditSnapshot(scan.report.findings, Inventory(scan.world))
  }
}
