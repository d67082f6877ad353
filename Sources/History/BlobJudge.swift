package import CEL
internal import Checks
internal import Credentials
internal import Graph
internal import Judging
internal import Manifests
package import Rules
internal import YAMLTree

/// Judges contents of a history, each as a repository of one file: what stood beside it in some
/// commit says nothing about another one.
package struct BlobJudge: Sendable {
  package struct Options: Sendable {
    package var settings = Settings()
    package var now = Timestamp.epoch
    package var honoursSuppressions = true
    /// Whether a folder holds a Helm chart in some commit.
    package var isChart: @Sendable (String) -> Bool = { _ in true }

    package init() {}
  }

  package struct Verdict: Sendable {
    package fileprivate(set) var exposures: [BlobExposure] = []
    /// Some of it is no text or does not parse.
    package fileprivate(set) var isPartlyRead = false
    /// Rules that did not run to their end, as people read it.
    package fileprivate(set) var failures: [String] = []
  }

  private let ruleset: Ruleset
  private let names: RuleNames
  private let options: Options

  package init(_ ruleset: Ruleset, options: Options) {
    self.ruleset = ruleset
    names = RuleNames(ruleset)
    self.options = options
  }

  /// Paths under which a content is read alike.
  package struct PathClass: Hashable, Sendable {
    private let name: String
    private let isPipeline, isTest, isSource: Bool
    private let folder: String

    package init(_ path: String) {
      let file = InputFile(source: SourceFile(path: path, bytes: []))
      name = file.name
      isPipeline = file.isPipeline
      isTest = file.isInTestFolder
      isSource = file.isAmongSources
      // Of a hosting service, or a chart's: they say what a file is.
      let last = file.directory.split(separator: "/").last.map(String.init) ?? ""
      folder = path.hasPrefix(".") || last == "templates" ? file.directory : ""
    }
  }

  package func judge(_ bytes: [UInt8], path: String) -> Verdict {
    var verdict = Verdict()
    guard !bytes.starts(with: Encryption.gitCryptHeader) else { return verdict }
    guard case .text(let source) = DecodedText.decode(path: path, bytes: bytes) else {
      verdict.isPartlyRead = !bytes.prefix(8_000).contains(0)
      return verdict
    }
    var reading = ManifestReader.Options()
    reading.isChart = options.isChart
    let content = ManifestReader.read(InputFile(source: source), options: reading)
    verdict.isPartlyRead = content.isPartlyRead || !content.problems.isEmpty
    guard !content.holdsNoCredential else { return verdict }
    judge(content, &verdict)
    return verdict
  }

  private func judge(_ content: FileContent, _ verdict: inout Verdict) {
    let graph = ResourceGraph([content], declarations: options.settings.declarations)
    let world = RuleRun.world(
      of: graph, ruleset, now: options.now.seconds, settings: options.settings)
    var run = RuleRun.Options()
    run.honoursSuppressions = options.honoursSuppressions
    let result = RuleRun.run(ruleset, in: world, options: run, knownRules: names)
    verdict.failures = result.failures.map { "rule '\($0.rule.id)' failed: \($0.message)" }
    guard !result.findings.isEmpty else { return }
    let sightings = CredentialSightings(graph)
    var byIdentity: [BlobExposure.Identity: Int] = [:]
    for finding in result.findings {
      for exposure in sightings.exposures(of: finding, LineTable(content.file.source)) {
        if let known = byIdentity[exposure.identity] {
          verdict.exposures[known].add(exposure)
        } else {
          byIdentity[exposure.identity] = verdict.exposures.count
          verdict.exposures.append(exposure)
        }
      }
    }
  }
}

extension FileContent {
  /// No rule about exposures has anything to look at.
  fileprivate var holdsNoCredential: Bool {
    hardcodedCredentials.isEmpty && secrets.isEmpty && commands.isEmpty && encrypted.isEmpty
      && passwordHashes.isEmpty && !resources.contains { $0.role == .configMap }
  }
}

extension CredentialSightings {
  /// What a finding tells of: the credentials at its place, or else what stands there.
  fileprivate func exposures(of finding: Finding, _ table: LineTable) -> [BlobExposure] {
    let found = credentials(of: finding)
    guard !found.isEmpty else {
      return [BlobExposure(finding, identity: Self.identity(of: finding), nil, table)]
    }
    return found.map { credential in
      BlobExposure(finding, identity: BlobExposure.Identity(credential), credential, table)
    }
  }

  /// In bytes: what is longer is no password, and changes with every version of what holds it.
  private static let longestValue = 512

  private static func identity(of finding: Finding) -> BlobExposure.Identity {
    let place = finding.place
    let bytes = place.file.bytes[place.range]
    let isValue = bytes.count <= longestValue && !bytes.contains(10)
    let text = isValue ? String(decoding: bytes, as: UTF8.self) : ""
    let isWhole = Strength.isUnguessable(text) && place.inner == nil
    let context =
      [finding.rule.id, place.inner ?? ""] + (isValue ? [] : [finding.subject] + finding.path)
    return BlobExposure.Identity(
      value: Sensitive(text), context: isWhole ? "" : context.joined(separator: "\0"))
  }
}

extension BlobExposure {
  fileprivate init(
    _ finding: Finding, identity: Identity, _ credential: FoundCredential?, _ table: LineTable
  ) {
    self.identity = identity
    start = finding.place.range.lowerBound
    (line, column) = table.position(of: start)
    let object = finding.object.map { "\($0.kind) '\($0.name)'" } ?? ""
    traits = LeakedCredential.Traits(
      kind: credential?.kind.id ?? finding.rule.id,
      title: credential?.described ?? finding.rule.title, provider: credential?.provider ?? "",
      host: Redaction.scan(credential?.registry ?? ""),
      user: Redaction.scan(credential?.shownUser ?? ""),
      scopes: credential?.scopes.map(Redaction.names) ?? [],
      expires: credential?.end?.seconds, isPersonal: credential?.kind.isPersonal ?? false,
      object: Redaction.scan(credential?.owner ?? object),
      key: Redaction.names(in: credential?.key ?? finding.path.last ?? ""),
      spot: credential?.spot ?? "", rules: [finding.rule.id], severity: finding.severity,
      message: finding.message)
  }

  /// Another finding tells of the same.
  fileprivate mutating func add(_ other: BlobExposure) { traits.add(other.traits) }
}

extension LeakedCredential.Traits {
  /// What is known from another place, or by another rule.
  mutating func add(_ other: Self) {
    rules = Set(rules + other.rules).sorted()
    scopes = Set(scopes + other.scopes).sorted()
    if other.severity > severity { (severity, message) = (other.severity, other.message) }
    if host.isEmpty { host = other.host }
    if user.isEmpty { user = other.user }
    if provider.isEmpty { provider = other.provider }
    // The latest end: a token that was prolonged lives.
    expires = [expires, other.expires].compactMap { $0 }.max()
    isPersonal = isPersonal || other.isPersonal
  }
}
