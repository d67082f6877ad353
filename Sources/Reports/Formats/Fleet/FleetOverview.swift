package import CEL
internal import Rules

/// What all repositories hold together. Rows are added table by table and repository by repository; of
/// findings only numbers are kept.
package struct FleetOverview: Sendable {
  struct Repository: Sendable {
    var revision: String?
    var exit = 0
    var files = 0
    var problems: [String] = []
    var severities: [Severity: Int] = [:]
  }

  /// A credential of the organisation, wherever it stands.
  struct Exposure: Sendable {
    var title: String
    var severity = Severity.low
    var isPersonal = false
    var isInHead = false
    var expires: String?
    /// `repository: path:line`
    var places: Set<String> = []
    var repositories: Set<String> = []
    var environments: Set<String> = []
    var owners: Set<String> = []
    let isShared: Bool

    /// Severity (1, 2, 4, 8), twice where it stands today, half again for a person's, and once more for
    /// every further repository and environment; nothing for what has ended.
    func score(at now: String) -> Int {
      if let expires, expires <= now { return 0 }
      let rank = [Severity.low: 1, .medium: 2, .high: 4, .critical: 8][severity] ?? 1
      let spread = repositories.count + max(0, environments.count - 1)
      return rank * (isInHead ? 2 : 1) * (isPersonal ? 3 : 2) * spread
    }
  }

  struct End: Sendable {
    let date, title, repository, path: String
  }

  package let now: Timestamp
  let version: String
  private(set) var repositories: [String: Repository] = [:]
  private(set) var rules: [String: (findings: Int, repositories: Set<String>)] = [:]
  private(set) var exposures: [String: Exposure] = [:]
  private(set) var ends: [End] = []
  private(set) var credentials = 0
  private(set) var epochs: Set<String> = []
  /// Lines that are no rows of their table.
  package private(set) var malformed = 0
  /// Of the repository that is read: severities by where they stand.
  private var severities: [String: Severity] = [:]

  package init(now: Timestamp, version: String) {
    self.now = now
    self.version = version
  }

  /// - Parameter texts: of one repository, each table's bytes.
  package mutating func add(_ tables: [FleetTable: [UInt8]]) {
    severities = [:]
    func lines(_ table: FleetTable) -> [ArraySlice<UInt8>] {
      tables[table]?.split(separator: 10) ?? []
    }
    for row in rows(lines(.scans)) as [FleetRows.Scan] { add(row) }
    for row in rows(lines(.findings)) as [FleetRows.Finding] { add(row) }
    for row in rows(lines(.credentials)) as [FleetRows.Credential] { add(row) }
    for row in rows(lines(.history)) as [FleetRows.Leak] { add(row) }
  }

  private mutating func rows<Row: Decodable>(_ lines: [ArraySlice<UInt8>]) -> [Row] {
    let rows = lines.map { FleetRows.row($0) as Row? }
    malformed += rows.count { $0 == nil }
    return rows.compactMap(\.self)
  }

  private mutating func add(_ row: FleetRows.Scan) {
    var repository = Repository()
    (repository.revision, repository.exit) = (row.revision, row.exit)
    (repository.files, repository.problems) = (row.files, row.problems)
    repositories[row.repository] = repository
    if let epoch = row.joinEpoch { epochs.insert(epoch) }
  }

  private mutating func add(_ row: FleetRows.Finding) {
    repositories[row.repository, default: Repository()].severities[row.severity, default: 0] += 1
    rules[row.rule, default: (0, [])].findings += 1
    rules[row.rule]?.repositories.insert(row.repository)
    let place = "\(row.location.path):\(row.location.line):\(row.location.column)"
    severities[place] = max(severities[place] ?? .low, row.severity)
  }

  private mutating func add(_ row: FleetRows.Credential) {
    guard row.exposure != "absent" else { return }
    credentials += 1
    if let expires = row.expires {
      ends.append(
        End(
          date: String(expires.prefix(10)), title: "\(row.title), \(row.object)",
          repository: row.repository, path: row.path))
    }
    guard row.exposure == "clear",
      let severity = severities["\(row.path):\(row.line):\(row.column)"]
    else { return }
    let own = "\(row.repository)\0\(row.path)\0\(row.object)\0\(row.key)"
    let key = Self.key(row.joinId, row.joinEpoch, else: own)
    var exposure = exposures[key] ?? Exposure(title: row.title, isShared: row.joinId != nil)
    exposure.isInHead = true
    exposure.severity = max(exposure.severity, severity)
    exposure.isPersonal = exposure.isPersonal || row.personal
    exposure.expires = exposure.expires ?? row.expires
    exposure.environments.formUnion(row.environments)
    exposure.owners.formUnion(row.owners)
    exposure.repositories.insert(row.repository)
    exposure.places.insert("\(row.repository): \(row.path):\(row.line)")
    exposures[key] = exposure
  }

  private mutating func add(_ row: FleetRows.Leak) {
    // What stands is in the table of credentials.
    let own = "\(row.repository)\0\(row.path)\0\(row.object)\0\(row.key)"
    guard !row.inHead || row.joinId != nil else { return }
    let key = Self.key(row.joinId, row.joinEpoch, else: own + "\0\(row.firstCommit ?? "")")
    var exposure = exposures[key] ?? Exposure(title: row.title, isShared: row.joinId != nil)
    exposure.severity = max(exposure.severity, row.severity)
    exposure.isInHead = exposure.isInHead || row.inHead
    exposure.isPersonal = exposure.isPersonal || row.personal
    exposure.expires = exposure.expires ?? row.expires
    if exposure.repositories.insert(row.repository).inserted || !row.inHead {
      let note = row.inHead ? "" : " (history)"
      exposure.places.insert("\(row.repository): \(row.path):\(row.line)\(note)")
    }
    exposures[key] = exposure
  }

  /// Ids of two keys never meet.
  private static func key(_ id: String?, _ epoch: String?, else own: String) -> String {
    guard let id, let epoch else { return own }
    return "\(epoch)\0\(id)"
  }

  // MARK: What is shown

  /// What matters most, the first ten or so.
  func worst(_ count: Int) -> [Exposure] {
    let now = now.text
    let scored = exposures.map { (key: $0.key, value: $0.value, score: $0.value.score(at: now)) }
    return scored.filter { $0.score > 0 }.sorted { ($1.score, $0.key) < ($0.score, $1.key) }
      .prefix(count).map(\.value)
  }

  /// One credential in several repositories.
  var shared: [Exposure] {
    exposures.filter { $0.value.isShared && $0.value.repositories.count > 1 }
      .sorted { ($1.value.repositories.count, $0.key) < ($0.value.repositories.count, $1.key) }
      .map(\.value)
  }

  var incomplete: [(name: String, repository: Repository)] {
    repositories.filter { $0.value.exit == 3 }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  func count(_ severity: Severity) -> Int {
    repositories.values.reduce(0) { $0 + ($1.severities[severity] ?? 0) }
  }
}
