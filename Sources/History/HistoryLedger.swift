package import Credentials
internal import Encodings
package import Repositories

/// The credentials of a history, each once, whatever holds it.
package struct HistoryLedger: Sendable {
  package private(set) var credentials: [LeakedCredential] = []
  private var byIdentity: [BlobExposure.Identity: Int] = [:]
  private var blobs: [Set<GitObjectID>] = []
  /// By content, the credentials in it.
  private var byBlob: [GitObjectID: [Int]] = [:]
  private let key: JoinKey?
  /// Known from an earlier run, and seen in nothing newer yet.
  private var stale: Set<Int> = []

  /// - Parameters:
  ///   - known: what an earlier run found.
  ///   - key: nil for none.
  package init(known: [LeakedCredential] = [], key: JoinKey?) {
    self.key = key
    credentials = known
    stale = Set(known.indices)
    blobs = known.map { Set($0.blobs.compactMap { GitObjectID($0) }) }
    for (index, blobs) in blobs.enumerated() {
      for blob in blobs { byBlob[blob, default: []].append(index) }
    }
  }

  // MARK: What contents hold

  /// Recognises a known credential in a content that held it when it was found.
  package mutating func identify(_ exposures: [BlobExposure], in blob: String) {
    for (index, credential) in credentials.enumerated() where credential.sighting.blob == blob {
      let match = exposures.first {
        $0.start == credential.sighting.start && $0.traits.kind == credential.traits.kind
      }
      if let match { byIdentity[match.identity] = index }
    }
  }

  /// The newest content comes first, and all are newer than those of an earlier run.
  package mutating func add(
    _ exposures: [BlobExposure], in blob: GitObjectID, at path: String
  ) {
    for exposure in exposures {
      let index = byIdentity[exposure.identity] ?? credentials.count
      let sighting = LeakedCredential.Sighting(exposure, blob, path)
      let join = exposure.isUnguessable ? key?.id(of: exposure.identity.value) : nil
      if index == credentials.count {
        byIdentity[exposure.identity] = index
        var credential = LeakedCredential(traits: exposure.traits, sighting: sighting)
        credential.join = join
        credentials.append(credential)
        blobs.append([])
      } else if stale.remove(index) != nil {
        var traits = exposure.traits
        traits.add(credentials[index].traits)
        (credentials[index].traits, credentials[index].sighting) = (traits, sighting)
        credentials[index].join = join
      } else {
        credentials[index].traits.add(exposure.traits)
      }
      if !credentials[index].paths.contains(path) { credentials[index].paths.append(path) }
      if blobs[index].insert(blob).inserted { byBlob[blob, default: []].append(index) }
    }
  }

  // MARK: What commits did

  /// Forgets what commits did, where all of them are read again.
  package mutating func restart() {
    for index in credentials.indices { credentials[index].isReachable = false }
  }

  /// When each came and went.
  package mutating func settle(_ log: GitLog, isWhole: Bool) {
    var records = credentials.map { _ in Record() }
    var start = 0
    while start < log.changes.count {
      let commit = log.changes[start].commit
      let end =
        log.changes[start...].firstIndex { $0.commit != commit } ?? log.changes.count
      read(log.changes[start..<end], Int(commit), of: log, &records)
      start = end
    }
    for (index, record) in records.enumerated() {
      credentials[index].take(record, of: log, isWhole: isWhole)
      credentials[index].blobs = blobs[index].map(\.text).sorted()
    }
    if isWhole { forget(records) }
  }

  /// What was read again and not found again, such as by other rules.
  private mutating func forget(_ records: [Record]) {
    let kept = credentials.indices.filter { !stale.contains($0) || records[$0].last == nil }
    guard kept.count < credentials.count else { return }
    credentials = kept.map { credentials[$0] }
    blobs = kept.map { blobs[$0] }
    (byIdentity, byBlob, stale) = ([:], [:], [])
  }

  /// What a log tells of one credential: positions of commits, the newest first.
  struct Record {
    var first, last, removed: Int?
    var paths: Set<Int32> = []
  }

  private func read(
    _ changes: ArraySlice<GitLog.Change>, _ commit: Int, of log: GitLog, _ records: inout [Record]
  ) {
    func held(_ blob: Int32?) -> [Int] { blob.flatMap { byBlob[log.blobs[Int($0)]] } ?? [] }
    var gone: Set<Int> = []
    var stands: Set<Int> = []
    for change in changes {
      let before = held(change.before)
      let after = held(change.after)
      for index in after {
        stands.insert(index)
        records[index].paths.insert(change.path)
        if records[index].last == nil { records[index].last = commit }
        records[index].first = commit
      }
      gone.formUnion(before.filter { !after.contains($0) })
    }
    // What a commit moves it does not take away.
    for index in gone.subtracting(stands) where records[index].last == nil {
      if records[index].removed == nil { records[index].removed = commit }
    }
  }

  /// What still stands in what is checked out.
  package mutating func place(head: Set<GitObjectID>) {
    for index in credentials.indices {
      credentials[index].isInHead = !blobs[index].isDisjoint(with: head)
      credentials[index].references = []
      guard credentials[index].isInHead else { continue }
      credentials[index].isReachable = true
      credentials[index].removed = nil
    }
    name()
  }

  /// The files of those that HEAD holds no more.
  package var pathsBesideHead: [String] {
    Set(credentials.lazy.filter { !$0.isInHead }.flatMap(\.paths)).sorted()
  }

  /// What still stands elsewhere.
  ///
  /// - Parameter ends: of branches and tags, by their names, with what they hold.
  package mutating func place(ends: [(name: String, blobs: Set<GitObjectID>)]) {
    for index in credentials.indices where !credentials[index].isInHead {
      credentials[index].references = ends.filter { !blobs[index].isDisjoint(with: $0.blobs) }
        .map(\.name).sorted()
      if !credentials[index].references.isEmpty { credentials[index].isReachable = true }
    }
  }

  /// By what brought it first, and by nothing that it is made of.
  private mutating func name() {
    var known = Set(credentials.map(\.fingerprint))
    let order = credentials.indices.sorted {
      let (left, right) = (credentials[$0].sighting, credentials[$1].sighting)
      return (left.path, left.start, left.blob) < (right.path, right.start, right.blob)
    }
    for index in order where credentials[index].fingerprint.isEmpty {
      let credential = credentials[index]
      var print = Fingerprint.hash([
        "history", credential.traits.kind, credential.traits.object, credential.traits.key,
        credential.paths.min() ?? "", credential.first?.id ?? credential.sighting.blob,
      ])
      while !known.insert(print).inserted { print = Fingerprint.hash([print]) }
      credentials[index].fingerprint = print
    }
  }
}

extension LeakedCredential.Sighting {
  fileprivate init(_ exposure: BlobExposure, _ blob: GitObjectID, _ path: String) {
    self.init(
      blob: blob.text, path: path, start: exposure.start, line: exposure.line,
      column: exposure.column)
  }
}

extension LeakedCredential {
  /// - Parameter isWhole: the log is of all commits, and not of those since another run.
  fileprivate mutating func take(
    _ record: HistoryLedger.Record, of log: GitLog, isWhole: Bool
  ) {
    func commit(_ position: Int?) -> Commit? {
      position.map { Commit(id: log.commits[$0].id.text, seconds: log.commits[$0].seconds) }
    }
    paths = Set(paths + record.paths.map { log.paths[Int($0)] }).sorted()
    if record.last != nil { isReachable = true }
    if record.last != nil, isWhole || first == nil { first = commit(record.first) }
    if let last = commit(record.last) {
      self.last = last
      removed = commit(record.removed)
    } else if let removed = commit(record.removed) {
      self.removed = removed
    }
  }
}
